"""The working calendar of mainland China (调休) and the service hours laid on it: who works when.

Official notices are published a year ahead at most; later years are estimated, never refused (N4).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
SATURDAY = 5
# The days that fall on the same date each year (全国年节及纪念日放假办法, in force since 2025).
# Spring Festival, Qingming, Duanwu and Mid-Autumn move and wait for the official notice.
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
MAX_DAYS_AHEAD = 3660  # a calendar without any working day is a mistake, not a wait of ten years

ONE_DAY = timedelta(days=1)
MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class Calendar:
    """Rest days and make-up working days of the ``years`` published; built by ``calendar_from``."""

    years: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]

    def is_known(self, year: int) -> bool:
        """Return whether the official notice for this year is in the calendar."""
        return year in self.years

    def is_working_day(self, day: date) -> bool:
        """Return whether offices work. Unknown years: weekdays but fixed statutory days."""
        if day in self.work:
            return True
        if day in self.off or day.weekday() >= SATURDAY:
            return False
        return self.is_known(day.year) or (day.month, day.day) not in FIXED_HOLIDAYS

    def knows_span(self, first: date, last: date) -> bool:
        """Return whether every year touched from ``first`` to ``last`` is published."""
        return all(self.is_known(year) for year in range(first.year, last.year + 1))


def calendar_from(document: Mapping[str, Any]) -> Calendar:
    """Build the calendar from ``cn_calendar.json``. ValueError when a day is both off and work.

    Shape: ``{"years": {"2026": {"off": {"2026-01-01": "元旦"}, "work": {…}}}}``.
    """
    years: Mapping[str, Mapping[str, Any]] = document["years"]
    off = frozenset(date.fromisoformat(day) for year in years.values() for day in year["off"])
    work = frozenset(date.fromisoformat(day) for year in years.values() for day in year["work"])
    if off & work:
        raise ValueError(f"both rest and working day: {min(off & work)}")
    return Calendar(frozenset(int(year) for year in years), off, work)


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When people work: ``segments`` are (opens, closes) in minutes after midnight, in order."""

    code: str
    every_day: bool
    segments: tuple[tuple[int, int], ...]

    @property
    def closes_minute(self) -> int:
        """Return the end of the last segment, in minutes after midnight."""
        return self.segments[-1][1]


ROUND_THE_CLOCK = ServiceHours("always", True, ((0, MINUTES_A_DAY),))
BANK_DAY = ServiceHours("bank_day", False, ((0, MINUTES_A_DAY),))


@dataclass(frozen=True, slots=True)
class OpenTime:
    """Service hours laid on the calendar: the days and stretches in which a clock runs."""

    calendar: Calendar
    hours: ServiceHours

    def is_day(self, day: date) -> bool:
        """Return whether anybody works on that day."""
        return self.hours.every_day or self.calendar.is_working_day(day)

    def stretches(
        self, start: datetime, end: datetime | None = None
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield the open (from, to) in Beijing time, cut at ``start`` and ``end``."""
        day = start.date()
        for _ in range(MAX_DAYS_AHEAD):
            if end is not None and minute_of(day, 0) >= end:
                return
            for opens_minute, closes_minute in self.hours.segments if self.is_day(day) else ():
                opens = max(start, minute_of(day, opens_minute))
                closes = minute_of(day, closes_minute)
                closes = closes if end is None else min(closes, end)
                if opens < closes:
                    yield opens, closes
            day += ONE_DAY


def service_hours_from(document: Mapping[str, Any]) -> dict[str, ServiceHours]:
    """Build the service hours by code from ``sla.json``, the bank day included.

    ValueError when segments are not in order within one day.
    """
    hours = {
        code: ServiceHours(code, entry["days"] == "all", _segments_of(entry["segments"]))
        for code, entry in document["service_hours"].items()
    }
    return {BANK_DAY.code: BANK_DAY} | hours


def beijing(moment: datetime) -> datetime:
    """Return the moment in Beijing time. ValueError when it has no offset."""
    if moment.tzinfo is None:
        raise ValueError("a time without an offset")
    return moment.astimezone(CHINA)


def minute_of(day: date, minute: int) -> datetime:
    """Return the moment ``minute`` minutes after midnight of ``day`` in Beijing (1440 = 24:00)."""
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minute)


def _segments_of(pairs: Sequence[Sequence[str]]) -> tuple[tuple[int, int], ...]:
    segments = tuple((_minute(opens), _minute(closes)) for opens, closes in pairs)
    flat = [minute for segment in segments for minute in segment]
    if not flat or flat != sorted(set(flat)) or flat[-1] > MINUTES_A_DAY:
        raise ValueError(f"service hours must be in order within a day: {pairs}")
    return segments


def _minute(clock_face: str) -> int:
    hour, minute = clock_face.split(":")
    return int(hour) * 60 + int(minute)
