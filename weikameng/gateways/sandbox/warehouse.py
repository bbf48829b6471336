"""The sandbox supplier: delivers by scenario, chosen by the last four characters of the account."""

from typing import Any

from weikameng.gateways.sandbox.memory import Memory
from weikameng.gateways.sealed import BadSignature, Sealed, seal, unseal

# What the supplier first says, and what it answers when asked whether the top-up arrived.
SCENARIOS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "": ({"status": "success"}, {"status": "success", "arrived": True}),
    "0000": (
        {"status": "failed", "code": "NUMBER_NOT_EXIST"},
        {"status": "failed", "code": "NUMBER_NOT_EXIST", "arrived": False},
    ),
    "1111": ({"status": "success"}, {"status": "success", "arrived": False}),
    "2222": ({"status": "processing", "recallable": True}, {"status": "success", "arrived": True}),
    "3333": (
        {"status": "failed", "code": "FAILED"},
        {"status": "failed", "code": "FAILED", "arrived": False},
    ),
    "4444": (
        {"status": "failed", "code": "ZONE_MISMATCH"},
        {"status": "failed", "code": "ZONE_MISMATCH", "arrived": False},
    ),
    "5555": ({"status": "success"}, {"status": "success"}),
}
_SLOW, _SLOW_QUESTIONS = "2222", 2


class SandboxWarehouse:
    """A supplier that answers only what is properly signed, and signs what it answers."""

    def __init__(self, memory: Memory, key: str) -> None:
        self._memory = memory
        self._key = key

    def handle(self, message: Sealed) -> Sealed:
        """Answer a ``deliver`` or ``ask`` request."""
        try:
            request = unseal(message, self._key)
        except BadSignature:
            return seal({"status": "refused", "code": "SIGN_ERROR"}, self._key)
        answer = self._deliver(request) if request["verb"] == "deliver" else self._ask(request)
        return seal({**answer, "number": request["number"]}, self._key)

    def _deliver(self, request: dict[str, Any]) -> dict[str, Any]:
        ending = str(request["account"])[-4:]
        scenario = ending if ending in SCENARIOS else ""
        self._memory.rows(
            "INSERT INTO sandbox.delivery (number, account, zone, scenario)"
            " VALUES (%(number)s, %(account)s, %(zone)s, %(scenario)s) ON CONFLICT DO NOTHING",
            {**request, "scenario": scenario},
        )
        return SCENARIOS[scenario][0]

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = self._memory.rows(
            "UPDATE sandbox.delivery SET asked = asked + 1 WHERE number = %(number)s"
            " RETURNING scenario, asked",
            request,
        )
        if not rows:
            return {"status": "unknown", "code": "ORDER_NOT_FOUND"}
        scenario, asked = rows[0]["scenario"], rows[0]["asked"]
        if scenario == _SLOW and asked < _SLOW_QUESTIONS:
            return SCENARIOS[scenario][0]
        return SCENARIOS[scenario][1]
