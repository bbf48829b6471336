"""Talking with us (R8): a conversation works as a plain form and, with the script, by itself."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import condition, require_POST

from weikameng.domain import ticket_words as words
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.ratings import MAX_SAID, SCORE_WORDS, Rating, score_of
from weikameng.domain.ticket_desk import TYPING_SHOWN
from weikameng.domain.tickets import MAX_TEXT, Channel
from weikameng.domain.words import Words
from weikameng.records.reading import policies, ticket_lists
from weikameng.records.reading import tickets as reading
from weikameng.records.reading.tickets import Stamp, TicketAsRead
from weikameng.services import ticket_answers, tickets
from weikameng.services.chat_hours import chat_hours
from weikameng.services.tickets import Opening, Saying
from weikameng.services.typing import typing
from weikameng.web import chat_pictures, chat_rows
from weikameng.web.paging import Page, page_of
from weikameng.web.pictures import shown
from weikameng.web.templatetags.words import language
from weikameng.web.visitors import buyer_of, no_store, politely, tell

RATE = "chat"  # counted with the API's; how many a minute: domain/tickets.py
_TYPING = TYPING_SHOWN.total_seconds()
_TOKEN_BYTES = 16
_DIGITS = 18  # a longer number is no message's
_LINKED = Words("好,接下来就说这个订单。", "All right, this conversation is about that order now.")


@login_required
@sensitive_post_parameters("text")
@politely
def start(request: HttpRequest) -> HttpResponseBase:
    """Begin to talk, about an order or a refund when one comes from its page."""
    asked = request.POST if request.method == "POST" else request.GET
    opening = Opening(
        order_number=asked.get("order", ""),
        case_number=asked.get("refund", ""),
        token=asked.get("token", "") or _token(),
    )
    order_id = _about(opening, buyer_of(request))
    going = None if "new" in asked else _going_on(order_id, buyer_of(request))
    if going and request.method != "POST":
        return redirect("conversation", going.number)
    refused: Words | None = None
    if request.method == "POST":
        try:
            return redirect("conversation", _begun(request, opening))
        except Refusal as refusal:
            refused = refusal.words
    room = _form_room(timezone.now()) | {
        "opening": opening,
        "token": opening.token,
        "orders": [] if order_id else ticket_lists.orders_to_ask_about(buyer_of(request)),
        "refused": refused,
        "text": request.POST.get("text", ""),
    }
    page = render(request, "weikameng/chat_start.html", room, status=422 if refused else 200)
    return no_store(page)


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my conversations: chat, tickets and calls, the latest first; found by order."""
    number, asked = page_of(request), request.GET.get("q", "").replace(" ", "")[:16]
    digits = asked if asked.isascii() and asked.isdigit() else ""
    found, more = ticket_lists.conversations_of(buyer_of(request), number, digits)
    room = {"rows": [chat_rows.row_of(one) for one in found], "page": Page(number, more)}
    return no_store(render(request, "weikameng/chat_list.html", room | {"asked": asked}))


@login_required
@sensitive_post_parameters("text")
@politely
def conversation(request: HttpRequest, number: str) -> HttpResponseBase:
    """One conversation; what is sent arrives once, however often the button is pressed."""
    buyer_id = buyer_of(request)
    ticket = tickets.own(number, buyer_id=buyer_id)
    if ticket.number != number and request.method == "GET":
        return redirect("conversation", ticket.number)
    if request.method == "POST":
        return _done(request, ticket.number, lambda: _say(request, ticket))
    room = _form_room(timezone.now()) | _room(request, ticket) | _around(ticket)
    return no_store(render(request, "weikameng/conversation.html", room))


def _etag(request: HttpRequest, number: str) -> str | None:
    stamp = reading.stamp_of(number, buyer_id=buyer_of(request))
    return _tag(stamp) if stamp else None


@login_required
@condition(etag_func=_etag)
@politely
def live(request: HttpRequest, number: str) -> HttpResponse:
    """The part that moves; while nothing is new a look costs one statement."""
    ticket = tickets.own(number, buyer_id=buyer_of(request))
    return no_store(render(request, "weikameng/chat_live.html", _room(request, ticket)))


