"""From a decision to what must be written: steps of the case, amounts, payouts. Pure (law 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from weikameng.domain.case_life import Event, State, next_state
from weikameng.domain.numbers import payout_number
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.outcome import Outcome

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Step:
    """One arrow to walk, why, and by whom: ``buyer:7``, ``staff:3``, ``system``, ``route:x``.

    ``because_en`` is the same in English where somebody wrote it; ``basis`` is what a person's
    decision rests on, as the history keeps it.
    """

    event: Event
    actor: str
    because: str = ""
    because_en: str = ""
    basis: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PlannedPayout:
    """One leg of money to send back; amount in fen. ``promised_at``: by when it arrives."""

    number: str
    tender_id: int
    route: str
    amount_minor: int
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TenderLeg:
    """A tender as the plan needs it: row id and route, in the order's own sequence.

    ``pays`` is the route its money goes back by where that is another: the shop pays it itself.
    """

    id: int
    route: str
    pays: str = ""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """The steps to walk from where the case stands, and the money that goes with them."""

    steps: tuple[Step, ...]
    amounts: tuple[tuple[int, int], ...] = ()  # (unit id, fen)
    payouts: tuple[PlannedPayout, ...] = ()
    bearer: str = "platform"
    route: str = ""  # how it was decided (one_click, standard …); empty leaves it as it is
    due_at: datetime | None = None
    errands: tuple[str, ...] = field(default=())

    @property
    def amount_minor(self) -> int:
        """What goes back in all, in fen."""
        return sum(amount for _, amount in self.amounts)


@dataclass(frozen=True, slots=True)
class CaseAsRead:
    """The case as the caller read it; ``revision`` guards against what came in between."""

    id: int
    number: str
    order_id: int
    state: State
    revision: int


_EVENT_OF = {
    Outcome.MANUAL: Event.REFER,
    Outcome.NEED_MORE: Event.ASK,
    Outcome.REJECT: Event.REJECT,
    # Taken once, and no longer: the channel gave the money back meanwhile (N9). A person says so.
    Outcome.REFUSE: Event.REFER,
}


def walked(start: State | None, steps: tuple[Step, ...]) -> list[State]:
    """Return the state after each step; Conflict when an arrow is missing."""
    states: list[State] = []
    for step in steps:
        start = next_state(start, step.event)
        states.append(start)
    return states


def screening_steps(decision: Decision) -> tuple[Step, ...]:
    """Return what screening does to the case (R3.1): clear and pay, refer, ask or reject."""
    if decision.outcome is Outcome.APPROVE_AUTO:
        return (Step(Event.CLEAR, SYSTEM), *paying_steps(decision.amount_minor or 0))
    return (Step(_EVENT_OF[decision.outcome], SYSTEM),)


def paying_steps(amount_minor: int) -> tuple[Step, ...]:
    """Return the steps from approved; a refund of nothing (zero-yuan order) is settled at once."""
    pay = Step(Event.PAY, SYSTEM)
    return (pay,) if amount_minor else (pay, Step(Event.SETTLE, SYSTEM))


def legs_of(
    case_number: str, split: tuple[tuple[str, int], ...], tenders: tuple[TenderLeg, ...]
) -> tuple[PlannedPayout, ...]:
    """Return one payout per tender with something to give back, numbered by the tender's place."""
    amounts = dict(split)
    return tuple(
        PlannedPayout(
            payout_number(case_number, leg), tender.id, tender.pays or tender.route, amount
        )
        for leg, tender in enumerate(tenders, start=1)
        if (amount := amounts.get(tender.route, 0))
    )
