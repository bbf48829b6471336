"""Calls to make (R8.2): asked for with a time, urgent money first, done or missed, never lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from weikameng.domain.calls import MAX_TRIES, Fate
from weikameng.domain.contacts import masked, written
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.narrative import mask
from weikameng.domain.notices import Channel as NoticeChannel
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.ticket_desk import MAX_NOTE, call_back_due
from weikameng.domain.tickets import Author
from weikameng.domain.words import Words
from weikameng.records.reading import calls as reading
from weikameng.records.reading.calls import CallBackAsRead
from weikameng.records.reading.policies import in_force_at, policy, promises
from weikameng.records.reading.tickets import TicketAsRead, ticket_by_id
from weikameng.records.writing import ticket_desk as writing
from weikameng.records.writing.ticket_desk import NewCallBack
from weikameng.records.writing.tickets import NewMessage
from weikameng.services.sealing import opened, sealed
from weikameng.services.staff_log import noted
from weikameng.services.ticket_desk import of_staff
from weikameng.services.tickets import add_message


@dataclass(frozen=True, slots=True)
class Wish:
    """Whom to call back, and about what; the number is kept sealed."""

    phone: str
    because: str


def ask(number: str, wish: Wish, who: Actor, *, at: datetime) -> datetime:
    """Put a call on the list and return by when it is made; large amounts go first."""
    ticket = of_staff(number, who)
    if not allowed(who.role, Right.TALK):
        raise not_found()
    phone = written(NoticeChannel.SMS, wish.phone.replace("\x00", ""))
    because = mask(wish.because.replace("\x00", "").strip()).text
    if not phone:
        raise Refusal("no_number", _NO_NUMBER)
    if not 1 <= len(because) <= MAX_NOTE:
        raise Refusal("call_because", _BECAUSE)
    urgent = is_urgent(ticket, at)
    due = call_back_due(promises(), at, urgent=urgent)
    shown = masked(NoticeChannel.SMS, phone)
    new = NewCallBack(ticket.id, sealed(phone), shown, because, urgent, due)
    try:
        with transaction.atomic():
            writing.ask_call_back(new, who.id, at)
            noted(who.id, Act.CALL_BACK_STEP, f"talk {number}", "propose: ", at)
    except Conflict as error:
        raise Refusal("called_already", _ASKED_ALREADY) from error
    return due


def done(call_back_id: int, who: Actor, *, at: datetime) -> str:
    """They were reached; returns the conversation's number, where the call is noted."""
    call = _open(call_back_id, who)
    with transaction.atomic():
        if not writing.end_call_back(call.id, Fate.DONE, who.id, at):
            raise Refusal("ended", _ENDED)
        noted(who.id, Act.CALL_BACK_STEP, f"talk {call.ticket_number}", "confirm: ", at)
    return call.ticket_number


def nobody_there(call_back_id: int, who: Actor, *, at: datetime) -> bool:
    """Nobody answered; after the last try it is missed and the buyer is told. Whether it ended."""
    call = _open(call_back_id, who)
    tries = call.tries + 1
    with transaction.atomic():
        if not writing.nobody_answered(call.id, tries):
            raise Refusal("ended", _ENDED)
        noted(who.id, Act.CALL_BACK_STEP, f"talk {call.ticket_number}", f"try {tries}", at)
        if tries < MAX_TRIES:
            return False
        writing.end_call_back(call.id, Fate.MISSED, who.id, at)
        told = NewMessage(Author.SYSTEM, who.id, text=_MISSED.zh, text_en=_MISSED.en)
        add_message(ticket_by_id(call.ticket_id), told, at)
    return True


def number_to_dial(call_back_id: int, who: Actor, *, at: datetime) -> str:
    """Return the whole number for whoever dials it now; the staff log keeps that it was shown."""
    call = _open(call_back_id, who)
    with transaction.atomic():
        noted(who.id, Act.CALL_BACK_STEP, f"talk {call.ticket_number}", "reveal: ", at)
    return opened(call.sealed)


def is_urgent(ticket: TicketAsRead, at: datetime) -> bool:
    """Whether the conversation is about more money than decides itself (R8.2)."""
    if not ticket.order_id:
        return False
    most = policy(in_force_at(at).version).params.auto_approve_max_minor
    return reading.paid_for(ticket.order_id) > most


def _open(call_back_id: int, who: Actor) -> CallBackAsRead:
    call = reading.call_back(call_back_id) if allowed(who.role, Right.CALL) else None
    if call is None or call.buyer_id == who.id:
        raise not_found()
    if call.fate != Fate.OPEN:
        raise Refusal("ended", _ENDED)
    return call


_NO_NUMBER = Words("请输入完整的 11 位手机号。", "Type the whole mobile number of 11 digits.")
_BECAUSE = Words(
    f"请写一句为什么要回电,{MAX_NOTE} 字以内。",
    f"Write why they are to be called, at most {MAX_NOTE} characters.",
)
_ASKED_ALREADY = Words(
    "这个会话已经在回电名单上。", "This conversation is on the list of calls already."
)
_ENDED = Words(
    "这个回电已经有人处理了,请刷新名单。",
    "Somebody has dealt with this call; reload the list.",
)
_MISSED = Words(
    f"我们打了 {MAX_TRIES} 次电话,没有打通。请在这里告诉我们什么时候方便,或直接留言。",
    f"We called {MAX_TRIES} times and nobody answered. Tell us here when it suits you, or write"
    " what you need.",
)
