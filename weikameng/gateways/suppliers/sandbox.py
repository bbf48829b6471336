"""The sandbox supplier as a gateway: two verbs, and an unverified answer is no answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from weikameng.domain.supply import UNKNOWN, Questions, SupplierAnswer, SupplyOrder
from weikameng.gateways.sealed import BadSignature, Sealed, seal, unseal


class SandboxSupplier:
    """Deliver an order, or ask what became of it. Never raises for what the supplier does."""

    name = "sandbox"
    questions = Questions(timedelta(), timedelta(), timedelta(days=3650))

    def __init__(self, send: Callable[[Sealed], Sealed], key: str) -> None:
        self._send = send
        self._key = key

    def deliver(self, order: SupplyOrder) -> SupplierAnswer:
        """Ask for delivery; repeating it with the same number delivers once."""
        return self._request(
            {
                "verb": "deliver",
                "number": order.number,
                "sku": order.sku,
                "account": order.account,
                "zone": order.zone,
                "quantity": order.quantity,
            }
        )

    def ask(self, number: str) -> SupplierAnswer:
        """Ask whether an order arrived (R3.3)."""
        return self._request({"verb": "ask", "number": number})

    def _request(self, request: dict[str, Any]) -> SupplierAnswer:
        question = seal(request, self._key)
        return replace(self._heard(self._send(question), request), asked=question.body)

    def _heard(self, sealed: Sealed, request: dict[str, Any]) -> SupplierAnswer:
        try:
            answer = unseal(sealed, self._key)
        except BadSignature:
            return replace(UNKNOWN, raw=sealed.body)
        if answer.get("number") != request["number"] or answer["status"] == "refused":
            return replace(UNKNOWN, signed=True, raw=sealed.body)
        return SupplierAnswer(
            answer["status"],
            answer.get("code", ""),
            answer.get("arrived"),
            answer.get("recallable"),
            signed=True,
            raw=sealed.body,
        )
