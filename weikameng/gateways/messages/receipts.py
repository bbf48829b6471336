"""Receipts that carriers push: JSON lists of limited size, unsigned, so only ever a hint."""

import json
from collections.abc import Callable
from typing import Any

from weikameng.domain.delivery import BadReport, Report
from weikameng.gateways.payments.strict_json import NotJson, list_in

BODY_LIMIT = 1024 * 1024
REPORTS_LIMIT = 1000


def reports_in(body: bytes, read: Callable[[dict[str, Any]], Report]) -> tuple[Report, ...]:
    """Return the receipts of a push, or raise BadReport."""
    if len(body) > BODY_LIMIT:
        raise BadReport("too large")
    try:
        entries = list_in(body)
    except NotJson:
        raise BadReport("no JSON list") from None
    if len(entries) > REPORTS_LIMIT:
        raise BadReport(f"more than {REPORTS_LIMIT}")
    if not all(isinstance(entry, dict) for entry in entries):
        raise BadReport("an entry that is no object")
    found = tuple(read(entry) for entry in entries)
    if not all(report.reference or report.theirs for report in found):
        raise BadReport("a receipt without a number")
    return found


def answer(**said: object) -> bytes:
    """Return the bytes a carrier wants to read once we have its receipt."""
    return json.dumps(said, ensure_ascii=False).encode()
