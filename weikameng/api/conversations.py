"""Conversations through the API (R8): list, read, say something, ask for a person; one's own alone.

Reading here does not count as read on the page. What is sent twice with a token is said once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import buyer_of, caller_of, demand_scope
from weikameng.api.cursors import (
    Cursor,
    Limit,
    NextCursor,
    micros_of,
    moment_in,
    page_of,
    place_in,
)
from weikameng.api.etags import (
    TAKES_IF_MATCH,
    TAKES_IF_NONE_MATCH,
    is_known,
    still_as_read,
    tag_of,
)
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import whose
from weikameng.api.words import Said
from weikameng.domain import numbers
from weikameng.domain import ticket_words as words
from weikameng.domain.errors import Refusal
from weikameng.domain.tickets import MAX_ATTACHMENTS, MAX_TEXT, MAX_TOKEN, Channel
from weikameng.domain.words import Words, typeset
from weikameng.records.reading import ticket_lists
from weikameng.records.reading import tickets as reading
from weikameng.records.reading.ticket_lists import Listed, WantedTalks
from weikameng.records.reading.tickets import MessageAsRead
from weikameng.services import ticket_answers, tickets
from weikameng.services.tickets import Opening, Saying

router = Router(tags=["conversations"])
READ, WRITE = "refunds:read", "refunds:write"
RATE = "chat"  # counted with the pages'
Numbered = Annotated[str, Field(max_length=16, pattern=r"^[0-9]*$")]


class SayingIn(Schema):
    """What is said; ``token`` is the sender's own: the same one adds nothing twice."""

    text: str = Field("", max_length=MAX_TEXT)
    uploads: list[str] = Field([], max_length=MAX_ATTACHMENTS)
    token: str = Field("", max_length=MAX_TOKEN)


class OpeningIn(SayingIn):
    """A new conversation: about an order or a refund, or neither; with a category it is a ticket
    for people, without one the assistant answers."""

    order: Numbered = ""
    refund: Numbered = ""
    category: str = Field("", max_length=20)


class LinkOut(Schema):
    """Where an answer leads: what kind of thing, its number, in words."""

    to: str
    number: str
    words: Said


class MessageOut(Schema):
    """One message; ``author``: buyer, agent, bot, system."""

    id: int
    at: datetime
    author: str
    kind: str
    text: Said
    links: Sequence[LinkOut]
    pictures: Sequence[str]


class ConversationOut(Schema):
    """A conversation with its last messages, oldest first; ``answered_by``: by when a person does.

    ``earlier``: there are more, page by page at its ``/messages``.
    """

    number: str
    order: str
    refund: str
    channel: str
    open: bool
    answered_by: datetime | None
    read_by_support: bool
    earlier: bool
    messages: Sequence[MessageOut]


class SaidOut(Schema):
    """One page of messages, the latest first."""

    items: Sequence[MessageOut]
    next: NextCursor


class ListedOut(Schema):
    """One line of the list."""

    number: str
    order: str
    refund: str
    channel: str
    category: str
    open: bool
    unread: bool
    last_message_at: datetime


class ConversationsOut(Schema):
    """One page, the latest first."""

    items: Sequence[ListedOut]
    next: NextCursor


class TalkFilters(Schema):
    """Which conversations; what is left out filters nothing. ``changed_to`` is not included."""

    about: Numbered = Field("", description="the number of an order or a refund")
    state: Literal["open", "closed"] | None = None
    channel: Channel | None = None
    changed_from: Moment | None = Field(None, description="something was said then, or later")
    changed_to: Moment | None = Field(None, description="the last thing was said before")


