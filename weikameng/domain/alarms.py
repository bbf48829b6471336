"""Who must hear of a running promise, and when: the reviewer as it nears, the supervisor when it
is broken, and before the law's outer limit whatever else was promised (R3.6, sla.json).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain.calendar import ROUND_THE_CLOCK
from weikameng.domain.promises import Promise, Promises, promise_for
from weikameng.domain.working_time import Clock, Pause, Unit, due_at

OUTER = "legal_outer"


class Stage(StrEnum):
    """What an alarm says."""

    NEARING = "nearing"  # the share of the time named by ``warn_at_ratio`` is gone
    BROKEN = "broken"  # the promise is broken: the supervisor, and the buyer a new time and why
    OUTER_NEARING = "outer_nearing"  # the day before the law's limit on which people must act
    OUTER_BROKEN = "outer_broken"


# What goes before every promise of our own, the gravest first.
LAW_STAGES = (Stage.OUTER_BROKEN, Stage.OUTER_NEARING)


@dataclass(frozen=True, slots=True)
class Alarm:
    """At ``at`` somebody must hear that the clock ``code`` has come to ``stage``."""

    at: datetime
    stage: Stage
    code: str


@dataclass(frozen=True, slots=True)
class Running:
    """A promise that runs in a case: since when, and since when the case is filed.

    ``pauses``: while we waited for the buyer. They never stop the law's clock.
    """

    code: str
    started_at: datetime
    filed_at: datetime
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """A running promise, the law's limit for its case, and the alarms of both, earliest first."""

    promise: Promise
    outer_at: datetime
    alarms: tuple[Alarm, ...]

    def passed(self, at: datetime) -> tuple[Alarm, ...]:
        """Return the alarms that have gone off by then."""
        return tuple(alarm for alarm in self.alarms if alarm.at <= at)

    def next_after(self, at: datetime) -> datetime | None:
        """Return when to look again; None when there is nothing more to come."""
        return min((alarm.at for alarm in self.alarms if alarm.at > at), default=None)


def watch(promises: Promises, running: Running) -> Watch:
    """Return the promise with its alarms; a paused one has only the law's. KeyError: no such code.

    A promise may end after the law's limit (a long pause, a long clock): the law's alarms then come
    first, so that nobody relies on a date that is not allowed.
    """
    promise = promise_for(promises, running.code, running.started_at, running.pauses)
    outer = promise_for(promises, OUTER, running.filed_at)
    assert outer.due_at is not None, "the law's clock does not pause"
    alarms = [
        *_alarm(running.code, Stage.NEARING, promise.warn_at),
        *_alarm(running.code, Stage.BROKEN, promise.due_at),
        *law_alarms(promises, running.filed_at),
    ]
    return Watch(promise, outer.due_at, tuple(sorted(alarms, key=lambda alarm: alarm.at)))


def law_alarms(promises: Promises, filed_at: datetime) -> tuple[Alarm, ...]:
    """Return the alarms of the law's limit alone, earliest first."""
    end = promise_for(promises, OUTER, filed_at).due_at
    day = _alarm(OUTER, Stage.OUTER_NEARING, _day_begins(promises, filed_at))
    return (*day, *_alarm(OUTER, Stage.OUTER_BROKEN, end))


def _alarm(code: str, stage: Stage, at: datetime | None) -> Sequence[Alarm]:
    return [] if at is None else [Alarm(at, stage, code)]


def _day_begins(promises: Promises, filed_at: datetime) -> datetime | None:
    """Return the first moment of the day on which the outer limit must be acted on."""
    day = promises.terms[OUTER].escalate_on_day
    if day is None:
        return None
    clock = Clock(Unit.CALENDAR_DAYS, day - 1)
    return due_at(clock, filed_at, (), promises.calendar, ROUND_THE_CLOCK).at
