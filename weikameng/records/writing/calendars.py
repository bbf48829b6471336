"""Writes the calendar's notices: proposed by one person, decided on by another, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from weikameng.records.models import CalendarNotice


class AlreadyProposed(Exception):
    """A notice for this year waits for its second person already."""


def propose(
    year: int, entry: Mapping[str, Any], digest: str, by_id: int, at: datetime
) -> CalendarNotice:
    """Keep a year's notice for the second person."""
    try:
        with transaction.atomic():
            return CalendarNotice.objects.create(
                year=year,
                entry=entry,
                digest=digest,
                state="proposed",
                proposed_by_id=by_id,
                proposed_at=at,
            )
    except IntegrityError as error:
        if "one_calendar_proposal_a_year" in str(error):
            raise AlreadyProposed from error
        raise


def decide(notice_id: int, state: str, by_id: int, at: datetime) -> bool:
    """Adopt or decline what still waits; False when somebody else was first."""
    waiting = CalendarNotice.objects.filter(pk=notice_id, state="proposed")
    return bool(waiting.update(state=state, decided_by_id=by_id, decided_at=at))
