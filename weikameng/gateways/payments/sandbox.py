"""The sandbox channel as a payment gateway: signs what it asks, believes only what is signed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from weikameng.domain.paying import Payment, PaymentClosed
from weikameng.domain.payout_life import (
    ChannelTerms,
    NoticeFault,
    NoticeRejected,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    RefundNotice,
    StatementLine,
    StatementUnavailable,
)
from weikameng.gateways.sandbox.bank import ConnectionCut
from weikameng.gateways.sealed import BadSignature, Sealed, seal, unseal

_OUTCOMES = {
    "SUCCESS": Outcome.SETTLED,
    "PROCESSING": Outcome.ACCEPTED,
    "NOT_FOUND": Outcome.RETRY_SAME_ID,
    "SYSTEM_ERROR": Outcome.RETRY_SAME_ID,
    "NOT_ENOUGH": Outcome.RETRY_LATER,
    "SIGN_ERROR": Outcome.NEEDS_HUMAN,
    "PARAM_ERROR": Outcome.NEEDS_HUMAN,
    "INVALID_REQUEST": Outcome.NEEDS_HUMAN,
}


class SandboxChannel(ChannelTerms):
    """Four verbs; ``refund`` and ``query`` never raise for what the network or the channel does."""

    name = "sandbox"

    def __init__(self, send: Callable[[Sealed], Sealed], key: str) -> None:
        self._send = send
        self._key = key

    def pay(self, number: str, amount_minor: int) -> str:
        """Take a payment of so many fen; return the channel's reference. Raises PaymentClosed."""
        answer = self._ask({"verb": "pay", "number": number, "amount": amount_minor})
        if answer["code"] == "CLOSED":
            raise PaymentClosed(number)
        return str(answer["reference"])

    def payment(self, number: str) -> Payment | None:
        """Return what was paid for an order, or None while the channel knows of nothing."""
        answer = self._ask({"verb": "payment", "number": number})
        return Payment(answer["reference"], answer["amount"]) if answer["code"] == "OK" else None

    def close(self, number: str) -> bool:
        """Have the channel take no payment for an order; False when it was paid before that."""
        return bool(self._ask({"verb": "close", "number": number})["code"] == "CLOSED")

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask for a refund; the number makes a repeated request the same request (R4.2)."""
        return self._receipt("refund", order)

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of a refund; ``retry_same_id`` means it never arrived there."""
        return self._receipt("query", order)

    def parse_notification(
        self,
        headers: Mapping[str, str],  # noqa: ARG002 - the port's form
        body: bytes,  # noqa: ARG002
    ) -> RefundNotice:
        """Refuse: this sandbox sends no notices, so whoever sends one is somebody else."""
        raise NoticeRejected(NoticeFault.FORGED, "the sandbox sends no notices")

    def fetch_statement(self, day: date) -> Iterator[StatementLine]:  # noqa: ARG002
        """Refuse: this sandbox writes no statements; the one over HTTP does."""
        raise StatementUnavailable("NO_STATEMENTS", later=False)

    def _receipt(self, verb: str, order: PayoutOrder) -> PayoutReceipt:
        request = {
            "verb": verb,
            "number": order.number,
            "amount": order.amount_minor,
            "payment": order.payment_reference,
        }
        try:
            answer = self._ask(request)
        except ConnectionCut:
            return PayoutReceipt(Outcome.RETRY_SAME_ID, "CONNECTION_CUT", verified=False)
        except BadSignature:
            return PayoutReceipt(Outcome.RETRY_SAME_ID, "BAD_SIGNATURE", verified=False)
        said = str(answer.get("status", answer["code"]))
        if answer["code"] == "OK" and answer["amount"] != order.amount_minor:
            return PayoutReceipt(Outcome.NEEDS_HUMAN, "OTHER_AMOUNT")
        outcome = _OUTCOMES.get(said, Outcome.NEEDS_HUMAN)
        if said == "SYSTEM_ERROR":  # neither sent nor not sent: a question, like a dead line
            return PayoutReceipt(outcome, said, verified=False)
        return PayoutReceipt(outcome, said, str(answer.get("reference", "")))

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        return unseal(self._send(seal(request, self._key)), self._key)
