"""Questions about payouts as programs ask them: a page by filters, or one by its number."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from weikameng.records.models import Payout
from weikameng.records.reading.shop_orders import Whose


@dataclass(frozen=True, slots=True)
class WantedPayouts:
    """Which payouts to list; what is empty filters nothing."""

    state: str = ""
    route: str = ""
    order: str = ""
    refund: str = ""
    settled_from: datetime | None = None
    settled_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutAsRead:
    """A payout with its case, buyer and order."""

    id: int
    row: Payout


def page(whose: Whose, wanted: WantedPayouts, after: int | None, many: int) -> list[PayoutAsRead]:
    """Return so many payouts after a place, the latest first; one statement."""
    asked: dict[str, object] = {
        "state": wanted.state,
        "route": wanted.route,
        "tender__order__number": wanted.order,
        "case__number": wanted.refund,
        "settled_at__gte": wanted.settled_from,
        "settled_at__lt": wanted.settled_to,
    }
    rows = _theirs(whose).filter(**{name: value for name, value in asked.items() if value})
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return [PayoutAsRead(row.pk, row) for row in rows.order_by("-pk")[:many]]


def payout_named(whose: Whose, number: str) -> PayoutAsRead | None:
    """Return one of their payouts; None for others'."""
    row = _theirs(whose).filter(number=number).first()
    return PayoutAsRead(row.pk, row) if row else None


def _theirs(whose: Whose) -> QuerySet[Payout]:
    rows = Payout.objects.select_related("case__buyer", "tender__order")
    if whose.shop_id is not None:
        return rows.filter(shop_id=whose.shop_id)
    return rows.filter(case__buyer_id=whose.buyer_id)
