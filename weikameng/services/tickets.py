"""What people can do in a conversation (R8): open it, say something, ask for a person, end it.

Every message of a conversation about an order is sealed onto that order's chain as well (R7.1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from weikameng.domain import ticket_words as words
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.narrative import mask
from weikameng.domain.numbers import TICKET, number_of
from weikameng.domain.ratings import Rating
from weikameng.domain.tickets import (
    MAX_OPEN,
    MAX_TEXT,
    MAX_TOKEN,
    OPENED_A_DAY,
    Audience,
    Author,
    Channel,
    Kind,
)
from weikameng.domain.words import Words
from weikameng.records.reading import tickets as reading
from weikameng.records.reading.tickets import TicketAsRead
from weikameng.records.writing import tickets as writing
from weikameng.records.writing.orders import next_serial
from weikameng.records.writing.tickets import Added, NewMessage, NewTicket
from weikameng.services import attached, chain, ticket_pictures
from weikameng.services.chat_hours import chat_hours

# A check that a conversation is still as somebody has read it; it raises to add nothing.
Still = Callable[[], None] | None
_BEIJING = ZoneInfo("Asia/Shanghai")
_MOVED = Words(
    "这条咨询刚刚有了变化,请再试一次。", "This conversation has just changed; please try again."
)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a buyer wants to talk about; numbers are theirs or nothing is found.

    ``token`` is the page's: the same one opens the same conversation.
    """

    channel: Channel = Channel.CHAT
    order_number: str = ""
    case_number: str = ""
    category: str = ""
    token: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a buyer sends: words, and uploads by their names; ``token`` makes it arrive once."""

    text: str = ""
    uploads: tuple[str, ...] = ()
    token: str = ""
    kind: Kind = Kind.WORDS


def open_ticket(opening: Opening, *, buyer_id: int, at: datetime) -> TicketAsRead:
    """Open a conversation, or return the one that goes on about the same order in the chat.

    Raises Refusal not_found for an order or case that is somebody else's.
    """
    order_id, case_id = _about(opening, buyer_id)
    if before := reading.opened_with(_plain(opening.token), buyer_id=buyer_id):
        return before
    if opening.channel is Channel.CHAT:
        if going := reading.going_on(buyer_id=buyer_id, order_id=order_id):
            return going
    elif opening.channel is Channel.FORM and opening.category not in words.CATEGORIES:
        raise Refusal("ticket_category", words.NO_CATEGORY)
    open_now, lately = reading.counts_of(buyer_id, at - timedelta(days=1))
    if open_now >= MAX_OPEN or lately >= OPENED_A_DAY:
        raise Refusal("too_often", words.TOO_MANY_OPEN)
    new = NewTicket(
        number=new_number(at),
        buyer_id=buyer_id,
        channel=opening.channel,
        order_id=order_id,
        case_id=case_id,
        category=opening.category,
        token=_plain(opening.token),
    )
    return reading.ticket_by_id(writing.open_ticket(new, at))


def new_number(at: datetime) -> str:
    """Return a fresh number of a conversation."""
    return number_of(TICKET, at.astimezone(_BEIJING), next_serial("ticket_serial"))


def own(number: str, *, buyer_id: int) -> TicketAsRead:
    """Return a buyer's own conversation, or the one it goes on in. Refusal not_found otherwise."""
    found = reading.ticket_of(number, buyer_id=buyer_id)
    if found is None:
        raise not_found()
    return reading.ticket_by_id(found.joined_to) if found.joined_to else found


def answered_by(ticket: TicketAsRead) -> datetime | None:
    """Return by when a person answers, while one is waited for."""
    wanted = ticket.human_wanted_at
    waits = ticket.open and ticket.first_human_at is None
    return chat_hours(wanted).answered_by if wanted and waits else None


def say(number: str, saying: Saying, *, buyer_id: int, at: datetime, still: Still = None) -> Added:
    """Add what a buyer writes, with its pictures; sent again with its token it adds nothing.

    A conversation that had ended goes on. The bot's turn is services.ticket_answers.
    """
    ticket = own(number, buyer_id=buyer_id)
    if before := writing.sent_before(ticket.id, _plain(saying.token)):
        return before
    text = _text_of(saying)
    files = ticket_pictures.files_of(ticket, saying.uploads, at)
    new = NewMessage(Author.BUYER, buyer_id, saying.kind, text=text, token=_plain(saying.token))
    try:
        with transaction.atomic():
            if still:
                writing.hold(ticket.id)
                still()
            added = add_message(ticket, new, at)
            if files and not added.again:
                kept = ticket_pictures.keep(ticket, added, files, at)
                add_message(ticket, house_says(kept), at)
    except Conflict as error:
        raise Refusal("busy", _MOVED) from error
    return added


def want_human(number: str, *, buyer_id: int, at: datetime, still: Still = None) -> TicketAsRead:
    """Ask for a person; asking again, or twice at once, while one is on the way adds nothing
    (R8.1)."""
    with transaction.atomic():
        ticket_id = own(number, buyer_id=buyer_id).id
        writing.hold(ticket_id)
        if still:
            still()
        ticket = reading.ticket_by_id(ticket_id)
        if not (ticket.open and ticket.human_wanted_at):
            call_human(ticket, NewMessage(Author.BUYER, buyer_id, Kind.HUMAN_WANTED), at)
    return reading.ticket_by_id(ticket_id)


