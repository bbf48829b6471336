"""What Alipay's answers to a refund and to a query mean, by the tables (docs/payments.md)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from weikameng.domain.payout_life import Outcome, PayoutOrder, PayoutReceipt
from weikameng.gateways.payments import alipay_codes as codes
from weikameng.gateways.payments.alipay_notices import deposit_receipt
from weikameng.gateways.payments.alipay_signing import Heard
from weikameng.gateways.payments.line import Reply
from weikameng.gateways.payments.outcome_table import (
    CODE_LIMIT,
    Index,
    Trust,
    about_a_query,
    found,
    receipt_of,
    told,
)
from weikameng.gateways.payments.written_amounts import beijing_moment, fen_in

DONE = "10000"
_FAMILY = "ACQ."


def codes_of(content: Mapping[str, Any]) -> list[str]:
    """Return the codes of a refusal, the most telling first; ``ACQ.`` may be left out by them."""
    sub, code = told(content.get("sub_code"), CODE_LIMIT), told(content.get("code"), CODE_LIMIT)
    bare = [f"{_FAMILY}{sub}"] if sub and "." not in sub else []
    return [each for each in (sub, *bare, code) if each]


def refund_receipt(heard: Heard, reply: Reply, order: PayoutOrder) -> tuple[PayoutReceipt, bool]:
    """Return the receipt of a refund's answer, and whether a query must come before a person."""
    content = heard.content
    if content.get("code") != DONE:
        return _refused(heard, reply)
    if heard.trust is not Trust.SIGNED:
        return _doubtful(heard, reply), False
    if strange := _contradiction(content, order):
        row = codes.QUERY[codes.OTHER]
        return _told(receipt_of(row, strange, reply), content), False
    # Trade and sum must be named for "settled"; an answer that names none makes us ask.
    named = "refund_fee" in content and _names_trade(content, order)
    moved = content.get("fund_change") == "Y" and named
    row = codes.REFUND[codes.MOVED if moved else codes.NOT_MOVED]
    receipt = receipt_of(row, "FUND_CHANGE_Y" if moved else "FUND_CHANGE_N", reply)
    at = beijing_moment(content.get("gmt_refund_pay")) if moved else None
    return replace(_told(receipt, content), settled_at=at), False


def _contradiction(content: Mapping[str, Any], order: PayoutOrder) -> str:
    """Return the code of what contradicts our order, or ``""``.

    ``refund_fee`` is what the trade has given back so far. Once this refund moved money it is
    not less than this refund and not above the trade; a refund that is held isn't in it yet.
    """
    if _of_another_trade(content, order):
        return "OTHER_TRADE"
    if content.get("fund_change") != "Y" or "refund_fee" not in content:
        return ""
    total = fen_in(content["refund_fee"])
    if total is None or total < order.amount_minor:
        return "OTHER_AMOUNT"
    return "OTHER_AMOUNT" if 0 < order.order_total_minor < total else ""


def query_receipt(heard: Heard, reply: Reply, order: PayoutOrder) -> PayoutReceipt:
    """Return the receipt of a query's answer."""
    content = heard.content
    if content.get("code") != DONE:
        return _refused_query(heard, reply)
    if heard.trust is not Trust.SIGNED:
        return _doubtful(heard, reply)
    status = told(content.get("refund_status"), CODE_LIMIT)
    if not status:
        return _told(receipt_of(codes.QUERY[codes.NO_STATUS], "NOT_RECEIVED", reply), content)
    if status != codes.FINISHED:
        known = found(codes.QUERY, [status] if status.startswith("REFUND_") else [])
        row = known or codes.QUERY["REFUND_*"]
        return _told(receipt_of(row, status, reply), content)
    return _finished(content, reply, order)


