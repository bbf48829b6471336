"""Writes what staff are told, once a person and cause, and that they have read it."""

from collections.abc import Iterable
from datetime import datetime

from weikameng.domain.staff_notices import StaffNews
from weikameng.records.models import StaffNotice


def tell(news: Iterable[StaffNews], at: datetime) -> None:
    """Keep notices; what was told somebody already is left as it is."""
    rows = [
        StaffNotice(
            person_id=one.to_id,
            kind=one.kind,
            cause=one.cause,
            about=one.about,
            name=one.name,
            words=one.words,
            amount_minor=one.amount_minor,
            due_at=one.due_at,
            at=at,
        )
        for one in news
    ]
    StaffNotice.objects.bulk_create(rows, ignore_conflicts=True)


def settle(cause: str, at: datetime) -> None:
    """Nobody need do anything about it any more: whoever was told has read it."""
    StaffNotice.objects.filter(cause=cause, read_at=None).update(read_at=at)


def read(person_id: int, newest: int, at: datetime) -> None:
    """Note that somebody has read everything up to this one."""
    rows = StaffNotice.objects.filter(person_id=person_id, pk__lte=newest, read_at=None)
    rows.update(read_at=at)
