"""Keeps the clocks of all open cases: promises by the calendar of today, alarms once each (R3.6).

Everything follows from history and calendar, so it may run at any time, and twice at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weikameng.domain.alarms import Alarm, Stage
from weikameng.domain.case_clocks import (
    CaseClock,
    after_law,
    alarms_of,
    clock_of,
    due_of,
    renewed_at,
)
from weikameng.domain.case_life import State
from weikameng.domain.messages import Kind
from weikameng.domain.promises import Promises
from weikameng.records.reading import calendars
from weikameng.records.reading import clocks as reading
from weikameng.records.reading.clocks import ClockedCase
from weikameng.records.reading.policies import promises, refresh
from weikameng.records.writing import clocks as writing
from weikameng.records.writing.messages import News
from weikameng.services import staff_notices
from weikameng.services.staff_notices import NearPromise

# Cases of one transaction, and of one round of the errand; what is left comes in the next.
BATCH = 500
MOST = 20_000
# While these stand, the case's date is the one its clock ends at; money on its way has its own.
_BY_CLOCK = frozenset({State.SCREENING, State.REVIEWING, State.AWAITING_BUYER, State.REJECTED})
# Why the law's limit passed, in the words of messages.toml. Who is asked for more waits for nobody.
_LAW_WHY = {
    State.SCREENING: "screening",
    State.REVIEWING: "reviewing",
    State.APPROVED: "paying",
    State.PAYING: "paying",
    State.PAYOUT_STUCK: "refused",
}
# The gravest first.
GRAVITY = (Stage.OUTER_BROKEN, Stage.BROKEN, Stage.OUTER_NEARING, Stage.NEARING)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one round did: cases looked at, alarms that were new, promises that moved."""

    looked: int = 0
    rung: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """One case looked at: its clock today, the promise it comes to, and its alarms so far."""

    case: ClockedCase
    clock: CaseClock
    due_at: datetime | None
    passed: tuple[Alarm, ...]
    next_at: datetime | None

    @property
    def mark(self) -> str:
        """The gravest alarm that went off; empty for none."""
        stages = {alarm.stage for alarm in self.passed}
        return next((stage.value for stage in GRAVITY if stage in stages), "")


def keep(at: datetime) -> Kept:
    """Look at the cases that moved, whose alarm is due or whose calendar changed; ring and tell."""
    refresh()
    writing.forget_ended()
    kept = Kept()
    for batch in _batches(at):
        kept = _counted(kept, len(batch), _keep(batch, at))
        if kept.looked >= MOST:
            break
    return kept


def look(case: ClockedCase, by: Promises, at: datetime) -> Look:
    """Return what a case's clock comes to by these promises, at a moment."""
    clock = clock_of(case.history, case.route)
    assert clock is not None, "a case without a history"
    alarms = alarms_of(by, clock)
    due_at = due_of(by, clock) if case.state in _BY_CLOCK else case.due_at
    passed = tuple(alarm for alarm in alarms if alarm.at <= at)
    next_at = min((alarm.at for alarm in alarms if alarm.at > at), default=None)
    return Look(case, clock, due_at, passed, next_at)


def _batches(at: datetime) -> Iterator[list[ClockedCase]]:
    after, version = 0, calendars.version()
    while batch := reading.to_look_at(at, version, after=after, limit=BATCH):
        yield batch
        after = batch[-1].id


def _counted(kept: Kept, looked: int, wrote: tuple[int, int]) -> Kept:
    return Kept(kept.looked + looked, kept.rung + wrote[0], kept.moved + wrote[1])


def _keep(batch: list[ClockedCase], at: datetime) -> tuple[int, int]:
    by, version = promises(), calendars.version()
    looks = [look(case, by, at) for case in batch]
    looked = [
        writing.Looked(one.case.id, one.case.revision, version, one.next_at, one.mark, one.due_at)
        for one in looks
    ]
    rings = [_ring(one, alarm, by) for one in looks for alarm in one.passed]
    news = [_news(one, by) for one in looks if _is_late(one)]
    news += [told for one in looks if (told := _law_news(one, by))]
    near = [NearPromise(one.case.id, one.clock.began, one.due_at) for one in looks if _is_near(one)]
    with transaction.atomic():
        wrote = writing.keep(looked, rings, news, at)
        staff_notices.nearing(near, at)
    return wrote


def _ring(one: Look, alarm: Alarm, by: Promises) -> writing.Ring:
    law = alarm.stage in {Stage.OUTER_NEARING, Stage.OUTER_BROKEN}
    broken = alarm.stage is Stage.BROKEN
    return writing.Ring(
        one.case.id,
        alarm.code,
        _filing(one) if law else one.clock.began,
        alarm.stage,
        alarm.at if broken or alarm.stage is Stage.OUTER_BROKEN else one.due_at,
        renewed_at(by, one.clock) if broken else None,
    )


def _filing(one: Look) -> int:
    """The line the law counts from."""
    lines = (line for line in one.case.history if line.at == one.clock.filed_at)
    return next(lines).revision


def _is_near(one: Look) -> bool:
    return one.mark == Stage.NEARING


def _is_late(one: Look) -> bool:
    return any(alarm.stage is Stage.BROKEN for alarm in one.passed)


def _news(one: Look, by: Promises) -> News:
    """Tell the buyer the new time and why, once a broken promise."""
    return News(
        one.case.id,
        None,
        Kind.DELAYED,
        f"delayed:{one.case.number}:{one.clock.began}",
        one.case.state,
        renewed_at(by, one.clock),
    )


def _law_news(one: Look, by: Promises) -> News | None:
    """Tell the buyer once that the law's 15 days have passed, with the new time and why.

    Money whose own promise has passed is told of leg by leg (``deadlines``).
    """
    broken = [alarm.at for alarm in one.passed if alarm.stage is Stage.OUTER_BROKEN]
    if not broken or one.case.state not in _LAW_WHY:
        return None
    due_at = one.due_at if one.due_at and one.due_at > broken[0] else None
    new = after_law(by, one.clock, broken[0]) if one.clock.code else due_at
    if new is None:
        return None
    cause = f"law:{one.case.number}:{_filing(one)}"
    return News(one.case.id, None, Kind.LAW_LATE, cause, _LAW_WHY[one.case.state], new)
