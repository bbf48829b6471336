"""A shop tells what became of its order: delivered, shown, activated, used; in whatever order (P2).

Of such a word and a refund one wins: both hold the unit's row.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.importing import FIRST_YEAR
from weikameng.domain.mirror import CLOCK_SKEW
from weikameng.domain.reports import Report, ReportKind, ReportOutcome
from weikameng.domain.supply import SupplierAnswer
from weikameng.domain.words import Words
from weikameng.records.reading import shop_orders as reading
from weikameng.records.writing import orders as writing
from weikameng.services import attached, chain, life, reports

DELIVERED = "delivered"
_GIVEN = SupplierAnswer("success")
_ID_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Told:
    """What a shop tells of one unit (by its place, from 1); of ``delivered`` the whole order."""

    kind: str
    happened_at: datetime
    unit: int = 0
    used_days: int = 0


def tell(number: str, told: Told, *, shop_id: int, at: datetime) -> ReportOutcome:
    """Take one word about a shop's own order; the same again changes nothing.

    ``frozen`` answers what came after a refund had begun: it is not counted, and the shop must not
    show the key any more. ``early`` is kept until the order is delivered. Refusal for others'
    orders, units that are not there, and times to come.
    """
    order = reading.order_of_shop(number, shop_id=shop_id)
    if order is None:
        raise not_found()
    if told.happened_at > at + CLOCK_SKEW or told.happened_at.year < FIRST_YEAR:
        raise Refusal(
            "happened_at",
            Words(
                f"时间要在 {FIRST_YEAR} 年以后、现在之前。",
                f"The time must lie between {FIRST_YEAR} and now.",
            ),
            number,
        )
    if told.kind == DELIVERED:
        return _delivered(order, told.happened_at, at)
    outcome = reports.told_by_shop(shop_id, _report(number, told), at=at).outcome
    if outcome is ReportOutcome.NOT_FOUND:
        raise Refusal(
            "units",
            Words("订单里没有这一件。", "The order has no such unit."),
            number,
        )
    return outcome


def _delivered(order: reading.OrderOfShop, happened_at: datetime, at: datetime) -> ReportOutcome:
    """The shop has delivered: the refund window starts at that moment (D1)."""
    if order.paid_at and happened_at < order.paid_at:
        raise Refusal(
            "happened_at",
            Words("交付时间不能早于付款时间。", "Delivery can't come before payment."),
            order.number,
        )
    with transaction.atomic():
        if not writing.delivered_by_shop(order.id, happened_at):
            return ReportOutcome.FROZEN if order.going_back else ReportOutcome.KNOWN
        when = happened_at.astimezone(UTC).isoformat()
        item = attached.delivery_record("platform", _GIVEN, completed_at=when)
        chain.keep(order.id, [item], at)
        life.topped_up(order.id, at)
        reports.delivered(order.id, at)
    return ReportOutcome.TAKEN


def _report(number: str, told: Told) -> Report:
    """A shop's word in the form of a report, with a number that the same word has again."""
    said = {
        "order": number,
        "unit": told.unit,
        "event": told.kind,
        "at": told.happened_at.astimezone(UTC).isoformat(),
        "used_days": told.used_days,
    }
    raw = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    return Report(
        report_id=hashlib.sha256(raw).hexdigest()[:_ID_DIGITS],
        kind=ReportKind(told.kind),
        happened_at=told.happened_at,
        order_number=number,
        unit=told.unit,
        used_days=told.used_days,
        raw=raw,
    )
