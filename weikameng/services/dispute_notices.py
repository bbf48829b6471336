"""Tells people of a dispute what waits for them, in the transaction of what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.domain.messages import Kind as Message
from weikameng.domain.roles import Right, holders
from weikameng.domain.staff_notices import Kind, StaffNews
from weikameng.records.reading import staff_notices as reading
from weikameng.records.reading.disputes import DisputeAsRead
from weikameng.records.writing import messages
from weikameng.records.writing import staff_notices as writing
from weikameng.records.writing.messages import News


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell of which dispute; ``run`` tells one occasion from the next."""

    kind: Kind
    dispute: str
    run: str = ""
    name: str = ""
    words: str = ""
    due_at: datetime | None = None


def to_officers(notice: Notice, at: datetime) -> None:
    """Tell everybody who speaks for the shop."""
    to_people(reading.active_of(holders(Right.ANSWER_DISPUTES), but=0), notice, at)


def late(dispute: DisputeAsRead, times: tuple[datetime, datetime], at: datetime) -> None:
    """Tell officers and supervisors once that the ruling is late, and the buyer the new time;
    ``times``: by when it was promised, and by when now."""
    due_at, renewed = times
    chiefs = reading.active_of(holders(Right.ANSWER_DISPUTES) | holders(Right.ASSIGN), but=0)
    run = f"{due_at.timestamp():.0f}"
    to_people(chiefs, Notice(Kind.DISPUTE_LATE, dispute.number, run, due_at=due_at), at)
    to_buyer(Message.DELAYED, dispute, renewed, at, run)


def to_buyer(
    kind: Message, dispute: DisputeAsRead, due_at: datetime | None, at: datetime, run: str = ""
) -> None:
    """Tell the buyer in their messages what no line of the case's history tells, once a run."""
    cause = f"{kind}:{dispute.number}:{run or round(at.timestamp())}"
    state = State.DISPUTED.value
    messages.tell([News(dispute.case_id, None, kind, cause, state, due_at)], at)


def to_people(people: Iterable[int], notice: Notice, at: datetime) -> None:
    """Tell these people, each of one occasion once."""
    cause = f"{notice.kind}:{notice.dispute}:{notice.run}"
    writing.tell(
        [
            StaffNews(
                person,
                notice.kind,
                cause,
                notice.dispute,
                notice.name,
                notice.words,
                due_at=notice.due_at,
            )
            for person in people
        ],
        at,
    )
