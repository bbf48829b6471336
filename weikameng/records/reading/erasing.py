"""Questions about erasures: one of a person, and those to go on with."""

from datetime import datetime

from django.db.models import Q

from weikameng.records.models import Erasure


def erasure_of(person_id: int) -> Erasure | None:
    """Return a person's erasure that was not called off."""
    return Erasure.objects.filter(person_id=person_id, called_off_at=None).first()


def to_do(at: datetime) -> list[int]:
    """Return erasures to begin or to go on with now."""
    waiting = Erasure.objects.filter(called_off_at=None, done_at=None, carries_at__lte=at)
    due = waiting.filter(Q(account_at=None) | Q(next_due_at=None) | Q(next_due_at__lte=at))
    return list(due.order_by("id").values_list("pk", flat=True))