@login_required
@require_POST
@politely
def person(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask for a person (转人工): they get the whole conversation."""
    who: dict[str, Any] = {"buyer_id": buyer_of(request), "at": timezone.now()}
    return _done(request, number, lambda: tickets.want_human(number, **who))


@login_required
@require_POST
@politely
def about_order(request: HttpRequest, number: str) -> HttpResponseBase:
    """Say which order the conversation is about; then pictures can be sent."""
    ticket = tickets.own(number, buyer_id=buyer_of(request))
    tickets.link(ticket, order_number=request.POST.get("order", ""), at=timezone.now())
    tell(request, _LINKED, messages.SUCCESS)
    return redirect("conversation", ticket.number)


@login_required
@require_POST
@politely
def close(request: HttpRequest, number: str) -> HttpResponseBase:
    """End the conversation; it can be rated, and writing again brings it back."""
    tickets.leave(number, buyer_id=buyer_of(request), at=timezone.now())
    return redirect("conversation", number)


@login_required
@require_POST
@sensitive_post_parameters("said")
@politely
def rate(request: HttpRequest, number: str) -> HttpResponseBase:
    """Keep what the buyer thinks of the conversation."""
    tickets.own(number, buyer_id=buyer_of(request))  # before anything is said about the form
    rating = Rating(score_of(request.POST.get("score", "")), request.POST.get("said", ""))
    tickets.rate(number, rating, buyer_id=buyer_of(request), at=timezone.now())
    tell(request, words.THANKS, messages.SUCCESS)
    return redirect("conversation", number)


@login_required
@require_POST
@politely
def types(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody is typing: the other side is told for a few seconds."""
    ticket = tickets.own(number, buyer_id=buyer_of(request))
    typing(ticket.id, buyer_of(request), timezone.now())
    return HttpResponse(status=204)


@login_required
@politely
def picture(request: HttpRequest, number: str, position: int) -> HttpResponseBase:
    """A picture sent in a conversation of mine."""
    digest = reading.picture_of(number, position, buyer_id=buyer_of(request))
    return shown(request, digest, reverse("conversation", args=[number]))


def _say(request: HttpRequest, ticket: TicketAsRead) -> None:
    not_too_often(request)
    files = chat_pictures.handed_in(request, ticket)
    saying = Saying(_said(request), files, request.POST.get("token", ""))
    who: dict[str, Any] = {"buyer_id": ticket.buyer_id, "at": timezone.now()}
    ticket_answers.say(ticket.number, saying, **who)


def _done(request: HttpRequest, number: str, act: Callable[[], object]) -> HttpResponseBase:
    """Do it, then show the conversation: the part that moves to the script, else the page.

    A refusal is told beside the form, and what was written stays there.
    """
    refused: Words | None = None
    try:
        act()
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        refused = refusal.words
    if request.htmx:  # type: ignore[attr-defined]
        ticket = tickets.own(number, buyer_id=buyer_of(request))
        room = _room(request, ticket) | {"refused": refused, "answered": True, "token": _token()}
        answer = no_store(render(request, "weikameng/chat_live.html", room))
        answer.headers["HX-Trigger"] = "chat-refused" if refused else "chat-sent"
        return answer
    if refused is None:
        return redirect(f"{reverse('conversation', args=[number])}#say")
    ticket = tickets.own(number, buyer_id=buyer_of(request))
    room = _form_room(timezone.now()) | _room(request, ticket) | _around(ticket)
    kept = {"refused": refused, "text": request.POST.get("text", "")}
    kept["token"] = request.POST.get("token") or room["token"]
    return no_store(render(request, "weikameng/conversation.html", room | kept, status=422))


def _room(request: HttpRequest, ticket: TicketAsRead) -> dict[str, Any]:
    """What chat_live.html shows; what is shown counts as read."""
    buyer_id, at = buyer_of(request), timezone.now()
    stamp = reading.stamp_of(ticket.number, buyer_id=buyer_id)
    assert stamp is not None, "their own, read a moment ago"
    before = _before(request)
    said, more = reading.messages_of(ticket, before=before)
    if before is None:
        tickets.seen(ticket, buyer_id, ticket.messages, at)
    rules = policies.policy(ticket.policy_version) if ticket.policy_version else None
    return {
        "ticket": ticket,
        "lines": chat_rows.bubbles(said, rules, buyer_id),
        "more": more,
        "older": before is not None,
        "typing": stamp.types(at, _TYPING),
        "read": bool(stamp.said_place) and stamp.read_place >= stamp.said_place,
        "waiting_by": tickets.answered_by(ticket),
        "etag_json": json.dumps(_tag(stamp)),
    }


def _form_room(at: datetime) -> dict[str, Any]:
    return {
        "hours": chat_hours(at),
        "quick": words.QUICK,
        "token": _token(),
        "most": MAX_TEXT,
        "pace": "3s",
    }


def _around(ticket: TicketAsRead) -> dict[str, Any]:
    """What stands beside the conversation: pictures or the order they need, and the rating."""
    orders = [] if ticket.order_id else ticket_lists.orders_to_ask_about(ticket.buyer_id)
    return chat_pictures.room_of(ticket) | {
        "orders": orders,
        "rating": reading.rating_of(ticket.id),
        "scores": sorted(SCORE_WORDS.items(), reverse=True),
        "rating_most": MAX_SAID,
        "form": ticket.channel is Channel.FORM,
    }


def _about(opening: Opening, buyer_id: int) -> int | None:
    """Return the order that is meant, None without one; not_found for somebody else's."""
    if not (opening.order_number or opening.case_number):
        return None
    found = reading.about(
        buyer_id=buyer_id, order_number=opening.order_number, case_number=opening.case_number
    )
    if found is None:
        raise not_found()
    return found[0]


def _going_on(order_id: int | None, buyer_id: int) -> TicketAsRead | None:
    if order_id is None:
        return reading.newest_of(buyer_id)
    return reading.going_on(buyer_id=buyer_id, order_id=order_id)


def _begun(request: HttpRequest, opening: Opening) -> str:
    not_too_often(request)
    who: dict[str, Any] = {"buyer_id": buyer_of(request), "at": timezone.now()}
    saying = Saying(_said(request), token=opening.token)
    tickets.check(saying)
    ticket = tickets.open_ticket(opening, **who)
    ticket_answers.say(ticket.number, saying, **who)
    return ticket.number


def _said(request: HttpRequest) -> str:
    """A button's words, else what was written."""
    return request.POST.get("quick") or request.POST.get("text", "")


def _before(request: HttpRequest) -> int | None:
    asked = request.GET.get("before", "")
    fits = asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS
    return int(asked) if fits else None


def _tag(stamp: Stamp) -> str:
    return f'"{stamp.etag(timezone.now(), _TYPING)}-{language()}"'


def _token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def not_too_often(request: HttpRequest) -> None:
    """Refuse more than a person writes; counted with the API."""
    if not ratelimit.consume(request, action=RATE, key=str(buyer_of(request))):
        raise Refusal("too_often", words.TOO_OFTEN)
