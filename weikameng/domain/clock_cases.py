"""Worked clock cases: from the JSON of ``clocks.dev.jsonl`` to a due time and back (R3.6).

Used by the command line and the tests; what a case may say stands in docs/commands.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from weikameng.domain.calendar import BANK_DAY, ROUND_THE_CLOCK, Calendar, ServiceHours
from weikameng.domain.words import Words
from weikameng.domain.working_time import Clock, Due, Pause, Unit, due_at

MAX_LENGTH = 1_000_000  # seconds to days: whatever is longer is a slip of the pen
MAX_PAUSES = 1000
YEARS = range(2000, 2101)
_PAUSED = "_paused"
_WINDOW = "window"
# Kind of a case → the name of its length.
_LENGTHS = {
    Unit.SECONDS: "seconds",
    Unit.MINUTES: "minutes",
    Unit.WORKING_HOURS: "hours",
    Unit.WORKING_DAYS: "days",
    Unit.BANK_DAYS: "days",
    Unit.CALENDAR_DAYS: "days",
}
# Whose hours need no saying.
_ROUND = {Unit.BANK_DAYS: BANK_DAY, Unit.CALENDAR_DAYS: ROUND_THE_CLOCK}


class BadCase(ValueError):
    """A case that can't be computed; ``words`` say what it should be."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(zh, en)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What clocks run on: the calendar, and the service hours by code."""

    calendar: Calendar
    hours: Mapping[str, ServiceHours]


def prediction_of(case: Any, schedule: Schedule) -> dict[str, Any]:
    """Return ``{"id", "due"}``; ``due`` is None while a pause lasts.

    ``estimated`` is added, and true, where a year was counted whose holidays aren't published yet.
    Raises BadCase.
    """
    if not isinstance(case, Mapping):
        raise BadCase("每行应是一个 JSON 对象。", "Each line should be a JSON object.")
    case_id = _text(case, "id")
    kind = _text(case, "kind")
    given = case.get("input")
    if not isinstance(given, Mapping):
        raise BadCase('"input" 应是一个对象。', '"input" should be an object.')
    due = _window(given, schedule) if kind == _WINDOW else _clock(kind, given, schedule)
    at = None if due.at is None else due.at.isoformat()
    return {"id": case_id, "due": at} | ({"estimated": True} if due.estimated else {})


def _clock(kind: str, given: Mapping[str, Any], schedule: Schedule) -> Due:
    unit = _unit(kind)
    hours = _ROUND.get(unit) or _hours(given, schedule)
    if unit is Unit.WORKING_DAYS and hours is BANK_DAY:
        unit = Unit.BANK_DAYS  # they count from the date itself, however they are called
    clock = Clock(unit, _length(given, unit), _extend(given))
    return _due(clock, _moment(given, "start"), _pauses(given), schedule.calendar, hours)


def _window(given: Mapping[str, Any], schedule: Schedule) -> Due:
    """A refund window: days after completion. Exclusive: 24:00; inclusive: a second less."""
    clock = Clock(Unit.CALENDAR_DAYS, _length(given, Unit.CALENDAR_DAYS), _extend(given))
    completed = _moment(given, "completed")
    due = _due(clock, completed, _pauses(given), schedule.calendar, ROUND_THE_CLOCK)
    bound = given.get("bound", "exclusive")
    if bound not in ("exclusive", "inclusive"):
        raise BadCase(
            '"bound" 应是 exclusive 或 inclusive。', '"bound" should be exclusive or inclusive.'
        )
    if due.at is None or bound == "exclusive":
        return due
    return Due(due.at - timedelta(seconds=1), due.estimated)


def _due(
    clock: Clock,
    start: datetime,
    pauses: list[Pause],
    calendar: Calendar,
    hours: ServiceHours,
) -> Due:
    try:
        return due_at(clock, start, pauses, calendar, hours)
    except (ValueError, OverflowError):
        raise BadCase(
            "时限太长,或日历中没有工作时间。",
            "The time is too long, or the calendar has no working time.",
        ) from None


def _unit(kind: str) -> Unit:
    name = kind.removesuffix(_PAUSED)
    if name not in {str(unit) for unit in Unit}:
        known = ", ".join([*map(str, Unit), _WINDOW])
        raise BadCase(f'"kind" 应是下列之一:{known}。', f'"kind" should be one of {known}.')
    return Unit(name)


def _hours(given: Mapping[str, Any], schedule: Schedule) -> ServiceHours:
    code = _text(given, "calendar")
    if code not in schedule.hours:
        known = ", ".join(sorted(schedule.hours))
        raise BadCase(f'"calendar" 应是下列之一:{known}。', f'"calendar" should be one of {known}.')
    return schedule.hours[code]


def _length(given: Mapping[str, Any], unit: Unit) -> int:
    name = _LENGTHS[unit]
    length = given.get(name)
    if not isinstance(length, int) or isinstance(length, bool) or not 0 <= length <= MAX_LENGTH:
        raise BadCase(
            f'"{name}" 应是 0 至 {MAX_LENGTH} 的整数。',
            f'"{name}" should be a whole number, 0 to {MAX_LENGTH}.',
        )
    return length


def _extend(given: Mapping[str, Any]) -> bool:
    extend = given.get("extend", False)
    if not isinstance(extend, bool):
        raise BadCase('"extend" 应是 true 或 false。', '"extend" should be true or false.')
    return extend


def _pauses(given: Mapping[str, Any]) -> list[Pause]:
    """Return ``pauses``, and ``pause`` if there is but one; an open one ends in null."""
    spans = given.get("pauses", [])
    one = [given["pause"]] if "pause" in given else []
    if not isinstance(spans, list) or len(spans) > MAX_PAUSES:
        raise BadCase(
            f'"pauses" 应是列表,最多 {MAX_PAUSES} 段。',
            f'"pauses" should be a list of at most {MAX_PAUSES}.',
        )
    return [_pause(span) for span in [*spans, *one]]


def _pause(span: Any) -> Pause:
    if not isinstance(span, list) or len(span) != 2:
        raise BadCase(
            "每段暂停应是 [开始, 结束],还没结束的写 [开始, null]。",
            "Each pause should be [from, to]; write [from, null] while it lasts.",
        )
    since, until = span
    pause = Pause(_when(since, "pause"), None if until is None else _when(until, "pause"))
    if pause.until is not None and pause.until < pause.since:
        raise BadCase("暂停的结束早于开始。", "A pause ends before it starts.")
    return pause


def _moment(given: Mapping[str, Any], name: str) -> datetime:
    return _when(given.get(name), name)


def _when(value: Any, name: str) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or at.year not in YEARS:
        raise BadCase(
            f'"{name}" 应是带时区的时间,如 2026-03-10T10:00:00+08:00。',
            f'"{name}" should be a time with an offset, such as 2026-03-10T10:00:00+08:00.',
        )
    return at


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise BadCase(f'"{name}" 应是一段文字。', f'"{name}" should be a text.')
    return value
