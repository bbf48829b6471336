"""By when a case moves on and each leg of its money arrives, as promised (R3.6, R4.3, sla.json)."""

from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain.arrival import (
    BY_HAND,
    Arrival,
    Destination,
    arrival_of,
    over_for_starts_before,
)
from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.promises import promise_for
from weikameng.records.reading.payouts import crosses_border
from weikameng.records.reading.policies import promises

_CLOCK_OF = {
    State.SCREENING: "first_review",
    State.REVIEWING: "human_review",
    State.AWAITING_BUYER: "supplement",
    State.REJECTED: "supplement",  # amending keeps the first filing date for so long (D4)
}
# Reviews with a promise of their own (sla.json).
_REVIEW_CLOCKS = {"urgent": "urgent_review", "cross_border": "cross_border_review"}


@dataclass(frozen=True, slots=True)
class Way:
    """How a case goes on: the state its plan leads to, its route, whether its order is abroad."""

    state: State
    route: str
    cross_border: bool = False


def timed(plan: CasePlan, way: Way, at: datetime) -> CasePlan:
    """Return the plan with its promises: each leg by when it arrives, the case the slowest."""
    legs = tuple(
        replace(leg, promised_at=leg_arrival(leg.route, at, cross_border=way.cross_border).by)
        for leg in plan.payouts
    )
    plan = replace(plan, payouts=legs)
    return replace(plan, due_at=due_at(way.state, way.route, plan, at))


def due_at(state: State, route: str, plan: CasePlan, at: datetime) -> datetime | None:
    """Return by when the case moves on, as promised; None where nobody is waited for (R3.6)."""
    if state is State.PAYING:
        return max((leg.promised_at for leg in plan.payouts if leg.promised_at), default=None)
    clock = _CLOCK_OF.get(state)
    if clock == "human_review":
        clock = _REVIEW_CLOCKS.get(route, clock)
    return promise_for(promises(), clock, at).due_at if clock else None


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
