"""A page of complaints as programs ask for it, by filters: the open ones first, then the closed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, OuterRef, QuerySet, Subquery

from weikameng.records.models import Complaint, ComplaintEvent

_TOLD = ("order", "tender")


@dataclass(frozen=True, slots=True)
class WantedComplaints:
    """Which complaints to list; what is empty filters nothing. ``state``: open or closed.

    ``changed``: when one was last opened, closed or reopened.
    """

    order: str = ""
    refund: str = ""
    state: str = ""
    kind: str = ""
    route: str = ""
    reference: str = ""
    changed_from: datetime | None = None
    changed_to: datetime | None = None


def page(wanted: WantedComplaints, after: tuple[bool, int] | None, many: int) -> list[Complaint]:
    """Return so many complaints after a place, with order and tender; two statements at most.

    The place is whether the last one was open, and its id: each half goes by ids, downwards.
    """
    among_open, last = after or (True, None)
    found: list[Complaint] = []
    if among_open and wanted.state != "closed":
        found = _half(wanted, last, many, is_open=True)
    if len(found) < many and wanted.state != "open":
        found += _half(wanted, None if among_open else last, many - len(found), is_open=False)
    return found


def _half(
    wanted: WantedComplaints, last: int | None, many: int, *, is_open: bool
) -> list[Complaint]:
    rows = _wanted(Complaint.objects.select_related(*_TOLD), wanted)
    rows = rows.filter(closed_at__isnull=is_open)
    if last is not None:
        rows = rows.filter(pk__lt=last)
    return list(rows.order_by("-pk")[:many])


def _wanted(rows: QuerySet[Complaint], wanted: WantedComplaints) -> QuerySet[Complaint]:
    asked: dict[str, object] = {
        "order__number": wanted.order,
        "order__refundcase__number": wanted.refund,
        "kind": wanted.kind,
        "tender__route": wanted.route,
        "reference": wanted.reference,
        "changed_at__gte": wanted.changed_from,
        "changed_at__lt": wanted.changed_to,
    }
    if wanted.changed_from or wanted.changed_to:
        events = ComplaintEvent.objects.filter(complaint=OuterRef("pk")).order_by()
        latest = events.values("complaint").annotate(latest=Max("at")).values("latest")
        rows = rows.annotate(changed_at=Subquery(latest))
    return rows.filter(**{name: value for name, value in asked.items() if value})
