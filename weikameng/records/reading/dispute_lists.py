"""A page of disputes as programs ask for it: a shop's, or somebody's own and those they decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest

from weikameng.domain.disputes import SITTING
from weikameng.records.models import Dispute, DisputeFiling, DisputeRequest, DisputeSeat
from weikameng.records.reading.disputes import Row, disputes, rows_of
from weikameng.records.reading.shop_orders import Whose

STATES = {
    "open": Q(ruled_at=None),
    "ruled": Q(ruled_at__isnull=False, carried_out_at=None),
    "done": Q(carried_out_at__isnull=False),
}


@dataclass(frozen=True, slots=True)
class WantedDisputes:
    """Which disputes to list; what is empty filters nothing. ``state`` is one of ``STATES``.

    ``changed``: when something was opened, filed, asked for, ruled or carried out.
    """

    case: str = ""
    order: str = ""
    body: str = ""
    state: str = ""
    changed_from: datetime | None = None
    changed_to: datetime | None = None


def page(whose: Whose, wanted: WantedDisputes, after: int | None, many: int) -> list[Row]:
    """Return so many disputes after a place, the newest first.

    A person's are those they began and those they sit on, or are asked to.
    """
    asked: dict[str, object] = {
        "case__number": wanted.case,
        "case__order__number": wanted.order,
        "body__code": wanted.body,
    }
    rows = _theirs(whose).filter(**{name: value for name, value in asked.items() if value})
    if wanted.state:
        rows = rows.filter(STATES[wanted.state])
    rows = _changed(rows, wanted)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return rows_of(rows.order_by("-pk")[:many])


def _theirs(whose: Whose) -> QuerySet[Dispute]:
    if whose.shop_id is not None:
        return disputes().filter(case__order__shop_id=whose.shop_id)
    seats = DisputeSeat.objects.filter(arbitrator__person_id=whose.buyer_id, state__in=SITTING)
    return disputes().filter(Q(buyer_id=whose.buyer_id) | Q(pk__in=seats.values("dispute_id")))


def _changed(rows: QuerySet[Dispute], wanted: WantedDisputes) -> QuerySet[Dispute]:
    between = {"changed_at__gte": wanted.changed_from, "changed_at__lt": wanted.changed_to}
    asked = {name: value for name, value in between.items() if value is not None}
    if not asked:
        return rows
    filed = _latest(DisputeFiling.objects, "at")
    requests = (_latest(DisputeRequest.objects, name) for name in ("asked_at", "ended_at"))
    own = ("opened_at", "unsealed_at", "ruled_at", "carried_out_at")
    # PostgreSQL's greatest() leaves out what has not happened yet.
    return rows.annotate(changed_at=Greatest(*own, filed, *requests)).filter(**asked)


def _latest(rows: Any, name: str) -> Subquery:
    """The last such moment of a dispute's rows."""
    mine = rows.filter(dispute=OuterRef("pk")).order_by().values("dispute")
    return Subquery(mine.annotate(latest=Max(name)).values("latest"))
