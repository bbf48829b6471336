"""The agents' side of conversations (R8.1): take the next one, answer, note, hand over, close.

Whoever answers has it; nobody talks into what a colleague has, nor with themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.narrative import mask
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.ticket_desk import MAX_HELD, MAX_NOTE, may_move, may_take, waiting
from weikameng.domain.tickets import MAX_TEXT, MAX_TOKEN, Audience, Author, Kind
from weikameng.domain.words import Words
from weikameng.records.reading import desk_claims
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.policies import promises
from weikameng.records.reading.staff_notices import name_of
from weikameng.records.reading.tickets import TicketAsRead, ticket_of
from weikameng.records.writing import ticket_desk as desk_writing
from weikameng.records.writing import tickets as writing
from weikameng.records.writing.tickets import NewMessage
from weikameng.services import staff_notices, talk_clock
from weikameng.services.staff_log import noted
from weikameng.services.tickets import add_message


@dataclass(frozen=True, slots=True)
class Said:
    """What an agent writes; ``token`` is the form's: sent again it adds nothing."""

    text: str
    token: str = ""


def claim_next(who: Actor, *, at: datetime) -> str | None:
    """Take the conversation that comes first of those nobody has, and return its number."""
    _demand(who, Right.TALK)
    _demand_room(who)
    with transaction.atomic():
        number = desk_writing.next_waiting(who.id, at)
        if number is None:
            return None
        _give(_found(number), who.id, who, at)
    return number


def claim(number: str, who: Actor, *, at: datetime) -> None:
    """Take this conversation: nobody's, or one whose holder is late with an answer."""
    ticket = of_staff(number, who)
    with transaction.atomic():
        desk_writing.lock(ticket.id)
        ticket = _found(number)
        if ticket.assigned_to == who.id:
            return
        late = _is_late(ticket, at)
        if not may_take(who.role, holder_id=ticket.assigned_to, person_id=who.id, late=late):
            raise _held(ticket)
        _demand_room(who)
        _give(ticket, who.id, who, at)


def hand_over(number: str, to_id: int, note: str, who: Actor, *, at: datetime) -> None:
    """Give a conversation to a colleague who talks, with a note for staff alone."""
    ticket, note = of_staff(number, who), _masked(note)
    if not 1 <= len(note) <= MAX_NOTE:
        raise Refusal("note", _NOTE)
    if not allowed(desk_claims.active_role(to_id) or "", Right.TALK) or to_id == ticket.buyer_id:
        raise Refusal("cannot_take", _CANNOT_TAKE)
    with transaction.atomic():
        desk_writing.lock(ticket.id)
        ticket = _found(number)
        _demand_move(ticket, who)
        if ticket.assigned_to == to_id:
            raise Refusal("theirs_already", _THEIRS_ALREADY)
        writing.assign(ticket.id, to_id, was=ticket.assigned_to)
        words = NewMessage(Author.AGENT, who.id, Kind.HANDED, Audience.STAFF, note)
        add_message(ticket, words, at)
        add_message(ticket, _told(to_id, again=True), at)
        noted(who.id, Act.TALK_HANDED_OVER, f"talk {number}", note, at)
        staff_notices.talk_handed_over(number, to_id, who.id, (note, at))


def release(number: str, who: Actor, *, at: datetime) -> None:
    """Put a conversation back for whoever is next."""
    ticket = of_staff(number, who)
    with transaction.atomic():
        desk_writing.lock(ticket.id)
        ticket = _found(number)
        if ticket.assigned_to is None:
            return
        _demand_move(ticket, who)
        writing.assign(ticket.id, None, was=ticket.assigned_to)
        back = NewMessage(Author.AGENT, who.id, Kind.HANDED, Audience.STAFF)
        add_message(ticket, back, at)
        noted(who.id, Act.TALK_RELEASED, f"talk {number}", "", at)


def answer(number: str, said: Said, who: Actor, *, at: datetime) -> int:
    """Say something to the buyer and return the line's place; whoever answers first has it."""
    ticket, text = of_staff(number, who), _masked(said.text)
    _demand(who, Right.TALK)
    _demand_text(text)
    with transaction.atomic():
        desk_writing.lock(ticket.id)
        ticket = _found(number)
        if ticket.assigned_to not in (None, who.id) and not _is_late(ticket, at):
            raise _held(ticket)
        if not ticket.open:
            add_message(ticket, NewMessage(Author.SYSTEM, who.id, Kind.REOPENED), at)
        if ticket.assigned_to != who.id:
            _give(ticket, who.id, who, at)
        new = NewMessage(Author.AGENT, who.id, text=text, token=said.token[:MAX_TOKEN])
        added = add_message(ticket, new, at)
        desk_writing.types_no_more(ticket.id, who.id)
        if ticket.human_wanted_at and waits(ticket):
            talk_clock.answered(number, ticket.human_wanted_at, at)
    return added.place


def note(number: str, said: Said, who: Actor, *, at: datetime) -> None:
    """Write something for staff alone: no buyer ever reads it."""
    ticket, text = of_staff(number, who), _masked(said.text)
    if not (allowed(who.role, Right.TALK) or allowed(who.role, Right.ASSIGN)):
        raise not_found()
    _demand_text(text)
    new = NewMessage(
        Author.AGENT, who.id, Kind.WORDS, Audience.STAFF, text, token=said.token[:MAX_TOKEN]
    )
    add_message(ticket, new, at)


