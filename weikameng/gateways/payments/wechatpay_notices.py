"""WeChat Pay's notices (docs/payments.md): genuine, fresh, opened, ours; then a hint."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from weikameng.domain.payout_life import (
    NoticeFault,
    NoticeRejected,
    Outcome,
    PayoutReceipt,
    RefundNotice,
)
from weikameng.gateways.payments import wechatpay_codes as codes
from weikameng.gateways.payments.credentials import WechatPayCredentials
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, RAW_LIMIT, Trust, told
from weikameng.gateways.payments.strict_json import NotJson, object_in
from weikameng.gateways.payments.wechatpay_signing import (
    ALGORITHM,
    PROBE,
    CannotOpen,
    opened,
    trust_in,
)
from weikameng.gateways.payments.written_amounts import rfc3339_moment, whole_fen

NOTICE_LIMIT = 64 * 1024
ACK = '{"code":"SUCCESS","message":"成功"}'
_EVENTS = {
    "REFUND.SUCCESS": "SUCCESS",
    "REFUND.ABNORMAL": "ABNORMAL",
    "REFUND.CLOSED": "CLOSED",
}
_REFUSED = {
    Trust.UNSIGNED: (NoticeFault.FORGED, "unsigned"),
    Trust.UNKNOWN_KEY: (NoticeFault.FORGED, "unknown serial"),
    Trust.BAD_SIGNATURE: (NoticeFault.FORGED, "signature"),
    Trust.STALE: (NoticeFault.STALE, "timestamp"),
}


def read_notice(
    headers: Mapping[str, str], body: bytes, who: WechatPayCredentials, at: datetime
) -> RefundNotice:
    """Return what a notice says, or raise NoticeRejected."""
    if len(body) > NOTICE_LIMIT:
        raise NoticeRejected(NoticeFault.OVERSIZED, f"{len(body)} bytes")
    signature = next((v for k, v in headers.items() if k.lower() == "wechatpay-signature"), "")
    if signature.startswith(PROBE):
        raise NoticeRejected(NoticeFault.PROBE, "signature test")
    trust = trust_in(headers, body, who.verifiers, at)
    if trust is not Trust.SIGNED:
        raise NoticeRejected(*_REFUSED[trust])
    envelope = _object(body, "body")
    event, notice_id = told(envelope.get("event_type")), told(envelope.get("id"), CODE_LIMIT)
    if not notice_id:
        raise NoticeRejected(NoticeFault.MALFORMED, "id")
    content = _opened(envelope.get("resource"), who)
    if content.get("mchid") != who.mchid:
        raise NoticeRejected(NoticeFault.WRONG_MERCHANT, "mchid")
    if event not in _EVENTS:
        other = PayoutReceipt(Outcome.ACCEPTED, told(event, CODE_LIMIT))
        return RefundNotice(notice_id, "", "", other, ACK)
    return _refund_notice(notice_id, _EVENTS[event], content, body)


def _object(raw: bytes, what: str) -> dict[str, Any]:
    try:
        return object_in(raw)
    except NotJson:
        raise NoticeRejected(NoticeFault.MALFORMED, what) from None


def _opened(resource: object, who: WechatPayCredentials) -> dict[str, Any]:
    if not isinstance(resource, dict) or resource.get("algorithm") != ALGORITHM:
        raise NoticeRejected(NoticeFault.MALFORMED, "resource")
    try:
        return _object(opened(resource, who.apiv3_key), "resource")
    except CannotOpen:
        detail = "resource does not open with our APIv3 key"
        raise NoticeRejected(NoticeFault.MALFORMED, detail) from None


def _refund_notice(
    notice_id: str, status: str, content: Mapping[str, Any], body: bytes
) -> RefundNotice:
    number, order = _text(content, "out_refund_no"), _text(content, "out_trade_no")
    if not number or content.get("refund_status") != status:
        raise NoticeRejected(NoticeFault.MALFORMED, "out_refund_no, refund_status")
    amounts = content.get("amount")
    row = codes.TABLE[status]
    receipt = PayoutReceipt(
        row.outcome,
        status,
        told(content.get("refund_id"), CODE_LIMIT),
        amount_minor=whole_fen(amounts.get("refund")) if isinstance(amounts, dict) else None,
        credited_to=told(content.get("user_received_account"), CODE_LIMIT),
        raw=body[:RAW_LIMIT],
        concern=row.concern,
    )
    if status == "SUCCESS":
        receipt = replace(receipt, settled_at=rfc3339_moment(content.get("success_time")))
    return RefundNotice(notice_id, number, order, receipt, ACK)


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    return value if isinstance(value, str) else ""
