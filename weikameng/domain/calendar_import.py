"""A year of the working calendar as the State Council announces it: checked before anybody uses it.

One person brings it and another one adopts it; who they are is the services' matter (R3.6, N4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from weikameng.domain.calendar import FIXED_HOLIDAYS, ONE_DAY, SATURDAY, Calendar
from weikameng.domain.words import Words

# Rest days of a year with the weekends among them: 28 to 33 in the notices for 2024 to 2026.
FEWEST_OFF, MOST_OFF = 13, 45
MOST_WORK = 15
# The notice for a year comes in October or November of the year before; then somebody must look.
LOOK_AHEAD = timedelta(days=45)


class BadYear(ValueError):
    """What was brought can't be the year's notice; ``words`` say what is wrong."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


@dataclass(frozen=True, slots=True)
class YearNotice:
    """A year's notice: rest days and make-up days with the holiday they belong to, its sources."""

    year: int
    off: Mapping[date, str]
    work: Mapping[date, str]
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that was counted otherwise until now; ``works``: whether people work from now on."""

    day: date
    works: bool
    name: str


def year_notice_from(year: int, entry: Mapping[str, Any]) -> YearNotice:
    """Read one year of ``cn_calendar.json``, or raise BadYear for whoever brings it.

    A holiday at New Year may begin in December of the year before.
    """
    off, work = _days(year, entry, "off"), _days(year, entry, "work")
    papers = entry.get("papers")
    if not isinstance(papers, list) or not papers or not all(map(_is_official, papers)):
        raise BadYear("请给出 gov.cn 上通知的网址。", "Give the address of the notice on gov.cn.")
    if both := set(off) & set(work):
        raise BadYear(
            f"{min(both)} 既是休息日又是上班日。", f"{min(both)} is both a rest and a working day."
        )
    if wrong := [day for day in work if day.weekday() < SATURDAY]:
        raise BadYear(
            f"{min(wrong)} 不是周末,不需要调休上班。",
            f"{min(wrong)} is no weekend; nobody makes up for it.",
        )
    statutory = {date(year, month, day) for month, day in FIXED_HOLIDAYS}
    if missing := statutory - set(off):
        raise BadYear(f"缺少法定休息日 {min(missing)}。", f"The holiday {min(missing)} is missing.")
    if not FEWEST_OFF <= len(off) <= MOST_OFF or len(work) > MOST_WORK:
        raise BadYear(
            f"休息 {len(off)} 天、补班 {len(work)} 天,不像一年的安排。",
            f"{len(off)} rest days and {len(work)} make-up days are no year's notice.",
        )
    return YearNotice(year, off, work, tuple(papers))


def with_year(calendar: Calendar, notice: YearNotice) -> Calendar:
    """Return the calendar with this year as announced, in place of what was known of it."""
    kept_off = {day for day in calendar.off if day.year != notice.year}
    kept_work = {day for day in calendar.work if day.year != notice.year}
    return Calendar(
        calendar.years | {notice.year},
        frozenset(kept_off | set(notice.off)),
        frozenset(kept_work | set(notice.work)),
    )


def changes(calendar: Calendar, notice: YearNotice) -> tuple[DayChange, ...]:
    """Return the days the notice changes, in order: what the second person looks at."""
    after = with_year(calendar, notice)
    names = {**notice.off, **notice.work}
    first = date(notice.year - 1, 12, 1)
    days = (first + n * ONE_DAY for n in range((date(notice.year + 1, 1, 1) - first).days))
    return tuple(
        DayChange(day, after.is_working_day(day), names.get(day, ""))
        for day in days
        if after.is_working_day(day) != calendar.is_working_day(day)
    )


def year_to_bring(calendar: Calendar, today: date) -> int | None:
    """Return the year whose notice is missing and soon counted with; None when all is known."""
    soon = (today + LOOK_AHEAD).year
    return next((y for y in range(today.year, soon + 1) if not calendar.is_known(y)), None)


def _days(year: int, entry: Mapping[str, Any], name: str) -> dict[date, str]:
    given = entry.get(name)
    if not isinstance(given, Mapping):
        raise BadYear(f'"{name}" 应是日期到名称的对照。', f'"{name}" should map days to names.')
    found: dict[date, str] = {}
    for text, holiday in given.items():
        day = _day(text, year)
        if day is None or not isinstance(holiday, str) or not holiday.strip():
            raise BadYear(
                f'"{name}" 里的 {text} 不是 {year} 年的日期,或没有名称。',
                f'"{text}" in "{name}" is no day of {year}, or has no name.',
            )
        found[day] = holiday.strip()
    return found


def _day(text: object, year: int) -> date | None:
    """Return a day the notice for ``year`` may speak of."""
    try:
        day = date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    if day is None or day.year == year or (day.year, day.month) == (year - 1, 12):
        return day
    return None


def _is_official(paper: object) -> bool:
    try:
        parts = urlsplit(paper) if isinstance(paper, str) else None
    except ValueError:
        return False
    host = parts.hostname or "" if parts and parts.scheme == "https" else ""
    return host == "gov.cn" or host.endswith(".gov.cn")