def close(number: str, who: Actor, *, at: datetime) -> None:
    """End a conversation; the buyer's next word opens it again."""
    ticket = of_staff(number, who)
    with transaction.atomic():
        desk_writing.lock(ticket.id)
        ticket = _found(number)
        if not ticket.open:
            return
        _demand_move(ticket, who)
        if waits(ticket):
            raise Refusal("not_answered", _NOT_ANSWERED)
        closed = NewMessage(Author.SYSTEM, who.id, Kind.CLOSED, text=_CLOSED.zh, text_en=_CLOSED.en)
        add_message(ticket, closed, at)
        if ticket.assigned_to is not None:  # whoever is there when it opens again takes it
            writing.assign(ticket.id, None, was=ticket.assigned_to)
        noted(who.id, Act.TALK_CLOSED, f"talk {number}", "", at)


def seen(number: str, place: int, who: Actor, *, at: datetime) -> None:
    """Note that an agent has read up to a place; who only looks leaves no trace for the buyer."""
    if allowed(who.role, Right.TALK):
        writing.seen(_found(number).id, who.id, place, at)


def of_staff(number: str, who: Actor) -> TicketAsRead:
    """Return a conversation for somebody who may read conversations and is not its buyer."""
    _demand(who, Right.SEE_TALK)
    ticket = _found(number)
    if ticket.buyer_id == who.id:
        raise not_found()
    return ticket


def waits(ticket: TicketAsRead) -> bool:
    """Whether somebody asked for a person and nobody has answered yet."""
    return ticket.open and ticket.human_wanted_at is not None and ticket.first_human_at is None


def _found(number: str) -> TicketAsRead:
    ticket = ticket_of(number)
    if ticket is None:
        raise not_found()
    return ticket


def _give(ticket: TicketAsRead, to_id: int, who: Actor, at: datetime) -> None:
    try:
        writing.assign(ticket.id, to_id, was=ticket.assigned_to)
    except Conflict as error:
        raise _held(_found(ticket.number)) from error
    add_message(ticket, _told(to_id, again=ticket.first_human_at is not None), at)
    noted(who.id, Act.TALK_TAKEN, f"talk {ticket.number}", "", at)


def _told(to_id: int, *, again: bool) -> NewMessage:
    """Tell the buyer who reads it now; it counts as no answer."""
    name = name_of(to_id)
    said = _GOES_ON if again else _READS
    zh, en = said.zh.format(name=name), said.en.format(name=name)
    return NewMessage(Author.SYSTEM, to_id, Kind.ASSIGNED, text=zh, text_en=en)


def _is_late(ticket: TicketAsRead, at: datetime) -> bool:
    """Whether its holder has broken the promise, or has left its buyer alone."""
    wanted_at = ticket.human_wanted_at
    if waits(ticket) and wanted_at is not None:
        return waiting(promises(), wanted_at, at).broken
    return ticket.assigned_to is not None and reading.left_alone(ticket.id, at)


def _masked(text: str) -> str:
    return mask(text.replace("\x00", "").strip()).text


def _demand(who: Actor, right: Right) -> None:
    if not allowed(who.role, right):
        raise not_found()


def _demand_text(text: str) -> None:
    if not 1 <= len(text) <= MAX_TEXT:
        raise Refusal("say_something", _TEXT)


def _demand_move(ticket: TicketAsRead, who: Actor) -> None:
    if not may_move(who.role, holder_id=ticket.assigned_to, person_id=who.id):
        raise Refusal("not_yours", _NOT_YOURS)


def _demand_room(who: Actor) -> None:
    if reading.held_by(who.id) >= MAX_HELD:
        raise Refusal("holds_enough", _HOLDS_ENOUGH)


def _held(ticket: TicketAsRead) -> Refusal:
    name = name_of(ticket.assigned_to) if ticket.assigned_to else ""
    if not name:
        return Refusal("busy", _BUSY)
    return Refusal(
        "held",
        Words(
            f"{name}正在接待这个会话。请先和对方确认,或领取下一个。",
            f"{name} is talking here. Ask them first, or take the next one.",
        ),
    )


_READS = Words("客服{name}正在看你的咨询。", "{name} from support is reading this now.")
_GOES_ON = Words(
    "接下来由客服{name}为你处理,前面说过的都在,不用重讲。",
    "{name} from support goes on from here, with all you said; there is nothing to repeat.",
)
_CLOSED = Words(
    "客服结束了这次咨询。还有问题,在这里接着写就会重新打开。",
    "Support has ended this conversation. Write here again and it goes on.",
)
_TEXT = Words(
    f"请写下要说的话,{MAX_TEXT} 字以内。", f"Write something, at most {MAX_TEXT} characters."
)
_NOTE = Words(
    f"请写一句交接说明({MAX_NOTE} 字以内):聊到哪一步,接下来做什么。",
    f"Write a line for them, at most {MAX_NOTE} characters: what was said and what comes next.",
)
_NOT_YOURS = Words(
    "这个会话不在你手上。只有接待的人或主管可以转交、放回、结束。",
    "You do not have this conversation. Only whoever has it, or a supervisor, hands it over,"
    " puts it back or closes it.",
)
_CANNOT_TAKE = Words(
    "不能转给这个人:要有接待权限,也不能是买家本人。请换一位同事。",
    "This person cannot take it: they must be an agent, and not the buyer. Choose somebody else.",
)
_THEIRS_ALREADY = Words("这个会话已经在对方手上。", "They have this conversation already.")
_HOLDS_ENOUGH = Words(
    f"你手上已有 {MAX_HELD} 个会话。请先结束或转交几个。",
    f"You have {MAX_HELD} conversations. Close some or hand them over first.",
)
_NOT_ANSWERED = Words(
    "买家在等人工答复,还没有人回过。请先回复,再结束。",
    "The buyer waits for a person and nobody has answered. Answer first, then close.",
)
_BUSY = Words(
    "同一时间有多人在操作,请再点一次。",
    "Several people acted at this moment. Please press once more.",
)
