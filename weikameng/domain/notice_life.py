"""What to do after a carrier spoke of a copy, so that a person gets it once or never (R5.1).

Nothing that may have been sent is sent again. Whoever gets no copy still has the message itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from weikameng.domain.delivery import Cause, Fate, Handover

# After that it is no news any more.
USEFUL_FOR = timedelta(hours=24)
WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
QUESTIONS = 3


class Standing(StrEnum):
    """Where a copy stands. ``SENDING`` is written before the call, so that no death hides it."""

    NEW = "new"  # its line was written; what it says and whether it is wanted is not yet known
    SEND = "send"
    SENDING = "sending"
    ASK = "ask"
    DONE = "done"
    GIVEN_UP = "given_up"
    LEFT_OUT = "left_out"  # not wanted, or nothing to copy


class Deed(StrEnum):
    """What is to be done with a copy next."""

    DONE = "done"
    ASK = "ask"
    SEND = "send"
    GIVE_UP = "give_up"


@dataclass(frozen=True, slots=True)
class CopyState:
    """A copy so far: how often it was sent and asked for, when it could first set out, and whether
    a carrier once said that it took it: what its list says later can't undo that."""

    sendings: int
    questions: int
    began_at: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Carrier:
    """What there is to know of a carrier's list; see ``SmsGateway``. E-mail has none."""

    lists: bool
    unseen_is_unsent: bool
    ask_after: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The deed and when; ``alert``: somebody of ours must act, or no message will go."""

    deed: Deed
    at: datetime
    alert: Cause = Cause.NONE


def after(said: Handover, state: CopyState, carrier: Carrier, at: datetime) -> NextStep:
    """Return what follows from what the carrier said just now, to a sending or a question."""
    if said.fate in (Fate.DELIVERED, Fate.UNDELIVERED):
        return NextStep(Deed.DONE, at)
    if said.fate is Fate.SENT or state.taken:
        return _asked(state, carrier, at, otherwise=Deed.DONE)
    if said.fate is Fate.UNKNOWN:
        return _asked(state, carrier, at, otherwise=Deed.GIVE_UP)
    if said.fate is Fate.UNSEEN:
        if carrier.unseen_is_unsent:
            return _sent_again(state, Cause.NONE, at)
        return _asked(state, carrier, at, otherwise=Deed.GIVE_UP)
    if said.cause is Cause.ADDRESS:
        return NextStep(Deed.GIVE_UP, at)
    alert = said.cause if said.cause in (Cause.BALANCE, Cause.SETTINGS) else Cause.NONE
    return _sent_again(state, alert, at)


def standing_after(deed: Deed) -> Standing:
    """Return where a copy stands that waits for this."""
    return Standing.GIVEN_UP if deed is Deed.GIVE_UP else Standing(deed)


def _asked(state: CopyState, carrier: Carrier, at: datetime, *, otherwise: Deed) -> NextStep:
    """Ask a few times, later and later; a carrier without a list can't be asked."""
    if not carrier.lists or state.questions >= QUESTIONS:
        return NextStep(otherwise, at)
    wait = carrier.ask_after if state.questions == 0 else WAITS[state.questions - 1]
    return NextStep(Deed.ASK, at + wait)


def _sent_again(state: CopyState, alert: Cause, at: datetime) -> NextStep:
    """Only what was surely not sent comes here."""
    if state.sendings > len(WAITS):
        return NextStep(Deed.GIVE_UP, at, alert)
    then = at + WAITS[max(state.sendings, 1) - 1]
    if then > state.began_at + USEFUL_FOR:
        return NextStep(Deed.GIVE_UP, at, alert)
    return NextStep(Deed.SEND, then, alert)
