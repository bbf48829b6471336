"""The life of a refund case: one table of arrows. Everything that moves a case walks this table."""

from collections.abc import Iterable
from enum import StrEnum

from weikameng.domain.errors import Conflict


class State(StrEnum):
    """Where a case stands (docs/house.md, three lives)."""

    SCREENING = "screening"
    REVIEWING = "reviewing"
    AWAITING_BUYER = "awaiting_buyer"
    APPROVED = "approved"
    PAYING = "paying"
    PAYOUT_STUCK = "payout_stuck"
    REFUNDED = "refunded"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to a case."""

    APPLY = "apply"
    CLEAR = "clear"
    REFER = "refer"
    ASK = "ask"
    APPROVE = "approve"
    REJECT = "reject"
    AMEND = "amend"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    PAY = "pay"
    SETTLE = "settle"
    STICK = "stick"
    RESUME = "resume"
    REVERSE = "reverse"
    APPEAL = "appeal"
    DISPUTE = "dispute"
    RULE_FOR = "rule_for"
    RULE_AGAINST = "rule_against"
    INCIDENT = "incident"


S, E = State, Event
ARROWS: dict[tuple[State | None, Event], State] = {
    (None, E.APPLY): S.SCREENING,
    # Two people give back what a failure hit before anybody asks (N7).
    (None, E.INCIDENT): S.APPROVED,
    (S.SCREENING, E.CLEAR): S.APPROVED,
    (S.SCREENING, E.REFER): S.REVIEWING,
    (S.SCREENING, E.ASK): S.AWAITING_BUYER,
    (S.SCREENING, E.REJECT): S.REJECTED,
    (S.SCREENING, E.WITHDRAW): S.WITHDRAWN,
    # Pictures are read after the application: what they prove may still clear it (R3.4).
    (S.REVIEWING, E.CLEAR): S.APPROVED,
    (S.AWAITING_BUYER, E.CLEAR): S.APPROVED,
    (S.REVIEWING, E.APPROVE): S.APPROVED,
    (S.REVIEWING, E.REJECT): S.REJECTED,
    (S.REVIEWING, E.ASK): S.AWAITING_BUYER,
    (S.REVIEWING, E.WITHDRAW): S.WITHDRAWN,
    (S.AWAITING_BUYER, E.AMEND): S.SCREENING,
    # Who they are was checked meanwhile: nothing more is asked of them (H1).
    (S.AWAITING_BUYER, E.REFER): S.REVIEWING,
    (S.AWAITING_BUYER, E.WITHDRAW): S.WITHDRAWN,
    (S.AWAITING_BUYER, E.EXPIRE): S.CLOSED,
    # A buyer may ask that a person decides what a machine refused or sent back (PIPL-24, I1).
    (S.AWAITING_BUYER, E.APPEAL): S.REVIEWING,
    (S.REJECTED, E.AMEND): S.SCREENING,
    (S.REJECTED, E.APPEAL): S.REVIEWING,
    (S.REJECTED, E.DISPUTE): S.DISPUTED,
    (S.DISPUTED, E.RULE_FOR): S.APPROVED,
    (S.DISPUTED, E.RULE_AGAINST): S.CLOSED,
    (S.APPROVED, E.PAY): S.PAYING,
    (S.PAYING, E.SETTLE): S.REFUNDED,
    (S.PAYING, E.STICK): S.PAYOUT_STUCK,
    (S.PAYOUT_STUCK, E.RESUME): S.PAYING,
    # A late success always wins: the money has arrived, whatever we thought.
    (S.PAYOUT_STUCK, E.SETTLE): S.REFUNDED,
    # A bank may refuse the deposit days later (docs/payments.md): a person is needed again.
    (S.REFUNDED, E.REVERSE): S.PAYOUT_STUCK,
}

# While a case is in one of these, its units can't be asked for in another (R2.7).
OPEN = frozenset(
    {
        S.SCREENING,
        S.REVIEWING,
        S.AWAITING_BUYER,
        S.APPROVED,
        S.PAYING,
        S.PAYOUT_STUCK,
        S.DISPUTED,
    }
)


def next_state(state: State | None, event: Event) -> State:
    """Return where the event leads; Conflict when the case can't take it there."""
    try:
        return ARROWS[state, event]
    except KeyError as error:
        raise Conflict(f"{event} does not lead anywhere from {state}") from error


def replay(events: Iterable[Event]) -> State | None:
    """Return the state a history leads to: it must equal the case's own (law 1)."""
    state: State | None = None
    for event in events:
        state = next_state(state, event)
    return state


def may(state: State, event: Event) -> bool:
    """Whether the event is possible now; pages show only such buttons."""
    return (state, event) in ARROWS


def diagram() -> str:
    """Return the life as a Mermaid state diagram; the docs page is generated from it."""
    lines = ["stateDiagram-v2"]
    for (source, event), target in ARROWS.items():
        lines.append(f"    {source.value if source else '[*]'} --> {target.value}: {event.value}")
    ends = [s for s in State if not any(source == s for source, _ in ARROWS)]
    lines += [f"    {end.value} --> [*]" for end in ends]
    return "\n".join(lines)
