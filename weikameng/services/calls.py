"""The telephone (R8.2, R8.3): find who calls, note what was said, apply for who was verified.

Everything lands in the conversation of the case; a number is only ever looked for whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.application import RefundApplication
from weikameng.domain.calls import CallNote, Proof, checked, demand_verified
from weikameng.domain.contacts import masked, written
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.narrative import mask
from weikameng.domain.notices import Channel as NoticeChannel
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.tickets import Audience, Author, Channel, Kind
from weikameng.domain.words import Words
from weikameng.records.reading import calls as reading
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.reading.tickets import TicketAsRead, about, ticket_by_id
from weikameng.records.writing import tickets as writing
from weikameng.records.writing.tickets import NewMessage, NewTicket
from weikameng.services import guardians, refunds
from weikameng.services.refunds import Applied
from weikameng.services.sealing import opened
from weikameng.services.staff_log import noted
from weikameng.services.tickets import add_message, new_number

CATEGORY = "other"


@dataclass(frozen=True, slots=True)
class Found:
    """Who may be on the line: ``confirmed`` has this very phone, else it was topped up by them."""

    buyer_id: int
    name: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is on the line and what they call about; numbers are theirs or nothing is found."""

    buyer_id: int
    order_number: str = ""
    case_number: str = ""


def find(typed: str, who: Actor, *, at: datetime) -> Sequence[Found]:
    """Find buyers by a whole mobile number: their confirmed one, or one they topped up.

    Leaves a line in the staff log, the number masked.
    """
    _demand_caller(who)
    number = written(NoticeChannel.SMS, typed.replace("\x00", ""))
    if not number:
        raise Refusal("no_number", _NO_NUMBER)
    shown = masked(NoticeChannel.SMS, number)
    alike = reading.phones_shown_as(shown)
    sure = [one.buyer_id for one in alike if opened(one.sealed) == number]
    ids = list(dict.fromkeys([*sure, *reading.buyers_topping_up(number)]))
    found = [
        Found(user.pk, user.display_name or user.username, user.pk in sure)
        for user in reading.callers([one for one in ids if one != who.id])
    ]
    with transaction.atomic():
        noted(who.id, Act.CALLER_SEARCHED, f"caller {shown}", f"{len(found)} found", at)
    return sorted(found, key=lambda one: not one.confirmed)


def demand_buyer(buyer_id: int, who: Actor) -> str:
    """Return a caller's name for their page. Refusal not_found for who may not see it."""
    _demand_caller(who)
    buyer = reading.buyer(buyer_id)
    if buyer is None or buyer_id == who.id:
        raise not_found()
    return buyer.display_name or buyer.username


def note_call(caller: Caller, note: CallNote, who: Actor, *, at: datetime) -> str:
    """Note a call in the conversation it belongs to, and return that one's number."""
    demand_buyer(caller.buyer_id, who)
    kept = checked(note, at)
    details = {"began_at": kept.began_at.isoformat(), "seconds": kept.seconds}
    with transaction.atomic():
        ticket = _conversation(caller, at)
        add_message(ticket, _call(who, kept.said, details), at)
        noted(who.id, Act.CALL_NOTED, f"talk {ticket.number}", "", at)
    return ticket.number


def apply_for(
    caller: Caller,
    application: RefundApplication,
    proofs: Sequence[Proof],
    who: Actor,
    at: datetime,
) -> Applied:
    """Apply for a caller who was verified; an order with an open case joins it (R8.3).

    What was verified, and what they told, is kept in the conversation.
    """
    demand_buyer(caller.buyer_id, who)
    verified = demand_verified(proofs)
    dictated = replace(application, channel="phone", brought_by=who.id)
    done = refunds.apply(dictated, buyer_id=caller.buyer_id, at=at)
    here = replace(caller, order_number=application.order_number, case_number=done.number)
    details = {
        "verified": [str(proof) for proof in verified],
        "case": done.number,
        "joined": done.joined,
    }
    with transaction.atomic():
        _declared(done, dictated, who, at)
        ticket = _conversation(here, at)
        add_message(ticket, _call(who, dictated.narrative, details), at)
        noted(who.id, Act.CALLER_APPLIED, f"case {done.number}", ", ".join(verified), at)
    return done


def _declared(done: Applied, dictated: RefundApplication, who: Actor, at: datetime) -> None:
    """A guardian who joins an open claim about the child is declared there."""
    case = case_to_move(done.number) if done.joined and dictated.guardian else None
    if case is not None and dictated.guardian is not None:
        guardians.keep_joining(case.read.id, case.reason, dictated.guardian, who.id, at)


def _conversation(caller: Caller, at: datetime) -> TicketAsRead:
    """The open conversation about the same case or order; a new one when there is none."""
    order_id, case_id = _about(caller)
    met = reading.meeting(caller.buyer_id, order_id, case_id)
    if met is not None:
        if case_id is not None and order_id is not None and met.case_id != case_id:
            writing.link(met.pk, order_id=order_id, case_id=case_id)
        return ticket_by_id(met.pk)
    new = NewTicket(
        new_number(at), caller.buyer_id, Channel.PHONE, order_id, case_id, category=CATEGORY
    )
    return ticket_by_id(writing.open_ticket(new, at))


def _about(caller: Caller) -> tuple[int | None, int | None]:
    if not (caller.order_number or caller.case_number):
        return None, None
    found = about(
        buyer_id=caller.buyer_id,
        order_number=caller.order_number,
        case_number=caller.case_number,
    )
    if found is None:
        raise not_found()
    return found


def _call(who: Actor, said: str, details: Mapping[str, object]) -> NewMessage:
    text = mask(said).text
    return NewMessage(Author.AGENT, who.id, Kind.CALL, Audience.ALL, text, details=details)


def _demand_caller(who: Actor) -> None:
    if not allowed(who.role, Right.CALL):
        raise not_found()


_NO_NUMBER = Words(
    "请输入完整的 11 位手机号。只输一部分查不到人。",
    "Type the whole mobile number of 11 digits; a part of it finds nobody.",
)
