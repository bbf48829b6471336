"""Signed reports of suppliers, read strictly: what is not surely theirs is no report (R11.1)."""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from weikameng.domain.reports import (
    SUPPLIERS_SAY,
    Report,
    ReportFault,
    ReportKind,
    ReportRejected,
)
from weikameng.gateways.signed_reports import (
    ED25519,
    HMAC,
    SIGNATURE,
    TIMESTAMP,
    mac_of,
    signed_text,
)

MAX_BODY = 4 * 1024
# How far a report's time stamp may be from ours: older ones were overheard, or wait too long.
TOLERANCE = timedelta(minutes=5)
# A supplier may tell of what happened while its line was down, not of the future.
AHEAD = timedelta(minutes=5)
MAX_DAYS = 36_500
_NEEDED = frozenset({"v", "report", "event", "at"})
_POSSIBLE = _NEEDED | {"order", "unit", "good", "used_days"}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}", re.ASCII)
_ORDER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}", re.ASCII)
_GOOD = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_SECONDS = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)
_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReportKey:
    """How a supplier signs: with an Ed25519 key of its own, or with a secret we share."""

    scheme: str
    key: bytes = field(repr=False)


def read_report(
    supplier: str, headers: Mapping[str, str], body: bytes, key: ReportKey, at: datetime
) -> Report:
    """Return what a report says. Raises ReportRejected for what is not surely the supplier's."""
    if len(body) > MAX_BODY:
        raise ReportRejected(ReportFault.OVERSIZED)
    timestamp = headers.get(TIMESTAMP, "")
    if not _SECONDS.fullmatch(timestamp):
        raise ReportRejected(ReportFault.FORGED)
    if not _holds(headers.get(SIGNATURE, ""), signed_text(supplier, timestamp, body), key):
        raise ReportRejected(ReportFault.FORGED)
    if abs(at.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise ReportRejected(ReportFault.STALE)
    try:
        return _report(_read(body), body, key, at)
    except (ValueError, TypeError, RecursionError):
        raise ReportRejected(ReportFault.MALFORMED) from None


def _holds(header: str, text: bytes, key: ReportKey) -> bool:
    scheme, _, given = header.partition("=")
    if scheme != key.scheme or not given.isascii():
        return False
    if scheme == HMAC:
        return hmac.compare_digest(mac_of(key.key, text), given)
    try:
        signature = base64.b64decode(given, validate=True)
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text)
    except (binascii.Error, InvalidSignature, ValueError):
        return False
    return True


def _report(said: dict[str, Any], body: bytes, key: ReportKey, at: datetime) -> Report:
    if not _NEEDED <= set(said) <= _POSSIBLE or said["v"] != 1 or said["v"] is True:
        raise ValueError("the fields")
    good, order = said.get("good", ""), said.get("order", "")
    if bool(good) == bool(order):
        raise ValueError("a good, or an order")
    if said["event"] not in SUPPLIERS_SAY:
        raise ValueError("the event")
    happened_at = datetime.fromisoformat(_matched(_AT, said["at"])).astimezone(UTC)
    if happened_at > at + AHEAD:
        raise ValueError("the future")
    return Report(
        report_id=_matched(_ID, said["report"]),
        kind=ReportKind(said["event"]),
        happened_at=happened_at,
        order_number=_matched(_ORDER, order) if order else "",
        unit=_whole(said.get("unit", 1), 1, 1000) if order else 0,
        good=base64.urlsafe_b64decode(_matched(_GOOD, good) + "==") if good else b"",
        used_days=_whole(said.get("used_days", 0), 0, MAX_DAYS),
        self_signed=key.scheme == ED25519,
        raw=body,
    )


def _read(body: bytes) -> dict[str, Any]:
    found = json.loads(body.decode("utf-8"), object_pairs_hook=_once)
    if not isinstance(found, dict):
        raise TypeError("an object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _matched(form: re.Pattern[str], text: object) -> str:
    if not isinstance(text, str) or not form.fullmatch(text):
        raise ValueError("form")
    return text


def _whole(number: object, least: int, most: int) -> int:
    if type(number) is not int or not least <= number <= most:
        raise ValueError("a whole number")
    return number
