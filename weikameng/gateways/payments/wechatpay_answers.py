"""What WeChat Pay's answers mean for us, by the table (docs/payments.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from weikameng.domain.payout_life import (
    Concern,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    Verb,
)
from weikameng.gateways.payments import wechatpay_codes as codes
from weikameng.gateways.payments.outcome_table import (
    CODE_LIMIT,
    Row,
    Trust,
    about_a_query,
    found,
    receipt_of,
    told,
)
from weikameng.gateways.payments.strict_json import NotJson, object_in
from weikameng.gateways.payments.wechatpay_line import Heard
from weikameng.gateways.payments.written_amounts import rfc3339_moment, whole_fen

_STATUSES = ("SUCCESS", "PROCESSING", "CLOSED", "ABNORMAL")
_SUCCESS, _REFUSED, _TOO_MANY, _NOT_FOUND = range(200, 300), range(400, 500), 429, 404
# What an unsigned refusal can mean: it stops nothing for good and promises nothing.
_UNSIGNED = {
    Outcome.PERMANENTLY_FAILED: Outcome.NEEDS_HUMAN,
    Outcome.RETRY_LATER: Outcome.RETRY_SAME_ID,
}


def receipt(heard: Heard, verb: Verb, order: PayoutOrder) -> PayoutReceipt:
    """Return the receipt of an answer to a refund or a query."""
    if heard.reply.status in _SUCCESS:
        return _answered(heard, order)
    if heard.trust not in (Trust.SIGNED, Trust.UNSIGNED):
        return doubtful(heard)
    refused = refusal(heard, verb)
    if verb is Verb.REFUND or _never_arrived(heard, refused):
        return refused
    return about_a_query(refused)


def _never_arrived(heard: Heard, refused: PayoutReceipt) -> bool:
    return heard.reply.status == _NOT_FOUND and refused.code == codes.NO_SUCH


def doubtful(heard: Heard) -> PayoutReceipt:
    """An answer that does not verify is unknown, whatever it says: money may have been taken."""
    made = receipt_of(codes.TABLE[codes.UNPROVEN], heard.trust.upper(), heard.reply, verified=False)
    ours = heard.trust is Trust.UNKNOWN_KEY  # a key we were not given: nothing will verify
    return replace(made, concern=Concern.CONFIGURATION if ours else Concern.NONE)


def _answered(heard: Heard, order: PayoutOrder) -> PayoutReceipt:
    if heard.trust is not Trust.SIGNED:
        return doubtful(heard)
    try:
        content = object_in(heard.reply.body)
    except NotJson:
        row = codes.TABLE[codes.UNPROVEN]
        return receipt_of(row, "UNREADABLE_ANSWER", heard.reply, verified=False)
    status = told(content.get("status"), CODE_LIMIT)
    return receipt_by_status(content, status, heard, order)


def receipt_by_status(
    content: Mapping[str, Any], status: str, heard: Heard, order: PayoutOrder
) -> PayoutReceipt:
    """Return the receipt of a signed refund object: ours by number, amount and payment, or not."""
    amount = whole_fen(_amounts(content).get("refund"))
    if strange := _not_ours(content, amount, order):
        made = receipt_of(codes.TABLE[codes.OTHER], strange, heard.reply)
        return replace(_told(made, content), amount_minor=amount)
    nameless = "out_refund_no" not in content or amount is None
    if nameless or status not in _STATUSES:
        row = codes.TABLE[codes.UNPROVEN]
        return receipt_of(row, status or "NAMELESS_ANSWER", heard.reply, verified=False)
    return replace(
        _told(receipt_of(codes.TABLE[status], status, heard.reply), content), amount_minor=amount
    )


def _amounts(content: Mapping[str, Any]) -> Mapping[str, Any]:
    amounts = content.get("amount")
    return amounts if isinstance(amounts, dict) else {}


def _not_ours(content: Mapping[str, Any], amount: int | None, order: PayoutOrder) -> str:
    """Return the code of what contradicts our order, or ``""``."""
    if content.get("out_refund_no", order.number) != order.number:
        return "OTHER_NUMBER"
    if amount is not None and amount != order.amount_minor:
        return "OTHER_AMOUNT"
    if _amounts(content).get("currency", order.currency) != order.currency:
        return "OTHER_CURRENCY"
    name, ours = (
        ("transaction_id", order.payment_reference)
        if order.payment_reference
        else ("out_trade_no", order.payment_number or order.order_number)
    )
    return "OTHER_PAYMENT" if content.get(name, ours) != ours else ""


def _told(made: PayoutReceipt, content: Mapping[str, Any]) -> PayoutReceipt:
    channel, account = (
        told(content.get(name), CODE_LIMIT) for name in ("channel", "user_received_account")
    )
    settled = made.outcome is Outcome.SETTLED
    return replace(
        made,
        provider_reference=told(content.get("refund_id"), CODE_LIMIT),
        settled_at=rfc3339_moment(content.get("success_time")) if settled else None,
        credited_to=" ".join(part for part in (channel, account) if part) if settled else "",
    )


def refusal(heard: Heard, verb: Verb) -> PayoutReceipt:
    """Return the receipt of an error answer that is signed, or carries no signature at all."""
    try:
        content = object_in(heard.reply.body)
    except NotJson:
        content = {}
    code, message = told(content.get("code"), CODE_LIMIT), told(content.get("message"))
    row = _row(heard, code, message, verb)
    signed = heard.trust is Trust.SIGNED
    made = receipt_of(row, code or f"HTTP_{heard.reply.status}", heard.reply, verified=signed)
    outcome = row.outcome if signed else _UNSIGNED.get(row.outcome, row.outcome)
    return replace(made, outcome=outcome, message=message)


def _row(heard: Heard, code: str, message: str, verb: Verb) -> Row:
    status = heard.reply.status
    if status not in _REFUSED:  # their failure, a redirect, or a proxy's own answer
        return codes.TABLE[codes.SERVER_ERROR]
    if code == codes.NO_SUCH and verb is Verb.QUERY:
        return codes.TABLE[codes.NEVER_ARRIVED]
    if code == "INVALID_REQUEST" and codes.says_period_over(message):
        return codes.TABLE[codes.OVERDUE]
    general = "429" if status == _TOO_MANY else codes.UNKNOWN_REFUSAL
    named = code if code in _REFUSALS else ""
    row = found(codes.TABLE, [named] if named else [])
    return row or codes.TABLE[general]


# Statuses of refunds and our own words are no refusals, whoever sends them as a code.
_REFUSALS = frozenset(codes.TABLE) - {
    *_STATUSES,
    codes.OTHER,
    codes.NO_ANSWER,
    codes.UNPROVEN,
    codes.SERVER_ERROR,
    codes.OVERDUE,
    codes.NEVER_ARRIVED,
    codes.UNKNOWN_REFUSAL,
    "429",
}
