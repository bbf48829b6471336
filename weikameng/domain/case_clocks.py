"""Which of our promises runs in a case, read from its history: since when, and when we waited.

Nothing of it is kept: whoever asks gets it from the lines and the calendar of today (R3.6).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain.alarms import Alarm, Running, law_alarms, watch
from weikameng.domain.case_life import Event, State
from weikameng.domain.promises import Promises, promise_for
from weikameng.domain.working_time import Pause

FIRST_REVIEW = "first_review"
HUMAN_REVIEW = "human_review"
SUPPLEMENT = "supplement"
# Reviews with a promise of their own, by the case's route (sla.json).
_REVIEWS = {"urgent": "urgent_review", "cross_border": "cross_border_review"}
_OURS = frozenset({FIRST_REVIEW, HUMAN_REVIEW, *_REVIEWS.values()})
# The law counts from filing until the money is back or we said no.
_LAW_RUNS = frozenset(
    {
        State.SCREENING,
        State.REVIEWING,
        State.AWAITING_BUYER,
        State.APPROVED,
        State.PAYING,
        State.PAYOUT_STUCK,
    }
)
_NO_CLOCK = ""
_FILED = frozenset({Event.APPLY, Event.INCIDENT})


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a case's history, as far as clocks care."""

    revision: int
    event: Event
    state: State
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseClock:
    """What runs in a case. ``code`` is empty where no promise of ours or the buyer's runs.

    ``began`` is the revision of the line that started it: another one is another run.
    ``filed_at``: since when the law counts; None when it doesn't.
    """

    code: str
    began: int
    since: datetime
    pauses: tuple[Pause, ...] = ()
    filed_at: datetime | None = None


def review_clock(route: str) -> str:
    """Return the code of the clock a person's review runs on."""
    return _REVIEWS.get(route, HUMAN_REVIEW)


def clock_of(history: Iterable[Passage], route: str) -> CaseClock | None:
    """Return what runs after the last line of a history; None for none at all."""
    review: CaseClock | None = None
    filed_at, before, last = None, None, None
    for line in history:
        if line.event in _FILED or before in {State.REJECTED, State.REFUNDED}:
            filed_at = line.at  # what was decided or paid and comes back is filed anew
        review = _review(review, line, route)
        before, last = line.state, line
    if last is None:
        return None
    law = filed_at if last.state in _LAW_RUNS else None
    return replace(_standing(last, review), filed_at=law)


def due_of(promises: Promises, clock: CaseClock | None) -> datetime | None:
    """Return when the clock of a case runs out; None while nothing was promised."""
    if clock is None or not clock.code:
        return None
    return promise_for(promises, clock.code, clock.since, clock.pauses).due_at


def alarms_of(promises: Promises, clock: CaseClock) -> tuple[Alarm, ...]:
    """Return who must hear what of a case and when, earliest first.

    A buyer who takes the whole week breaks no promise: only the law's alarms are left then.
    """
    if clock.filed_at is None:
        return ()
    if clock.code in _OURS:
        running = Running(clock.code, clock.since, clock.filed_at, clock.pauses)
        return watch(promises, running).alarms
    return law_alarms(promises, clock.filed_at)


def renewed_at(promises: Promises, clock: CaseClock) -> datetime | None:
    """Return the new time after a broken promise: the same span once more from when it ended, and
    never past the law's limit as long as that can be kept. None where nothing was promised."""
    broken_at = due_of(promises, clock)
    if broken_at is None:
        return None
    again = promise_for(promises, clock.code, broken_at).due_at
    assert again is not None, "a clock without a pause ends"
    outer = promise_for(promises, "legal_outer", clock.filed_at or clock.since).due_at
    assert outer is not None, "the law's clock does not pause"
    return min(again, outer) if outer > broken_at else again


def after_law(promises: Promises, clock: CaseClock, outer_at: datetime) -> datetime | None:
    """Return the new time once the law's limit has passed: what still runs, else the same span
    from the limit on. None where no promise of ours runs."""
    if clock.code not in _OURS:
        return None
    due = due_of(promises, clock)
    if due is not None and due > outer_at:
        return due
    return promise_for(promises, clock.code, outer_at).due_at


def _review(review: CaseClock | None, line: Passage, route: str) -> CaseClock | None:
    """Follow a person's review: it stands still only between asking the buyer and the answer."""
    if line.state is State.REVIEWING and review is None:
        return CaseClock(review_clock(route), line.revision, line.at)
    if line.state is State.AWAITING_BUYER and review:
        return replace(review, pauses=(*review.pauses, Pause(line.at)))
    if line.state in {State.REVIEWING, State.SCREENING} and review:
        return replace(review, pauses=_resumed(review.pauses, line.at))
    return None


def _resumed(pauses: Sequence[Pause], at: datetime) -> tuple[Pause, ...]:
    return tuple(replace(one, until=at) if one.until is None else one for one in pauses)


def _standing(last: Passage, review: CaseClock | None) -> CaseClock:
    if last.state is State.REVIEWING:
        assert review is not None, "a review began with its first line"
        return review
    if last.state is State.SCREENING:
        return CaseClock(FIRST_REVIEW, last.revision, last.at)
    if last.state in {State.AWAITING_BUYER, State.REJECTED}:
        return CaseClock(SUPPLEMENT, last.revision, last.at)
    return CaseClock(_NO_CLOCK, last.revision, last.at)