def call_human(ticket: TicketAsRead, asking: NewMessage, at: datetime) -> None:
    """Put a conversation before people and tell its buyer from when they answer (in the caller's
    transaction)."""
    said = words.SAID[Kind.HUMAN_WANTED]
    text = asking.text or said.zh
    add_message(ticket, replace(asking, text=text, text_en=asking.text_en or said.en), at)
    hours = chat_hours(at)
    if hours.open:
        told = words.coming(hours.answered_by, at)
    else:
        times = (hours.opens_at, hours.answered_by)
        told = words.closed_now(hours.words, ticket.number, times, at)
    add_message(ticket, house_says(told), at)


def close(ticket: TicketAsRead, by: NewMessage, at: datetime) -> None:
    """End a conversation; what is ended already stays so. ``by``: who ends it, perhaps a token."""
    if ticket.open:
        said = words.SAID[Kind.CLOSED]
        with transaction.atomic():
            ended = replace(by, kind=Kind.CLOSED, text=said.zh, text_en=said.en)
            add_message(ticket, ended, at)


def leave(number: str, *, buyer_id: int, at: datetime) -> None:
    """End one's own conversation; writing again brings it back."""
    ticket = own(number, buyer_id=buyer_id)
    close(ticket, NewMessage(Author.BUYER, buyer_id), at)


def link(ticket: TicketAsRead, *, order_number: str, at: datetime) -> TicketAsRead:
    """Say which order a conversation is about; what was said so far joins that order's chain.

    Refusal not_found for somebody else's order, other_order when it is about another one.
    """
    found = reading.about(buyer_id=ticket.buyer_id, order_number=order_number)
    if found is None:
        raise not_found()
    order_id, case_id = found
    if ticket.order_id == order_id and ticket.case_id == case_id:
        return ticket
    try:
        with transaction.atomic():
            writing.link(ticket.id, order_id=order_id, case_id=case_id)
            linked = reading.ticket_by_id(ticket.id)
            if ticket.order_id is None:
                _seal_so_far(linked, at)
    except Conflict as error:
        raise Refusal("other_order", words.OTHER_ORDER) from error
    return linked


def seen(ticket: TicketAsRead, person_id: int, place: int, at: datetime) -> None:
    """Note up to where somebody has read; nothing is written when nothing is new."""
    writing.seen(ticket.id, person_id, min(place, ticket.messages), at)


def rate(number: str, rating: Rating, *, buyer_id: int, at: datetime) -> None:
    """Keep what the buyer thinks of the conversation; refused before anybody has answered."""
    ticket = own(number, buyer_id=buyer_id)
    if not ticket.told_place:
        raise Refusal("rating_not_yet", words.NOT_RATED_YET)
    writing.rate(ticket.id, rating.score, rating.said, at)


def add_message(ticket: TicketAsRead, new: NewMessage, at: datetime) -> Added:
    """Add a message and seal it onto the order's chain (inside the caller's transaction).

    Everybody's way to say something in a conversation. Notes among staff are on no chain.
    """
    added = writing.add(ticket.id, new, at)
    if ticket.order_id and not added.again and new.audience is Audience.ALL:
        item = attached.spoken(ticket.number, ticket.case_number, new)
        chain.keep(ticket.order_id, [item], at)
    return added


def house_says(told: Words, token: str = "") -> NewMessage:
    """Return a message of the house itself, in both languages."""
    return NewMessage(Author.SYSTEM, text=told.zh, text_en=told.en, token=token)


def _plain(token: str) -> str:
    """Return a page's token as it is kept: letters, digits and what stands between them."""
    return "".join(sign for sign in token if sign.isalnum() or sign in "-_.:")[:MAX_TOKEN]


def check(saying: Saying) -> None:
    """Refuse what can't be said, before a conversation is opened for it."""
    _text_of(saying)


def _text_of(saying: Saying) -> str:
    """Return the words as they are kept: secrets masked. Raises Refusal."""
    text = mask(saying.text.replace("\x00", "").strip()).text
    if len(text) > MAX_TEXT:
        raise Refusal("message_long", words.TOO_LONG)
    if not text and not saying.uploads and saying.kind is Kind.WORDS:
        raise Refusal("message_empty", words.EMPTY)
    return text


def _about(opening: Opening, buyer_id: int) -> tuple[int | None, int | None]:
    if not (opening.order_number or opening.case_number):
        return None, None
    found = reading.about(
        buyer_id=buyer_id, order_number=opening.order_number, case_number=opening.case_number
    )
    if found is None:
        raise not_found()
    return found


def _seal_so_far(ticket: TicketAsRead, at: datetime) -> None:
    assert ticket.order_id is not None
    said: Sequence[reading.MessageAsRead] = reading.said_so_far(ticket.id)
    items = [
        attached.spoken(
            ticket.number,
            ticket.case_number,
            NewMessage(one.author, kind=one.kind, text=one.text, text_en=one.text_en),
        )
        for one in said
    ]
    if items:
        chain.keep(ticket.order_id, items, at)
