"""WeChat Pay's bill of a day (docs/payments.md): a hashed, back-quoted table in yuan."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx

from weikameng.domain.payout_life import Outcome, StatementLine, StatementUnavailable, Verb
from weikameng.gateways.payments.line import LineDead
from weikameng.gateways.payments.outcome_table import Trust, found, told
from weikameng.gateways.payments.strict_json import NotJson, object_in
from weikameng.gateways.payments.wechatpay_answers import refusal
from weikameng.gateways.payments.wechatpay_codes import BILL
from weikameng.gateways.payments.wechatpay_line import Heard, SignedLine
from weikameng.gateways.payments.wechatpay_signing import Call
from weikameng.gateways.payments.written_amounts import beijing_moment, fen_in

BILL_PATH = "/v3/bill/tradebill"
FILE_PATH = "/v3/billdownload/file"
PACKED_LIMIT = 64 * 1024 * 1024
UNPACKED_LIMIT = 256 * 1024 * 1024
_GZIP_MARK, _GZIP_WINDOW = b"\x1f\x8b", 31
_SHA1_DIGITS = 40
_ID, _NUMBER, _ORDER = "微信退款单号", "商户退款单号", "商户订单号"
_AMOUNT, _STATUS, _DONE = "申请退款金额", "退款状态", "退款成功时间"
# Bills of old merchants have no column for what was asked; what was paid is the same there.
_OLD_AMOUNT = "退款金额"
_NEEDED = (_ID, _NUMBER, _ORDER, _STATUS, _DONE)
_TOTALS = "总交易单数"


@dataclass(frozen=True, slots=True)
class _Ticket:
    target: str
    sha1: str


def fetch(line: SignedLine, day: date) -> list[StatementLine]:
    """Return the refunds of a day, or raise StatementUnavailable."""
    asked = urlencode({"bill_date": f"{day}", "bill_type": "REFUND", "tar_type": "GZIP"})
    try:
        ticket = _ticket(line.ask(Call("GET", f"{BILL_PATH}?{asked}"), standby=True))
        # Its answer is not signed: only the hash vouches for the file.
        file = line.ask(Call("GET", ticket.target), standby=True, limit=PACKED_LIMIT)
    except LineDead as dead:
        raise StatementUnavailable(dead.code, later=True) from None
    if file.reply.status != httpx.codes.OK:
        raise StatementUnavailable(f"HTTP_{file.reply.status}", later=True)
    content = unpacked(file.reply.body)
    if hashlib.sha1(content, usedforsecurity=False).hexdigest() != ticket.sha1:
        raise StatementUnavailable("HASH_MISMATCH", later=True)
    return refund_lines(content)


def malformed(what: str) -> StatementUnavailable:
    """Return the refusal of a bill that is not what the provider documents."""
    return StatementUnavailable(f"MALFORMED_BILL {what}", later=False)


def _ticket(heard: Heard) -> _Ticket:
    if heard.reply.status != httpx.codes.OK:
        raise _refused(heard)
    if heard.trust is not Trust.SIGNED:
        raise StatementUnavailable(heard.trust.upper(), later=True)
    try:
        content = object_in(heard.reply.body)
    except NotJson:
        raise malformed("TICKET") from None
    return _Ticket(_target(content), _hash(content))


def _refused(heard: Heard) -> StatementUnavailable:
    refused = refusal(heard, Verb.QUERY)
    row = found(BILL, [refused.code])
    later = row is not None or not refused.verified or refused.outcome is not Outcome.NEEDS_HUMAN
    return StatementUnavailable(refused.code, later=later, concern=refused.concern)


def _target(content: Mapping[str, Any]) -> str:
    """The host in the link is not believed: the file is fetched from our own base address."""
    try:
        parts = urlsplit(told(content.get("download_url"), 4096))
    except ValueError:
        raise malformed("LINK") from None
    if parts.path != FILE_PATH or not parts.query.isascii():
        raise malformed("LINK")
    return f"{parts.path}?{parts.query}"


def _hash(content: Mapping[str, Any]) -> str:
    value = told(content.get("hash_value")).lower()
    if content.get("hash_type") != "SHA1" or len(value) != _SHA1_DIGITS:
        raise malformed("HASH")
    return value


def unpacked(body: bytes, limit: int = UNPACKED_LIMIT) -> bytes:
    """Unpack a bill, stopping at the limit whatever the file says of itself."""
    if not body.startswith(_GZIP_MARK):
        return body
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        content = unpacker.decompress(body, limit + 1)
    except zlib.error:
        raise malformed("NO_GZIP") from None
    if len(content) > limit:
        raise malformed("TOO_LARGE")
    if not unpacker.eof or unpacker.unused_data:
        raise malformed("NO_GZIP")
    return content


def refund_lines(content: bytes) -> list[StatementLine]:
    """Return the refunds in an unpacked bill; a line we can't read spoils the whole of it."""
    try:
        lines = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        raise malformed("NOT_UTF8") from None
    columns = [name.strip() for name in lines[0].split(",")] if lines else []
    if not set(_NEEDED) <= set(columns) or not {_AMOUNT, _OLD_AMOUNT} & set(columns):
        raise malformed("COLUMNS")
    found_lines: list[StatementLine] = []
    for number, line in enumerate(lines[1:], 2):
        if line.startswith(_TOTALS):
            return found_lines
        found_lines.append(_refund(columns, line, number))
    raise malformed("NO_TOTALS")  # cut off


def _refund(columns: list[str], line: str, number: int) -> StatementLine:
    """Fields begin with a back-quote, so a comma inside one is no border."""
    fields = line[1:].split(",`")
    if not line.startswith("`") or len(fields) != len(columns):
        raise malformed(f"LINE_{number}")
    row = {name: field.strip() for name, field in zip(columns, fields, strict=True)}
    amount = fen_in(row.get(_AMOUNT) or row.get(_OLD_AMOUNT))
    if amount is None:
        raise malformed(f"LINE_{number}")
    return StatementLine(
        row[_NUMBER], row[_ID], row[_ORDER], amount, row[_STATUS], beijing_moment(row[_DONE])
    )
