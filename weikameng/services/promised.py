"""By when a case moves on and each leg of its money arrives, as promised (R3.6, R4.3, sla.json)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from weikameng.domain.arrival import (
    BY_HAND,
    Arrival,
    Destination,
    arrival_of,
    over_for_starts_before,
)
from weikameng.domain.calendar import beijing
from weikameng.domain.case_clocks import (
    FIRST_REVIEW,
    SUPPLEMENT,
    Passage,
    clock_of,
    due_of,
    renewed_at,
    review_clock,
)
from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CaseAsRead, CasePlan, walked
from weikameng.domain.promises import promise_for
from weikameng.records.reading import calendars
from weikameng.records.reading.clocks import history_of
from weikameng.records.reading.payouts import crosses_border
from weikameng.records.reading.policies import promises

_CLOCK_OF = {
    State.SCREENING: FIRST_REVIEW,
    State.AWAITING_BUYER: SUPPLEMENT,
    State.REJECTED: SUPPLEMENT,  # amending keeps the first filing date for so long (D4)
}


@dataclass(frozen=True, slots=True)
class Way:
    """How a case goes on: the state its plan leads to, its route, whether its order is abroad.

    ``read``: a case that has a history, whose pauses count; None when it begins.
    """

    state: State
    route: str
    cross_border: bool = False
    read: CaseAsRead | None = None


def timed(plan: CasePlan, way: Way, at: datetime) -> CasePlan:
    """Return the plan with its promises: each leg by when it arrives, the case the slowest."""
    legs = tuple(
        replace(leg, promised_at=leg_arrival(leg.route, at, cross_border=way.cross_border).by)
        for leg in plan.payouts
    )
    plan = replace(plan, payouts=legs)
    if way.state is State.REVIEWING and way.read is not None:
        return replace(plan, due_at=review_due_at(way.read, way.route, plan, at))
    return replace(plan, due_at=due_at(way.state, way.route, plan, at))


def due_at(state: State, route: str, plan: CasePlan, at: datetime) -> datetime | None:
    """Return by when the case moves on, as promised; None where nobody is waited for (R3.6).

    A clock that starts here; a review that may go on after a pause: ``review_due_at``.
    """
    if state is State.PAYING:
        return max((leg.promised_at for leg in plan.payouts if leg.promised_at), default=None)
    clock = review_clock(route) if state is State.REVIEWING else _CLOCK_OF.get(state)
    return promise_for(promises(), clock, at).due_at if clock else None


def review_due_at(read: CaseAsRead, route: str, plan: CasePlan, at: datetime) -> datetime | None:
    """Return by when a person's review ends: after waiting for the buyer with what was left.

    Of the history as it was read: whoever moved the case since wins when the plan is written.
    """
    history = [line for line in history_of(read.id) if line.revision <= read.revision]
    assert history, "a case without a history"
    states = walked(history[-1].state, plan.steps)
    coming = (
        Passage(history[-1].revision + place, step.event, state, at)
        for place, (step, state) in enumerate(zip(plan.steps, states, strict=True), start=1)
    )
    return due_of(promises(), clock_of((*history, *coming), route))


def renewed(history: Sequence[Passage], route: str) -> datetime | None:
    """Return the new time of a broken promise, as the buyer was told; None without a promise."""
    clock = clock_of(history, route)
    return renewed_at(promises(), clock) if clock else None


def is_estimated(moment: datetime) -> bool:
    """Whether the year of a date waits for its official notice: doors then write 预计 (N4)."""
    last_day = beijing(moment - timedelta(microseconds=1))  # 24:00 belongs to the day it ends
    return not calendars.calendar().is_known(last_day.year)


def leg_arrival(
    route: str,
    started_at: datetime,
    *,
    credited_to: str = "",
    cross_border: bool = False,
    promised_at: datetime | None = None,
) -> Arrival:
    """Return the promise of a leg that sets out then, by all that is known of where it goes.

    What was promised once (``promised_at``) is only ever brought forward.
    """
    arrival = arrival_of(promises(), Destination(route, credited_to, cross_border), started_at)
    return replace(arrival, by=min(arrival.by, promised_at)) if promised_at else arrival


def successor_by(payout_id: int, route: str, at: datetime) -> datetime:
    """Return by when a leg arrives that takes the place of another now (R4.4)."""
    return leg_arrival(route, at, cross_border=crosses_border(payout_id)).by


def made_good_by(reversed_at: datetime) -> datetime:
    """Return by when money that came back is paid by another way, as the correction says."""
    return leg_arrival("offline", reversed_at).by


def late_if_reversed_before(at: datetime) -> datetime:
    """Return the moment before which a reversal should have been made good by ``at``."""
    return over_for_starts_before(promises(), BY_HAND, at)
