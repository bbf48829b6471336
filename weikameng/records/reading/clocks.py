"""Cases whose clocks must be looked at, with their history, and the alarms that went off (R3.6)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.case_clocks import Passage
from weikameng.domain.case_life import Event, State
from weikameng.records.models import CaseEvent, ClockEvent, ClockWatch
from weikameng.records.statements import fetch_all

MAX_BROKEN = 200


@dataclass(frozen=True, slots=True)
class ClockedCase:
    """A case as its clocks see it; ``due_at`` is what is stored, to be kept equal."""

    id: int
    number: str
    state: State
    route: str
    revision: int
    due_at: datetime | None
    history: tuple[Passage, ...]


_HISTORY = """
(SELECT json_agg(json_build_array(e.revision, e.event, e.state, e.at) ORDER BY e.revision)
 FROM case_event e WHERE e.case_id = c.id)
"""
# The index cases_with_clocks holds the running ones; a refusal has a clock while it can be amended.
_CASES = f"""
SELECT c.id, c.number, c.state, c.route, c.revision, c.due_at, {_HISTORY}
FROM refund_case c LEFT JOIN clock_watch w ON w.case_id = c.id
WHERE c.id > %(after)s
  AND (c.state IN ('screening', 'reviewing', 'awaiting_buyer', 'approved', 'paying',
                   'payout_stuck')
       OR (c.state = 'rejected' AND c.due_at > %(at)s))
  AND (%(every)s OR w.case_id IS NULL OR w.revision <> c.revision
       OR w.calendar <> %(calendar)s OR w.next_at <= %(at)s)
ORDER BY c.id LIMIT %(limit)s
"""  # noqa: S608 (nothing of a visitor's is in it)


def to_look_at(
    at: datetime, calendar: int, *, after: int, limit: int, every: bool = False
) -> list[ClockedCase]:
    """Return cases that moved, whose alarm is due, or that were counted by another calendar.

    ``every`` returns all whose clock runs: what a change of the calendar would move.
    """
    asked = {"at": at, "calendar": calendar, "after": after, "limit": limit, "every": every}
    return [_clocked(row) for row in fetch_all(_CASES, asked)]


def _clocked(row: Sequence[Any]) -> ClockedCase:
    lines = tuple(
        Passage(revision, Event(event), State(state), datetime.fromisoformat(at))
        for revision, event, state, at in row[6]
    )
    return ClockedCase(row[0], row[1], State(row[2]), row[3], row[4], row[5], lines)


def history_of(case_id: int) -> tuple[Passage, ...]:
    """Return a case's history as far as clocks care, in one statement."""
    rows = CaseEvent.objects.filter(case_id=case_id).order_by("revision")
    return passages(rows.values_list("revision", "event", "state", "at"))


def passages(rows: Iterable[tuple[int, str, str, datetime]]) -> tuple[Passage, ...]:
    """Return lines of history for the clocks, the oldest first."""
    return tuple(Passage(n, Event(event), State(state), at) for n, event, state, at in rows)


def rung(case_id: int) -> Sequence[ClockEvent]:
    """Return the alarms of a case, the latest first."""
    return list(ClockEvent.objects.filter(case_id=case_id).order_by("-at", "-id"))


def broken(mark: Collection[str], limit: int = MAX_BROKEN) -> list[ClockWatch]:
    """Return the cases whose clocks stand at one of these alarms, the earliest promise first."""
    rows = ClockWatch.objects.filter(mark__in=mark).exclude(mark="")
    return list(rows.select_related("case__order__product").order_by("case__due_at")[:limit])
