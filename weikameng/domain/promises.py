"""What we promise the buyer (SLA): the clocks of ``sla.json`` put on the working calendar (R3.6).

Services ask by code: ``first_review``, ``human_review``, ``supplement``, ``arrival`` by channel.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.calendar import (
    BANK_DAY,
    ROUND_THE_CLOCK,
    Calendar,
    OpenTime,
    ServiceHours,
    service_hours_from,
)
from weikameng.domain.words import Words
from weikameng.domain.working_time import Clock, Due, Pause, Unit, due_at, share_passed_at

UNSAID = Words("", "")


@dataclass(frozen=True, slots=True)
class PromiseTerm:
    """One promise as published. ``target`` is what we aim at, ``limit`` what we promise, both in
    ``unit``; only a term with ``pauses`` stands still while we wait for the buyer. ``words`` say
    how long it usually takes (arrival alone has them). ``escalate_on_day``: people must act on that
    day of the term, before its end (the law's outer limit alone has one)."""

    code: str
    unit: Unit
    target: int
    limit: int
    hours: ServiceHours
    pauses: bool
    extend: bool
    words: Words = UNSAID
    escalate_on_day: int | None = None


@dataclass(frozen=True, slots=True)
class Promises:
    """All terms on one calendar. ``arrival`` has one term a payment channel."""

    terms: Mapping[str, PromiseTerm]
    arrival: Mapping[str, PromiseTerm]
    warn_at_ratio: float
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Promise:
    """One running promise in Beijing time; all three moments are None while it is paused.

    ``warn_at``: the supervisor is told (breach nears). ``estimated``: the page says 预计.
    """

    code: str
    target_at: datetime | None
    warn_at: datetime | None
    due_at: datetime | None
    paused: bool
    estimated: bool


def promises_from(sla: Mapping[str, Any], calendar: Calendar) -> Promises:
    """Build the promises from ``sla.json``. ValueError for an unknown unit or bad service hours."""
    hours = service_hours_from(sla)
    terms = {
        entry["code"]: _term_from(entry, hours)
        for entry in sla["clocks"]
        if not entry.get("by_channel")
    }
    arrival = {entry["channel"]: _arrival_from(entry) for entry in sla["arrival_by_channel"]}
    return Promises(terms, arrival, float(sla["breach"]["warn_at_ratio"]), calendar)


def promise_for(
    promises: Promises,
    code: str,
    started_at: datetime,
    pauses: Sequence[Pause] = (),
    channel: str | None = None,
) -> Promise:
    """Return the running promise ``code``; ``arrival`` needs the payment channel of the money.

    KeyError for an unknown code or channel. Pauses count only where the published term has them:
    waiting for the supplier never stops our clock.
    """
    term = promises.terms[code] if channel is None else _arrival(promises, code, channel)
    counted = pauses if term.pauses else ()
    target = _due(promises, term, term.target, started_at, counted)
    due = _due(promises, term, term.limit, started_at, counted)
    return Promise(
        code=code,
        target_at=None if due.paused else target.at,
        warn_at=_warn_at(promises, term, (started_at, due), counted),
        due_at=due.at,
        paused=due.paused,
        estimated=due.estimated,
    )


def window_ends_at(completed_at: datetime, days: int, calendar: Calendar) -> Due:
    """Return when the refund window closes, exclusive (R1.1): 24:00 of calendar day ``days`` after
    the day of completion; a last day of rest moves to the first working day after it."""
    clock = Clock(Unit.CALENDAR_DAYS, days, extend=True)
    return due_at(clock, completed_at, (), calendar, ROUND_THE_CLOCK)


def _arrival(promises: Promises, code: str, channel: str) -> PromiseTerm:
    if code != "arrival":
        raise KeyError(f"{code} does not depend on the payment channel")
    return promises.arrival[channel]


def _due(
    promises: Promises,
    term: PromiseTerm,
    length: int,
    started_at: datetime,
    pauses: Sequence[Pause],
) -> Due:
    clock = Clock(term.unit, length, term.extend)
    return due_at(clock, started_at, pauses, promises.calendar, term.hours)


def _warn_at(
    promises: Promises,
    term: PromiseTerm,
    course: tuple[datetime, Due],
    pauses: Sequence[Pause],
) -> datetime | None:
    started_at, due = course
    if due.at is None:
        return None
    opened = OpenTime(promises.calendar, term.hours)
    return share_passed_at(promises.warn_at_ratio, (started_at, due.at), pauses, opened)


def _term_from(entry: Mapping[str, Any], hours: Mapping[str, ServiceHours]) -> PromiseTerm:
    return PromiseTerm(
        code=entry["code"],
        unit=Unit(entry["unit"]),
        target=entry.get("target", entry["limit"]),
        limit=entry["limit"],
        hours=hours[entry["hours"]] if "hours" in entry else ROUND_THE_CLOCK,
        pauses="WAIT_BUYER" in entry.get("pause_on", ()),
        extend=entry.get("extend_over_rest_days", False),
        escalate_on_day=entry.get("escalate_on_day"),
    )


def _arrival_from(entry: Mapping[str, Any]) -> PromiseTerm:
    """Money in the same day (``min`` 0) is still promised by 24:00 of that day, never at once."""
    return PromiseTerm(
        code="arrival",
        unit=Unit.BANK_DAYS,
        target=entry["min"],
        limit=entry["max"],
        hours=BANK_DAY,
        pauses=False,
        extend=False,
        words=Words(entry["text_zh"], entry["text_en"]),
    )
