"""Conversations about one matter are joined, and parted again by a supervisor (R8.3).

Every message stays in the conversation it was said in; who joined what and when are messages, too.
"""

from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.tickets import Audience, Author, Kind
from weikameng.domain.words import Words
from weikameng.records.reading.tickets import TicketAsRead, ticket_by_id
from weikameng.records.writing import ticket_desk as desk_writing
from weikameng.records.writing import tickets as writing
from weikameng.records.writing.tickets import NewMessage
from weikameng.services.staff_log import noted
from weikameng.services.ticket_desk import of_staff, waits
from weikameng.services.tickets import add_message


def join(number: str, into: str, who: Actor, *, at: datetime) -> None:
    """Let a conversation go on in another one of the same buyer; nobody tells the story twice.

    Whoever waits for a person there waits here, since when they asked.
    """
    _demand(who, Right.TALK)
    one, other = of_staff(number, who), of_staff(into, who)
    if one.id == other.id or one.buyer_id != other.buyer_id:
        raise Refusal("cannot_join", _CANNOT_JOIN)
    if one.joined_to == other.id:
        return
    if one.order_id and other.order_id and one.order_id != other.order_id:
        raise Refusal("other_orders", _OTHER_ORDERS)
    with transaction.atomic():
        for ticket_id in sorted((one.id, other.id)):
            desk_writing.lock(ticket_id)
        one, other = ticket_by_id(one.id), ticket_by_id(other.id)
        if waits(one) and not other.human_wanted_at and one.human_wanted_at:
            wanted = NewMessage(Author.SYSTEM, kind=Kind.HUMAN_WANTED, audience=Audience.STAFF)
            writing.add(other.id, wanted, one.human_wanted_at)
        try:
            writing.join(one.id, other.id)
        except Conflict as error:
            raise Refusal("cannot_join", _CANNOT_JOIN) from error
        _tell(one, Kind.JOINED, other.number, who, at)
        here = NewMessage(
            *(Author.SYSTEM, who.id, Kind.WORDS, Audience.ALL, _JOINED_HERE.zh, _JOINED_HERE.en),
            details={"joined": one.number},
        )
        add_message(other, here, at)
        noted(who.id, Act.TALK_JOINED, f"talk {number}", into, at)


def part(number: str, who: Actor, *, at: datetime) -> None:
    """Undo a join: each goes on by itself with what was said in it. A supervisor may."""
    _demand(who, Right.ASSIGN)
    one = of_staff(number, who)
    if one.joined_to is None:
        return
    with transaction.atomic():
        desk_writing.lock(one.id)
        one = ticket_by_id(one.id)
        if one.joined_to is None:
            return
        other = ticket_by_id(one.joined_to)
        writing.join(one.id, None)
        _tell(one, Kind.PARTED, other.number, who, at)
        noted(who.id, Act.TALK_PARTED, f"talk {number}", other.number, at)


def _tell(one: TicketAsRead, kind: Kind, other: str, who: Actor, at: datetime) -> None:
    said = _SAID[kind]
    new = NewMessage(
        *(Author.SYSTEM, who.id, kind, Audience.ALL, said.zh, said.en), details={"ticket": other}
    )
    add_message(one, new, at)


def _demand(who: Actor, right: Right) -> None:
    if not allowed(who.role, right):
        raise not_found()


_SAID = {
    Kind.JOINED: Words(
        "这次咨询和另一条说的是同一件事,已并在一起。前面说过的都在,不用重讲。",
        "This is about the same matter as another conversation; they were joined. All you said is"
        " kept, there is nothing to repeat.",
    ),
    Kind.PARTED: Words(
        "这次咨询又单独列出了,可以在这里接着说。",
        "This conversation stands on its own again; go on here.",
    ),
}
_JOINED_HERE = Words(
    "同一件事的另一条咨询并到了这里,不用重讲。",
    "Another conversation about the same matter was joined here; there is nothing to repeat.",
)
_CANNOT_JOIN = Words(
    "这两个会话不能合并:要是同一个买家的两个会话,并且没有和别的合并过。"
    "请把另一个并到有合并的那个里。",
    "These two can't be joined: they must be two conversations of one buyer, and the one that goes"
    " on elsewhere must hold no others. Join it the other way round.",
)
_OTHER_ORDERS = Words(
    "这两个会话说的是不同的订单,合并会弄混。请分开处理。",
    "These two are about different orders; joined they would be mixed up. Keep them apart.",
)
