"""What it saves that the parties of a cross-border refund work side by side (R6.2): a simulation.

The working calendar, service hours and promises are the shipped ones; how long people take is drawn
per case, and both ways take the same draws.
"""

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.calendar import (
    CHINA,
    ROUND_THE_CLOCK,
    Calendar,
    ServiceHours,
    calendar_from,
)
from weikameng.domain.promises import Promises, promises_from
from weikameng.domain.working_time import Clock, Unit, due_at
from weikameng.records.documents import shipped

SEEDS = 20_000
FIRST_DAY = datetime(2026, 1, 5, tzinfo=CHINA)
DAYS = 330
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Work:
    """What one party needs: minutes of its own hours, whatever the others do."""

    minutes: int
    hours: ServiceHours


@dataclass(frozen=True, slots=True)
class Case:
    """One refund as drawn: when it was applied for, and what each party needs."""

    filed_at: datetime
    parties: Sequence[Work]


def drawn(seed: int, promises: Promises) -> Case:
    """Draw a case. Medians: the buyer's identity 5 h, the supplier 20 min, finance 4 working hours
    with both its people, the reviewer 9 working hours with the queue; all with a long tail."""
    dice = random.Random(seed)
    review = promises.terms["cross_border_review"].hours
    filed = FIRST_DAY + timedelta(minutes=dice.randrange(DAYS * _DAY_MINUTES))

    def minutes(median: float, spread: float) -> int:
        return max(1, round(median * dice.lognormvariate(0, spread)))

    return Case(
        filed,
        (
            Work(min(minutes(300, 1.3), 7 * _DAY_MINUTES), ROUND_THE_CLOCK),
            Work(minutes(20, 1.2), ROUND_THE_CLOCK),
            Work(minutes(240, 0.7), review),
            Work(minutes(540, 0.6), review),
        ),
    )


def beside(case: Case, calendar: Calendar) -> datetime:
    """Return when it is decided and may be paid: all begin at once, the last one counts."""
    return max(_done(work, case.filed_at, calendar) for work in case.parties)


def one_after_another(case: Case, calendar: Calendar) -> datetime:
    """Return the same when each waits for the one before."""
    at = case.filed_at
    for work in case.parties:
        at = _done(work, at, calendar)
    return at


def _done(work: Work, since: datetime, calendar: Calendar) -> datetime:
    end = due_at(Clock(Unit.MINUTES, work.minutes), since, (), calendar, work.hours).at
    assert end is not None, "nothing pauses here"
    return end


def measured(
    seeds: int, promises: Promises, way: Callable[[Case, Calendar], datetime]
) -> list[float]:
    """Return the days from filing to the end of every drawn case, sorted."""
    cases = (drawn(seed, promises) for seed in range(seeds))
    spans = (way(case, promises.calendar) - case.filed_at for case in cases)
    return sorted(span.total_seconds() / 86_400 for span in spans)


def show(seeds: int = SEEDS) -> None:
    """Simulate and print the median and the 90th percentile of both ways."""
    promises = promises_from(shipped("sla"), calendar_from(shipped("cn_calendar")))
    found = {way: measured(seeds, promises, way) for way in (beside, one_after_another)}
    for name, way in (("side by side", beside), ("one after another", one_after_another)):
        days = found[way]
        middle, late = statistics.median(days), days[round(0.9 * len(days)) - 1]
        print(f"{name:>18}: median {middle:.2f} days, 90th percentile {late:.2f} days")
    pairs = zip(found[beside], found[one_after_another], strict=True)
    assert all(one <= other for one, other in pairs), "side by side is never later"
    print(f"{seeds} seeds, the shipped calendar and service hours")
