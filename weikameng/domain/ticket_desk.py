"""The inbox's rules: by when a person answers, who may take a conversation, what stands first."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.promises import Promise, Promises, promise_for
from weikameng.domain.roles import Right, allowed

CLOCK = "chat_first_human"
URGENT_CLOCK = "urgent_review"  # sla.json: 4 working hours; also for calling back about much money
# A call back that is not urgent: within a working day, as reviews are.
CALL_BACK_CLOCK = "human_review"
# So many can be talked with side by side; more is a queue nobody sees.
MAX_HELD = 12
MAX_NOTE = 200
# Whoever has a conversation and leaves its buyer without an answer for so long has gone home: it
# waits for everybody again, as a case does whose holder looks no more.
LEFT_ALONE = timedelta(minutes=30)
# Somebody typed so short a while ago that the other side is told.
TYPING_SHOWN = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How a conversation that waits for a person stands with its promise."""

    promise: Promise
    nearing: bool
    broken: bool


def waiting(promises: Promises, wanted_at: datetime, at: datetime) -> Waiting:
    """Return the promise of the first human answer; outside service hours it runs from opening."""
    promise = promise_for(promises, CLOCK, wanted_at)
    assert promise.due_at is not None, "this clock does not pause"
    assert promise.warn_at is not None
    broken = promise.due_at <= at
    return Waiting(promise, not broken and promise.warn_at <= at, broken)


def call_back_due(promises: Promises, asked_at: datetime, *, urgent: bool) -> datetime:
    """Return by when somebody calls back; large amounts have the urgent clock."""
    due = promise_for(promises, URGENT_CLOCK if urgent else CALL_BACK_CLOCK, asked_at).due_at
    assert due is not None, "nothing pauses it"
    return due


def may_take(role: str, *, holder_id: int | None, person_id: int, late: bool) -> bool:
    """Whether somebody may take a conversation: nobody's, or one whose holder is late."""
    if not allowed(role, Right.TALK) or holder_id == person_id:
        return False
    return holder_id is None or late


def may_move(role: str, *, holder_id: int | None, person_id: int) -> bool:
    """Whether somebody may hand a conversation over or put it back."""
    return (holder_id == person_id and allowed(role, Right.TALK)) or allowed(role, Right.ASSIGN)
