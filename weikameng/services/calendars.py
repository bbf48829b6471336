"""A year of the calendar: one person brings the official notice, another one adopts it (R3.6, N4).

What it changes is shown before: days, and the open promises that move with them.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from weikameng.domain.calendar import beijing
from weikameng.domain.calendar_import import (
    BadYear,
    DayChange,
    YearNotice,
    changes,
    with_year,
    year_notice_from,
    year_to_bring,
)
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.ledger.digest import digest_of
from weikameng.records.reading import calendars as reading
from weikameng.records.reading import clocks
from weikameng.records.reading.policies import forget_calendar, promises
from weikameng.records.writing import calendars as writing
from weikameng.services.clocks import BATCH, look
from weikameng.services.staff_log import noted

log = logging.getLogger("weikameng.calendar")
YEARS = range(2024, 2100)
MAX_BYTES = 100_000
# More open cases than this are not counted before; the errand counts them all afterwards.
MOST_PREVIEWED = 5_000
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class MovedPromise:
    """An open case whose promise a notice moves."""

    number: str
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a notice would change today; ``more``: not every open case was counted."""

    days: tuple[DayChange, ...]
    moved: int
    named: tuple[MovedPromise, ...]
    more: bool


def propose(year: int, text: str, *, actor: Actor, at: datetime) -> int:
    """Keep a year's notice (JSON, as in cn_calendar.json) for the second person; return its id.

    Raises Refusal when the role may not, the text is no year's notice, or one waits already.
    """
    if not allowed(actor.role, Right.WRITE_CALENDAR):
        raise not_found()
    notice = _notice_in(year, text)
    entry = _entry(notice)
    if not changes(reading.calendar(), notice) and reading.calendar().is_known(year):
        raise Refusal("calendar_same", _SAME)
    try:
        with transaction.atomic():
            kept = writing.propose(year, entry, digest_of(entry), actor.id, at)
            noted(actor.id, Act.CALENDAR_STEP, f"calendar {year}", "proposed", at)
    except writing.AlreadyProposed as error:
        raise Refusal("calendar_waiting", _WAITING) from error
    return kept.pk


def decide(notice_id: int, *, adopt: bool, actor: Actor, at: datetime) -> None:
    """Adopt a notice, as the second person, or decline it (whoever proposed it may take it back).

    Open promises are counted anew by the errand within a minute. Raises Refusal.
    """
    row = reading.notice(notice_id)
    own = row is not None and row.proposed_by_id == actor.id
    may = allowed(actor.role, Right.APPROVE_CALENDAR)
    if row is None or not (may or (own and not adopt)):
        raise not_found()
    if own and adopt:
        raise Refusal("calendar_own", _OWN)
    state = "adopted" if adopt else "declined"
    with transaction.atomic():
        if not writing.decide(notice_id, state, actor.id, at):
            raise Refusal("calendar_decided", _DECIDED)
        noted(actor.id, Act.CALENDAR_STEP, f"calendar {row.year}", state, at)
    if adopt:
        forget_calendar()


def preview(year: int, entry: Mapping[str, Any], at: datetime) -> Preview:
    """Return what adopting a notice changes: days, and the promises of open cases."""
    notice = year_notice_from(year, entry)
    before = promises()
    after = replace(before, calendar=with_year(before.calendar, notice))
    moved: list[MovedPromise] = []
    counted = 0
    for case in _running(at):
        counted += 1
        old, new = look(case, before, at).due_at, look(case, after, at).due_at
        if old != new:
            moved.append(MovedPromise(case.number, old, new))
    days = changes(before.calendar, notice)
    return Preview(days, len(moved), tuple(moved[:MOST_NAMED]), counted >= MOST_PREVIEWED)


def missing_year(at: datetime) -> int | None:
    """Return the year whose notice is missing and soon counted with; None when all is known."""
    return year_to_bring(reading.calendar(), beijing(at).date())


def alarm(at: datetime) -> int | None:
    """Write to the operator's log that a year is missing; returns which."""
    year = missing_year(at)
    if year is not None:
        log.warning("the calendar of %d is missing: dates in it are estimates", year)
    return year


def _running(at: datetime) -> Iterator[clocks.ClockedCase]:
    after, version, left = 0, reading.version(), MOST_PREVIEWED
    while left > 0:
        batch = clocks.to_look_at(at, version, after=after, limit=min(BATCH, left), every=True)
        if not batch:
            return
        yield from batch
        after, left = batch[-1].id, left - len(batch)


def _notice_in(year: int, text: str) -> YearNotice:
    try:
        document = json.loads(text) if len(text.encode()) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        document = None
    entry = _entry_of(document, year)
    if year not in YEARS or not isinstance(entry, dict):
        raise Refusal("calendar_file", _NO_FILE)
    try:
        return year_notice_from(year, entry)
    except BadYear as bad:
        raise Refusal("calendar_year", bad.words) from bad


def _entry_of(document: Any, year: int) -> Any:
    """The year of a whole calendar, or the year's entry alone."""
    if not isinstance(document, dict):
        return None
    years = document.get("years")
    return years.get(str(year)) if isinstance(years, dict) else document


def _entry(notice: YearNotice) -> dict[str, Any]:
    return {
        "papers": list(notice.papers),
        "off": {day.isoformat(): name for day, name in sorted(notice.off.items())},
        "work": {day.isoformat(): name for day, name in sorted(notice.work.items())},
    }


_NO_FILE = Words(
    "文件里没有这一年的安排。请给 JSON 文件,格式同随附的 cn_calendar.json。",
    "The file has no notice for this year. Give a JSON file in the form of cn_calendar.json.",
)
_SAME = Words(
    "和现在用的日历一样,没有什么要改的。",
    "It is the same as the calendar in force; there is nothing to change.",
)
_WAITING = Words(
    "这一年已有一份安排在等第二个人确认,请先处理那一份。",
    "A notice for this year waits for its second person; settle that one first.",
)
_OWN = Words("自己提交的要由另一个人确认。", "Somebody else must adopt what you proposed.")
_DECIDED = Words("刚刚有人处理过了。", "Somebody has just settled it.")
