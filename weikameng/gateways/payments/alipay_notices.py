"""Alipay's notices and messages (docs/payments.md): genuine, fresh, ours; then a hint."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from weikameng.domain.payout_life import (
    NoticeFault,
    NoticeRejected,
    Outcome,
    PayoutReceipt,
    RefundNotice,
)
from weikameng.gateways.payments.alipay_codes import QUERY
from weikameng.gateways.payments.alipay_signing import notice_text
from weikameng.gateways.payments.credentials import AlipayCredentials
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, RAW_LIMIT, found, told
from weikameng.gateways.payments.signatures import holds
from weikameng.gateways.payments.strict_json import NotJson, object_of
from weikameng.gateways.payments.written_amounts import beijing_moment, fen_in

NOTICE_LIMIT = 64 * 1024
PARAMETER_LIMIT = 100
# Repetitions go on for 25 hours and carry the moment they were sent, or the first one's.
FRESH_FOR = timedelta(hours=26)
AHEAD_AT_MOST = timedelta(minutes=5)
ACK = "success"
DEPOSIT_BACK = "alipay.trade.refund.depositback.completed"
BUYERS_BALANCE = "alipay_balance"
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "gbk": "gb18030", "gb2312": "gb18030"}


def read_notice(body: bytes, credentials: AlipayCredentials, at: datetime) -> RefundNotice:
    """Return what a notice says, or raise NoticeRejected."""
    if len(body) > NOTICE_LIMIT:
        raise NoticeRejected(NoticeFault.OVERSIZED, f"{len(body)} bytes")
    charset, form = _form(body)
    _check_signature(form, charset, credentials)
    if form.get("app_id") != credentials.app_id:
        raise NoticeRejected(NoticeFault.WRONG_MERCHANT, "app_id")
    if credentials.seller_id and form.get("seller_id", credentials.seller_id) != (
        credentials.seller_id
    ):
        raise NoticeRejected(NoticeFault.WRONG_MERCHANT, "seller_id")
    _check_fresh(form, at)
    if not form.get("notify_id"):
        raise NoticeRejected(NoticeFault.MALFORMED, "notify_id")
    return _message(form, body) if "msg_method" in form else _trade_notice(form, body)


def _form(body: bytes) -> tuple[str, dict[str, str]]:
    try:
        text = body.decode("ascii")
        rough = _pairs(text, "latin-1")
        charset = _CHARSETS[dict(rough).get("charset", "utf-8").lower()]
        pairs = _pairs(text, charset)
    except (ValueError, KeyError):
        raise NoticeRejected(NoticeFault.MALFORMED, "no form") from None
    form = dict(pairs)
    if not form or len(form) != len(pairs):
        raise NoticeRejected(NoticeFault.MALFORMED, "empty, or a name comes twice")
    return charset, form


def _pairs(text: str, charset: str) -> list[tuple[str, str]]:
    return parse_qsl(
        text,
        keep_blank_values=True,
        strict_parsing=True,
        encoding=charset,
        errors="strict",
        max_num_fields=PARAMETER_LIMIT,
    )


def _check_signature(form: Mapping[str, str], charset: str, credentials: AlipayCredentials) -> None:
    if form.get("sign_type") != "RSA2":
        raise NoticeRejected(NoticeFault.FORGED, "sign_type")
    message = notice_text(form, keeps_sign_type="msg_method" in form)
    if not holds(credentials.alipay_key, message.encode(charset), form.get("sign", "")):
        raise NoticeRejected(NoticeFault.FORGED, "sign")


def _check_fresh(form: Mapping[str, str], at: datetime) -> None:
    sent = _sent(form)
    if sent is None:
        raise NoticeRejected(NoticeFault.MALFORMED, "no time")
    if not at - FRESH_FOR <= sent <= at + AHEAD_AT_MOST:
        raise NoticeRejected(NoticeFault.STALE, sent.isoformat())


def _sent(form: Mapping[str, str]) -> datetime | None:
    """Messages say milliseconds since 1970, payment notices a time in Beijing."""
    stamp = form.get("utc_timestamp", "")
    if stamp.isascii() and stamp.isdigit() and len(stamp) == 13:
        return datetime.fromtimestamp(0, tz=UTC) + timedelta(milliseconds=int(stamp))
    return beijing_moment(form.get("notify_time"))


def _trade_notice(form: Mapping[str, str], body: bytes) -> RefundNotice:
    """A refund notice makes us ask and nothing else: its ``refund_fee`` is the trade's total."""
    number = form.get("out_biz_no", "") if form.get("refund_fee") else ""
    receipt = PayoutReceipt(
        Outcome.ACCEPTED,
        told(form.get("trade_status"), CODE_LIMIT),
        told(form.get("trade_no"), CODE_LIMIT),
        settled_at=beijing_moment(form.get("gmt_refund")),
        raw=body[:RAW_LIMIT],
    )
    return RefundNotice(form["notify_id"], number, form.get("out_trade_no", ""), receipt, ACK)


def _message(form: Mapping[str, str], body: bytes) -> RefundNotice:
    """The bank took the deposit (S) or gave it back, and the buyer's Alipay balance has it (F)."""
    if form["msg_method"] != DEPOSIT_BACK:
        other = PayoutReceipt(Outcome.ACCEPTED, told(form["msg_method"], CODE_LIMIT))
        return RefundNotice(form["notify_id"], "", "", other, ACK)
    try:
        content = object_of(form.get("biz_content", ""))
    except NotJson:
        raise NoticeRejected(NoticeFault.MALFORMED, "biz_content") from None
    number, order = _text(content, "out_request_no"), _text(content, "out_trade_no")
    if not number:
        raise NoticeRejected(NoticeFault.MALFORMED, "out_request_no")
    return RefundNotice(form["notify_id"], number, order, deposit_receipt(content, body), ACK)


def deposit_receipt(content: Mapping[str, Any], raw: bytes) -> PayoutReceipt:
    """Return the receipt of a deposit-back; the amount is that of the bank card's part."""
    code = f"DBACK_{_text(content, 'dback_status')}"
    row = found(QUERY, [code])
    assert row, "every deposit-back status has its row"
    return PayoutReceipt(
        row.outcome,
        told(code, CODE_LIMIT),
        told(_text(content, "trade_no"), CODE_LIMIT),
        amount_minor=fen_in(content.get("dback_amount")),
        settled_at=beijing_moment(content.get("bank_ack_time")),
        credited_to=BUYERS_BALANCE if code == "DBACK_F" else "",
        raw=raw[:RAW_LIMIT],
    )


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