def _finished(content: Mapping[str, Any], reply: Reply, order: PayoutOrder) -> PayoutReceipt:
    """Only our number and our amount, both named, are our refund."""
    amount = fen_in(content.get("refund_amount"))
    if strange := _not_ours(content, order):
        receipt = receipt_of(codes.QUERY[codes.OTHER], strange, reply)
        return replace(_told(receipt, content), amount_minor=amount)
    if not (content.get("out_request_no") and amount and _names_trade(content, order)):
        row = codes.REFUND[codes.UNPROVEN]
        return _told(receipt_of(row, "NAMELESS_ANSWER", reply, verified=False), content)
    receipt = receipt_of(codes.QUERY[codes.FINISHED], codes.FINISHED, reply)
    receipt = replace(
        _told(receipt, content),
        amount_minor=amount,
        settled_at=beijing_moment(content.get("gmt_refund_pay")),
    )
    return _with_deposit_back(receipt, content.get("deposit_back_info"))


def _not_ours(content: Mapping[str, Any], order: PayoutOrder) -> str:
    """Return the code of what is named in the answer and is not ours, or ``""``."""
    if content.get("out_request_no", order.number) != order.number:
        return "OTHER_NUMBER"
    if "refund_amount" in content and fen_in(content["refund_amount"]) != order.amount_minor:
        return "OTHER_AMOUNT"
    return "OTHER_TRADE" if _of_another_trade(content, order) else ""


def _with_deposit_back(receipt: PayoutReceipt, info: object) -> PayoutReceipt:
    """The bank may still hold the card's part (P), or have given it back to Alipay (F)."""
    if not isinstance(info, dict) or not info.get("dback_status"):
        return receipt
    bank = deposit_receipt(info, receipt.raw)
    settled = bank.settled_at if bank.outcome is Outcome.SETTLED else None
    return replace(
        receipt,
        outcome=bank.outcome,
        code=f"{receipt.code} {bank.code}",
        settled_at=settled or (receipt.settled_at if bank.outcome is Outcome.SETTLED else None),
        credited_to=bank.credited_to,
    )


def _doubtful(heard: Heard, reply: Reply) -> PayoutReceipt:
    """10000 without proof may have been executed: asked for, never believed."""
    row = codes.REFUND[codes.UNPROVEN]
    return receipt_of(row, heard.trust.upper(), reply, verified=False)


def _refused(heard: Heard, reply: Reply) -> tuple[PayoutReceipt, bool]:
    if heard.trust not in (Trust.SIGNED, Trust.UNSIGNED):
        return _doubtful(heard, reply), False
    said = codes_of(heard.content)
    row = found(codes.REFUSALS, said) or codes.REFUND[codes.UNKNOWN_REFUSAL]
    code = said[0] if said else "NO_CODE"
    if heard.trust is Trust.SIGNED and said:
        return _told(receipt_of(row, code, reply), heard.content), row.query_first
    # Unsigned: it may slow us down or call a person, but proves nothing about the money.
    unproven = codes.REFUND[codes.UNSIGNED]
    receipt = receipt_of(unproven, code, reply, verified=False)
    return replace(_told(receipt, heard.content), concern=row.concern), False


def _refused_query(heard: Heard, reply: Reply) -> PayoutReceipt:
    row = found(_DEFINITE, codes_of(heard.content))
    if row and heard.trust is Trust.SIGNED:
        receipt = receipt_of(row, codes_of(heard.content)[0], reply)
        return _told(receipt, heard.content)
    return about_a_query(_refused(heard, reply)[0])


_DEFINITE: Index = {"ACQ.TRADE_NOT_EXIST": codes.QUERY["ACQ.TRADE_NOT_EXIST"]}


def _names_trade(content: Mapping[str, Any], order: PayoutOrder) -> bool:
    """Say whether the answer names the payment this refund belongs to, as we named it."""
    if order.payment_reference:
        return content.get("trade_no") == order.payment_reference
    return content.get("out_trade_no") == (order.payment_number or order.order_number)


def _of_another_trade(content: Mapping[str, Any], order: PayoutOrder) -> bool:
    name = "trade_no" if order.payment_reference else "out_trade_no"
    return bool(content.get(name)) and not _names_trade(content, order)


def _told(receipt: PayoutReceipt, content: Mapping[str, Any]) -> PayoutReceipt:
    return replace(
        receipt,
        message=told(content.get("sub_msg")) or told(content.get("msg")),
        provider_reference=told(content.get("trade_no"), CODE_LIMIT),
    )
