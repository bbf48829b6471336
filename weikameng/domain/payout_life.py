"""The life of a payout: what a route's answer means and when to ask again (payments.md, 8)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class PayoutState(StrEnum):
    """Where the money stands. ``sent`` is written before the call: a crash leaves a question."""

    INTENDED = "intended"
    SENT = "sent"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What a route's answer means for us."""

    ACCEPTED = "accepted"
    SETTLED = "settled"
    RETRY_SAME_ID = "retry_same_id"  # unknown whether executed
    RETRY_LATER = "retry_later"  # surely not executed, will pass
    NEEDS_HUMAN = "needs_human"
    PERMANENTLY_FAILED = "permanently_failed"


class Verb(StrEnum):
    """The two calls a payout may make."""

    REFUND = "refund"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """What a gateway is asked to pay: number and amount (fen) never change between tries."""

    number: str
    amount_minor: int
    payment_reference: str
    order_number: str


@dataclass(frozen=True, slots=True)
class PayoutReceipt:
    """What a gateway made of the answer; ``verified`` False means the signature did not hold."""

    outcome: Outcome
    code: str = ""
    provider_reference: str = ""
    verified: bool = True


@dataclass(frozen=True, slots=True)
class NextStep:
    """The state after a receipt and when to work on it again (None: nothing more to do)."""

    state: PayoutState
    due_at: datetime | None


_QUERY_AFTER = [timedelta(seconds=s) for s in (2, 60, 300, 1800, 7200, 43_200)]
_LATER = [timedelta(seconds=s) for s in (300, 900, 3600, 21_600)]
_UNKNOWN = [timedelta(seconds=s) for s in (1, 5, 30, 120, 600, 3600)]
# After this many tries without an answer a person looks at it; asking goes on (R4.3).
STUCK_AFTER_TRIES = 8


def verb_for(state: PayoutState) -> Verb:
    """Only an intent that was never sent may be sent; anything else is asked for first (R4.2)."""
    return Verb.REFUND if state is PayoutState.INTENDED else Verb.QUERY


def after(verb: Verb, receipt: PayoutReceipt, attempts: int, at: datetime) -> NextStep:
    """Return the next step after an answer.

    A query that answers "never received" makes the payout an intent again, with the same number.
    An unverified answer is unknown, whatever it says.
    """
    if not receipt.verified:
        return NextStep(PayoutState.UNKNOWN, at + _nth(_UNKNOWN, attempts))
    match receipt.outcome:
        case Outcome.SETTLED:
            return NextStep(PayoutState.SETTLED, None)
        case Outcome.ACCEPTED:
            return NextStep(PayoutState.ACCEPTED, at + _nth(_QUERY_AFTER, attempts))
        case Outcome.RETRY_LATER:
            return NextStep(PayoutState.INTENDED, at + _nth(_LATER, attempts))
        case Outcome.RETRY_SAME_ID if verb is Verb.QUERY:
            return NextStep(PayoutState.INTENDED, at + _nth(_UNKNOWN, attempts))
        case Outcome.RETRY_SAME_ID:
            return NextStep(PayoutState.UNKNOWN, at + _nth(_UNKNOWN, attempts))
        case _:
            return NextStep(PayoutState.REFUSED, None)


def _nth(steps: list[timedelta], attempts: int) -> timedelta:
    return steps[min(max(attempts, 1), len(steps)) - 1]
