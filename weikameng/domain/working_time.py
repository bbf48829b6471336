"""When a clock runs out: working hours, working days, calendar days and bank days, with pauses.

Pure: the list of pauses is kept and everything is computed on read, so that a corrected calendar
repairs every open clock (R3.6, N4).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from weikameng.domain.calendar import (
    MAX_DAYS_AHEAD,
    MINUTES_A_DAY,
    ONE_DAY,
    Calendar,
    OpenTime,
    ServiceHours,
    beijing,
    minute_of,
)


class Unit(StrEnum):
    """What a clock counts. Bank days are working days that end at 24:00."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    BANK_DAYS = "bank_days"
    CALENDAR_DAYS = "calendar_days"


SPANS = {
    Unit.SECONDS: timedelta(seconds=1),
    Unit.MINUTES: timedelta(minutes=1),
    Unit.WORKING_HOURS: timedelta(hours=1),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """How long something may take: ``limit`` and ``target`` in ``unit``. ``extend``: a last
    calendar day that is a rest day moves to the first working day after the rest."""

    unit: Unit
    limit: int
    extend: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting for the buyer from ``since``; ``until`` is None while we still wait."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a clock in Beijing time; ``at`` is None while it is paused.

    ``estimated``: a year that is not published yet was counted, the page says 预计.
    """

    at: datetime | None
    estimated: bool = False

    @property
    def paused(self) -> bool:
        """Return whether the clock stands still until the buyer answers."""
        return self.at is None


def due_at(
    clock: Clock,
    started_at: datetime,
    pauses: Sequence[Pause],
    calendar: Calendar,
    hours: ServiceHours,
) -> Due:
    """Return when ``clock`` runs out. ValueError: naive times, a pause ending before it starts.

    Spans (hours, minutes) run inside service hours only, less the paused time. Working days: the
    start day is not counted (a start after closing belongs to the next service day), due at closing
    time of day N. Bank and calendar days: from the date itself, due at 24:00 of day N. A pause of a
    clock of days leaves the days from its date to the old due date, at least one, after the resume.
    """
    start = beijing(started_at)
    stops = _merged(pauses, start)
    if clock.unit in SPANS:
        due = _end_of_span(start, clock.limit * SPANS[clock.unit], stops, OpenTime(calendar, hours))
    else:
        due = _end_of_days(clock, start, stops, OpenTime(calendar, hours))
    last = due.date() if due else stops[-1].since.date()
    weekdays_matter = clock.extend if _is_calendar(clock) else not hours.every_day
    known = not weekdays_matter or calendar.knows_span(start.date(), last)
    return Due(due, estimated=not known)


def service_time_between(
    start: datetime, end: datetime, calendar: Calendar, hours: ServiceHours
) -> timedelta:
    """Return the time people worked from ``start`` to ``end`` (0 when ``end`` is not later)."""
    spent = timedelta()
    for opens, closes in OpenTime(calendar, hours).stretches(beijing(start), beijing(end)):
        spent += closes - opens
    return spent


def share_passed_at(
    share: float, course: tuple[datetime, datetime], pauses: Sequence[Pause], opened: OpenTime
) -> datetime:
    """Return when ``share`` (0–1) of the unpaused service time of ``course`` (start, due) is gone.

    The due time itself when nobody works in between: there is nothing to warn of earlier.
    """
    start, due = map(beijing, course)
    stops = [stop for stop in _merged(pauses, start) if stop.since < due]
    total = _unpaused(start, due, stops, opened)
    passed = _end_of_span(start, total * share, stops, opened) if total else None
    return due if passed is None else min(passed, due)


def _unpaused(
    start: datetime, end: datetime, stops: Sequence[Pause], opened: OpenTime
) -> timedelta:
    total = timedelta()
    at = start
    for stop in [*stops, Pause(end, end)]:
        for opens, closes in opened.stretches(at, stop.since):
            total += closes - opens
        at = max(at, min(stop.until or end, end))
    return total


def _end_of_span(
    start: datetime, length: timedelta, stops: Sequence[Pause], opened: OpenTime
) -> datetime | None:
    """Spend ``length`` in the open stretches that no pause covers; None while one is open."""
    left = length
    at = start
    for stop in stops:
        for opens, closes in opened.stretches(at, stop.since):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        if stop.until is None:
            return None
        at = stop.until
    for opens, closes in opened.stretches(at):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise ValueError("the calendar has no working time")


def _end_of_days(
    clock: Clock, start: datetime, stops: Sequence[Pause], opened: OpenTime
) -> datetime | None:
    counts = _counted_days(clock, opened)
    closes = opened.hours.closes_minute if clock.unit is Unit.WORKING_DAYS else MINUTES_A_DAY
    first = _start_day(clock, start, opened)
    last = _nth_day(first, clock.limit, counts)
    for stop in stops:
        # A promise already broken is not healed by asking the buyer something afterwards.
        if stop.since >= minute_of(_extended(clock, last, opened.calendar), closes):
            break
        if stop.until is None:
            return None
        # Before the day it counts from, the clock has not begun: nothing is left over there.
        left = max(1, _days_between(max(first, stop.since.date()), last, counts))
        moved = _nth_day(max(first, stop.until.date()), left, counts)
        last = max(last, moved)
    # Once, at the end: rest days that only put the end off are no days that were left.
    return minute_of(_extended(clock, last, opened.calendar), closes)


def _is_calendar(clock: Clock) -> bool:
    return clock.unit is Unit.CALENDAR_DAYS


def _counted_days(clock: Clock, opened: OpenTime) -> Callable[[date], bool]:
    if _is_calendar(clock):
        return lambda _: True
    return opened.is_day


def _start_day(clock: Clock, start: datetime, opened: OpenTime) -> date:
    """The day that is not counted: after closing or on a rest day, the next service day (review
    hours); banks and calendars count from the date itself."""
    if clock.unit is not Unit.WORKING_DAYS:
        return start.date()
    for opens, _ in opened.stretches(start):
        return opens.date()
    raise ValueError("the calendar has no working day")


def _nth_day(after: date, count: int, counts: Callable[[date], bool]) -> date:
    """Return the ``count``-th counted day after ``after`` (``after`` itself for 0)."""
    day = after
    left = count
    for _ in range(MAX_DAYS_AHEAD):
        if left == 0:
            return day
        day += ONE_DAY
        left -= counts(day)
    raise ValueError("the calendar has no working day")


def _days_between(after: date, last: date, counts: Callable[[date], bool]) -> int:
    return sum(counts(after + n * ONE_DAY) for n in range(1, (last - after).days + 1))


def _extended(clock: Clock, last: date, calendar: Calendar) -> date:
    if not clock.extend or calendar.is_working_day(last):
        return last
    return _nth_day(last, 1, calendar.is_working_day)


def _merged(pauses: Sequence[Pause], start: datetime) -> list[Pause]:
    """Sort, cut to the running time, join overlaps; nothing counts after an open pause."""
    merged: list[Pause] = []
    for pause in sorted(map(_in_beijing, pauses), key=lambda pause: pause.since):
        since = max(pause.since, start)
        if pause.until is not None and pause.until <= since:
            continue
        previous = merged[-1] if merged else None
        if previous is None or (previous.until is not None and previous.until < since):
            merged.append(Pause(since, pause.until))
        else:
            merged[-1] = Pause(previous.since, _later(previous.until, pause.until))
    return merged


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _in_beijing(pause: Pause) -> Pause:
    until = None if pause.until is None else beijing(pause.until)
    if until is not None and until < pause.since:
        raise ValueError("a pause ends before it starts")
    return Pause(beijing(pause.since), until)
