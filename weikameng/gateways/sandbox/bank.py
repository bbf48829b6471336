"""The sandbox payment channel: keeps money by its own books and plays the faults channels have."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg

from weikameng.gateways.sandbox.memory import Memory
from weikameng.gateways.sealed import BadSignature, Sealed, seal, unseal

_REFUND = """
WITH taken AS (
    UPDATE sandbox.payment SET refunded = refunded + %(amount)s::bigint
    WHERE reference = %(payment)s AND refunded + %(amount)s::bigint <= amount
      AND %(amount)s::bigint > 0
      AND NOT EXISTS (SELECT 1 FROM sandbox.refund WHERE number = %(number)s)
    RETURNING number)
INSERT INTO sandbox.refund (number, payment, amount, status)
SELECT %(number)s, number, %(amount)s::bigint, %(status)s FROM taken RETURNING number
"""


class ConnectionCut(Exception):
    """The line went dead: the caller can't know whether its request was carried out."""


@dataclass(frozen=True)
class FaultPlan:
    """How often (in %) the channel misbehaves; decided by number and call, so a seed repeats it."""

    seed: int = 0
    percent: int = 0

    FAULTS = (
        "cut_before",
        "cut_after",
        "bad_signature",
        "error_not_executed",
        "error_but_executed",
        "accepted",
        "no_balance",
    )

    def of(self, number: str, times: int) -> str:
        """Return the fault for the n-th call about a number, or ``""``."""
        if not self.percent:
            return ""
        digest = hashlib.sha256(f"{self.seed}/{number}/{times}".encode()).digest()
        if digest[0] * 100 // 256 >= self.percent:
            return ""
        return self.FAULTS[digest[1] % len(self.FAULTS)]


class SandboxBank:
    """A channel that is idempotent by refund number and refuses badly signed requests."""

    def __init__(self, memory: Memory, key: str, faults: FaultPlan = FaultPlan()) -> None:
        self._memory = memory
        self._key = key
        self._faults = faults

    def handle(self, message: Sealed) -> Sealed:
        """Answer one request. Raises ConnectionCut where a real line would go dead."""
        try:
            request = unseal(message, self._key)
        except BadSignature:
            return self._answer({"code": "SIGN_ERROR"})
        fault = self._fault(request)
        if fault == "cut_before":
            raise ConnectionCut
        if fault == "error_not_executed":
            return self._answer({"code": "SYSTEM_ERROR"})
        if fault == "no_balance" and request["verb"] == "refund":
            return self._answer({"code": "NOT_ENOUGH"})
        answer = self._carry_out(request, slow=fault == "accepted")
        if fault == "cut_after":
            raise ConnectionCut
        if fault == "error_but_executed":
            return self._answer({"code": "SYSTEM_ERROR"})
        sealed = self._answer(answer)
        return Sealed(sealed.body, "0" * 64) if fault == "bad_signature" else sealed

    def _fault(self, request: dict[str, Any]) -> str:
        if request["verb"] not in {"refund", "query"}:
            return ""
        row = self._memory.rows(
            "INSERT INTO sandbox.call VALUES (%(number)s, %(verb)s, 1) ON CONFLICT (number, verb)"
            " DO UPDATE SET times = sandbox.call.times + 1 RETURNING times",
            request,
        )[0]
        return self._faults.of(request["number"] + request["verb"], row["times"])

    def _carry_out(self, request: dict[str, Any], *, slow: bool) -> dict[str, Any]:
        match request["verb"]:
            case "pay":
                return self._pay(request)
            case "payment":
                return self._payment(request)
            case "close":
                return self._close(request)
            case "refund":
                return self._refund(request, slow=slow)
            case "query":
                return self._query(request)
        return {"code": "NO_SUCH_VERB"}

    def _pay(self, request: dict[str, Any]) -> dict[str, Any]:
        self._memory.rows(
            "INSERT INTO sandbox.payment (number, amount, reference) VALUES (%(number)s,"
            " %(amount)s, 'SB' || %(number)s) ON CONFLICT DO NOTHING",
            request,
        )
        return self._payment(request)

    def _payment(self, request: dict[str, Any]) -> dict[str, Any]:
        rows = self._memory.rows(
            "SELECT amount, reference FROM sandbox.payment WHERE number = %(number)s", request
        )
        if not rows:
            return {"code": "NOT_FOUND"}
        return {"code": "OK" if rows[0]["reference"] else "CLOSED", **rows[0]}

    def _close(self, request: dict[str, Any]) -> dict[str, Any]:
        """A payment of nothing takes the number's place, so that no other can have it."""
        self._memory.rows(
            "INSERT INTO sandbox.payment (number, amount, reference)"
            " VALUES (%(number)s, 0, '') ON CONFLICT DO NOTHING",
            request,
        )
        return self._payment(request)

    def _refund(self, request: dict[str, Any], *, slow: bool) -> dict[str, Any]:
        """One statement: the same number again changes nothing, more than was paid is refused."""
        status = "PROCESSING" if slow else "SUCCESS"
        rows: list[Any] = []
        with suppress(psycopg.errors.UniqueViolation):  # the same number at the same moment
            rows = self._memory.rows(_REFUND, {**request, "status": status})
        if not rows:
            return self._already(request)
        return self._query(request)

    def _already(self, request: dict[str, Any]) -> dict[str, Any]:
        known = self._query(request)
        if known["code"] == "NOT_FOUND":
            return {"code": "INVALID_REQUEST"}  # unknown payment, or more than is left
        return known if known["amount"] == request["amount"] else {"code": "PARAM_ERROR"}

    def _query(self, request: dict[str, Any]) -> dict[str, Any]:
        """A slow refund settles at the second question."""
        rows = self._memory.rows(
            "UPDATE sandbox.refund SET asked = asked + 1,"
            " status = CASE WHEN asked >= 1 THEN 'SUCCESS' ELSE status END"
            " WHERE number = %(number)s RETURNING number, amount, status",
            request,
        )
        if not rows:
            return {"code": "NOT_FOUND"}
        return {"code": "OK", **rows[0], "reference": f"SR{request['number']}"}

    def _answer(self, content: dict[str, Any]) -> Sealed:
        return seal(content, self._key)