@router.get("", response=ConversationsOut, summary="Conversations: chats, tickets and calls")
def listing(
    request: HttpRequest, filters: Query[TalkFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of a shop's conversations, or of the token owner's own, the latest first."""
    demand_scope(request, READ)
    if filters.about and caller_of(request).shop_id is not None:
        kind = "order" if filters.about.startswith(numbers.ORDER) else "case"
        buyer_of(request, **{kind: filters.about})  # what is another's is not there
    wanted = WantedTalks(
        about=filters.about,
        open=None if filters.state is None else filters.state == "open",
        channel=filters.channel or "",
        changed_from=filters.changed_from,
        changed_to=filters.changed_to,
    )
    rows = ticket_lists.page(whose(request), wanted, moment_in(cursor), limit + 1)
    return page_of(rows, limit, _line, lambda row: (micros_of(row.last_message_at), row.id))


@router.post("", response={201: ConversationOut}, summary="Begin to talk")
def begin(request: HttpRequest, opening: OpeningIn) -> Any:
    """Open a conversation and say the first thing; a chat about the same order goes on instead."""
    named = (("case", opening.refund), ("order", opening.order))
    about = next(({kind: number} for kind, number in named if number), {})
    owner_id, at = _writer(request, **about), timezone.now()
    saying = Saying(opening.text, tuple(opening.uploads), opening.token)
    tickets.check(saying)
    _not_too_often(request, owner_id)
    wanted = Opening(
        Channel.FORM if opening.category else Channel.CHAT,
        opening.order,
        opening.refund,
        opening.category,
        opening.token,
    )
    ticket = tickets.open_ticket(wanted, buyer_id=owner_id, at=at)
    ticket_answers.say(ticket.number, saying, buyer_id=owner_id, at=at)
    return Status(201, _out(ticket.number, owner_id))


@router.get(
    "/{number}",
    response={200: ConversationOut, 304: None},
    summary="One conversation",
    openapi_extra=TAKES_IF_NONE_MATCH,
)
def look(request: HttpRequest, response: HttpResponse, number: Numbered) -> Any:
    """Return its last messages; with ``If-None-Match`` 304 while nothing is new."""
    demand_scope(request, READ)
    owner_id = buyer_of(request, ticket=number)
    tag = _tag(number, owner_id)
    response.headers["ETag"] = tag
    if is_known(request, tag):
        return Status(304, None)
    return Status(200, _out(number, owner_id))


@router.get("/{number}/messages", response=SaidOut, summary="What was said, the latest first")
def said(request: HttpRequest, number: Numbered, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return a page of a conversation's messages."""
    demand_scope(request, READ)
    ticket = tickets.own(number, buyer_id=buyer_of(request, ticket=number))
    found, _ = reading.messages_of(ticket, before=place_in(cursor), most=limit + 1)
    return page_of(found[::-1], limit, _message, lambda one: one.id)


@router.post(
    "/{number}/messages",
    response=ConversationOut,
    summary="Say something",
    openapi_extra=TAKES_IF_MATCH,
)
def say(request: HttpRequest, number: Numbered, saying: SayingIn) -> Any:
    """Add a message with pictures handed in before; the assistant answers at once."""
    owner_id = _writer(request, ticket=number)
    tickets.own(number, buyer_id=owner_id)
    _not_too_often(request, owner_id)
    said = Saying(saying.text, tuple(saying.uploads), saying.token)
    still = still_as_read(request, lambda: _tag(number, owner_id))
    ticket_answers.say(number, said, buyer_id=owner_id, at=timezone.now(), still=still)
    return _out(number, owner_id)


@router.post(
    "/{number}/person",
    response=ConversationOut,
    summary="Ask for a person",
    openapi_extra=TAKES_IF_MATCH,
)
def person(request: HttpRequest, number: Numbered) -> Any:
    """Ask for a person; asking again while one is on the way adds nothing."""
    owner_id = _writer(request, ticket=number)
    tickets.own(number, buyer_id=owner_id)
    _not_too_often(request, owner_id)
    still = still_as_read(request, lambda: _tag(number, owner_id))
    tickets.want_human(number, buyer_id=owner_id, at=timezone.now(), still=still)
    return _out(number, owner_id)


def _tag(number: str, owner_id: int) -> str:
    """The version of a conversation; of one that goes on in another, that one's."""
    ticket = tickets.own(number, buyer_id=owner_id)
    stamp = reading.stamp_of(ticket.number, buyer_id=owner_id)
    assert stamp is not None, "their own, read a moment ago"
    return tag_of(ticket.number, ticket.order_id, ticket.case_id, stamp.version)


def _writer(request: HttpRequest, **about: str) -> int:
    demand_scope(request, WRITE)
    return buyer_of(request, **about)


def _not_too_often(request: HttpRequest, owner_id: int) -> None:
    if not ratelimit.consume(request, action=RATE, key=str(owner_id)):
        raise Refusal("too_often", words.TOO_OFTEN)


def _out(number: str, owner_id: int) -> Mapping[str, Any]:
    ticket = tickets.own(number, buyer_id=owner_id)
    stamp = reading.stamp_of(ticket.number, buyer_id=owner_id)
    assert stamp is not None, "their own, read a moment ago"
    said, more = reading.messages_of(ticket)
    return {
        "number": ticket.number,
        "order": ticket.order_number,
        "refund": ticket.case_number,
        "channel": ticket.channel,
        "open": ticket.open,
        "answered_by": tickets.answered_by(ticket),
        "read_by_support": bool(stamp.said_place) and stamp.read_place >= stamp.said_place,
        "earlier": more,
        "messages": [_message(one) for one in said],
    }


def _message(one: MessageAsRead) -> Mapping[str, Any]:
    return {
        "id": one.id,
        "at": one.at,
        "author": one.author,
        "kind": one.kind,
        "text": _said(Words(one.text, one.text_en or one.text), ours=bool(one.text_en)),
        "links": [
            {
                "to": link["to"],
                "number": link["number"],
                "words": {"zh": link["zh"], "en": link["en"]},
            }
            for link in one.details.get("links", ())
        ],
        "pictures": [shown.kind for shown in one.pictures],
    }


def _line(one: Listed) -> Mapping[str, Any]:
    return {
        "number": one.number,
        "order": one.order_number,
        "refund": one.case_number,
        "channel": one.channel,
        "category": one.category,
        "open": one.open,
        "unread": one.unread,
        "last_message_at": one.last_message_at,
    }


def _said(told: Words, *, ours: bool) -> Mapping[str, str]:
    """What the house says is typeset; what a person wrote stays as it was written."""
    return {"zh": typeset(told.zh) if ours else told.zh, "en": told.en}
