"""Cases that wait for a person, as a list of the API goes through them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from weikameng.domain.case_life import State
from weikameng.records.models import RefundCase


def waiting(
    reviewer_id: int, after: tuple[datetime, int] | None, limit: int
) -> Sequence[RefundCase]:
    """Return what waits for a decision, the earliest promise first; nobody decides on their own.

    ``after``: the promise and the id of the last one seen.
    """
    rows = RefundCase.objects.filter(state=State.REVIEWING, due_at__isnull=False)
    rows = rows.exclude(buyer_id=reviewer_id).select_related("order")
    if after is not None:
        due_at, last = after
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=last))
    return list(rows.order_by("due_at", "id")[:limit])
