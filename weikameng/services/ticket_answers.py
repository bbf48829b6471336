"""The bot's turn in a conversation (R8.1): it answers while no person has taken over, and calls
one with the whole context when it has not understood twice, or somebody is angry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from weikameng.domain import ticket_words as words
from weikameng.domain.bot import Reply, Said
from weikameng.domain.errors import Refusal
from weikameng.domain.tickets import Audience, Author, Channel, Kind
from weikameng.domain.words import Words
from weikameng.records.reading import tickets as reading
from weikameng.records.reading.tickets import TicketAsRead
from weikameng.records.writing.tickets import Added, NewMessage
from weikameng.services import answering, tickets
from weikameng.services.tickets import Saying, Still

MISSED = "missed"
_A_DAY = timedelta(days=1)
_HANDED = Words("机器人交给人工", "Handed over by the assistant")


@dataclass(frozen=True, slots=True)
class Turn:
    """What the buyer said and where it stands; answered once, however often it is sent."""

    added: Added
    text: str

    @property
    def token(self) -> str:
        """The answer's own token."""
        return f"re:{self.added.place}"


def say(number: str, saying: Saying, *, buyer_id: int, at: datetime, still: Still = None) -> Added:
    """Take what a buyer sends and answer it: two transactions, so that nothing said is lost."""
    added = tickets.say(number, saying, buyer_id=buyer_id, at=at, still=still)
    ticket = tickets.own(number, buyer_id=buyer_id)
    _answer(ticket, Turn(added, saying.text), at)
    return added


def _answer(ticket: TicketAsRead, turn: Turn, at: datetime) -> None:
    if _with_person(ticket) or reading.has_answer_to(ticket.id, turn.token):
        return
    if ticket.channel is Channel.FORM:
        if turn.added.place == 1:
            with transaction.atomic():
                received = tickets.house_says(words.RECEIVED, turn.token)
                tickets.add_message(ticket, received, at)
        return
    if not turn.text.strip():
        return  # pictures alone are answered by the house
    reply = answering.answer(_heard(ticket, turn.text, at), buyer_id=ticket.buyer_id, at=at)
    if ticket.human_wanted_at and (reply.missed or reply.hand_over):
        return  # somebody is coming; what the machine does not know it does not say twice
    with transaction.atomic():
        _reply(_linked(ticket, reply, at), reply, turn, at)


def _with_person(ticket: TicketAsRead) -> bool:
    """Whether somebody has answered, or whoever was asked for has taken it."""
    return bool(ticket.first_human_at or (ticket.assigned_to and ticket.human_wanted_at))


def _heard(ticket: TicketAsRead, text: str, at: datetime) -> Said:
    return Said(
        text=text,
        order_number=ticket.order_number or None,
        case_number=ticket.case_number or None,
        misses=reading.misses_before(ticket.id, MISSED),
        urges=reading.urges_since(ticket, at - _A_DAY),
        before=() if any(map(str.isalpha, text)) else reading.wished_before(ticket.id),
    )


def _linked(ticket: TicketAsRead, reply: Reply, at: datetime) -> TicketAsRead:
    """A conversation about nothing yet is about the order the answer is about."""
    if ticket.order_id or not reply.order_number:
        return ticket
    try:
        return tickets.link(ticket, order_number=reply.order_number, at=at)
    except Refusal:
        return ticket


def _reply(ticket: TicketAsRead, reply: Reply, turn: Turn, at: datetime) -> None:
    said = NewMessage(
        Author.BOT,
        text=reply.words.zh,
        text_en=reply.words.en,
        intents=(*reply.intents, MISSED) if reply.missed else reply.intents,
        details=_details(reply),
        token=turn.token,
    )
    if tickets.add_message(ticket, said, at).again:
        return
    if reply.urged:
        noted = NewMessage(
            Author.SYSTEM,
            kind=Kind.URGE,
            audience=Audience.STAFF,
            text=words.SAID[Kind.URGE].zh,
            text_en=words.SAID[Kind.URGE].en,
        )
        tickets.add_message(ticket, noted, at)
    if reply.hand_over and not ticket.human_wanted_at:
        tickets.call_human(ticket, NewMessage(Author.BOT, kind=Kind.HUMAN_WANTED), at)
        tickets.add_message(ticket, _context(ticket, reply, turn), at)


def _context(ticket: TicketAsRead, reply: Reply, turn: Turn) -> NewMessage:
    """What whoever takes over reads first; the conversation itself stands above it."""
    details = {
        "intents": list(reply.intents),
        "order": ticket.order_number,
        "case": ticket.case_number,
        "case_state": ticket.case_state,
        "place": turn.added.place,
    }
    return NewMessage(
        Author.SYSTEM,
        kind=Kind.HANDED,
        audience=Audience.STAFF,
        text=_HANDED.zh,
        text_en=_HANDED.en,
        intents=reply.intents,
        details=details,
    )


def _details(reply: Reply) -> dict[str, Any]:
    links = [
        {"to": str(link.target), "number": link.number, "zh": link.words.zh, "en": link.words.en}
        for link in reply.links
    ]
    choices = [
        {"order": choice.order_number, "zh": choice.words.zh, "en": choice.words.en}
        for choice in reply.choices
    ]
    return {name: said for name, said in (("links", links), ("choices", choices)) if said}
