"""The agents' inbox: who waits for a person, by the promise; it moves by itself while open."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_POST

from weikameng.domain.policy.publishing import Actor
from weikameng.domain.promises import promise_for
from weikameng.domain.roles import Right, allowed
from weikameng.domain.ticket_desk import CALL_BACK_CLOCK, waiting
from weikameng.domain.ticket_words import CATEGORIES, CHANNELS
from weikameng.domain.tickets import Author, Channel
from weikameng.domain.words import Words
from weikameng.records.reading import ticket_desk as reading
from weikameng.records.reading.policies import promises
from weikameng.records.reading.ticket_desk import Counts
from weikameng.services import ticket_desk
from weikameng.services.chat_hours import chat_hours
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import language
from weikameng.web.visitors import buyer_of, politely, tell, with_right

SHOWS = (
    ("waiting", Words("等人工", "Waiting for a person")),
    ("forms", Words("工单", "Tickets")),
    ("mine", Words("我接待的", "Mine")),
    ("all", Words("全部", "All")),
)
_STEP = 15  # seconds after which marks of promises are drawn anew
_NONE_LEFT = Words("现在没有人等人工答复。", "Nobody waits for a person right now.")
_TAKEN = Words("已接待。买家会看到你的名字。", "It is yours; the buyer sees your name.")


def actor_of(request: HttpRequest) -> Actor:
    """Return who of the staff acts."""
    return Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]


@with_right(Right.SEE_TALK)
def inbox(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "weikameng/talks.html", _room(request))


def _etag(request: HttpRequest) -> str:
    counts = reading.counts(buyer_of(request), timezone.now())
    request.counted = counts  # type: ignore[attr-defined]
    return _tag(counts)


@with_right(Right.SEE_TALK)
@condition(etag_func=_etag)
def live(request: HttpRequest) -> HttpResponse:
    """The part that moves; as it was it costs one statement of its own."""
    return render(request, "weikameng/talks_live.html", _room(request))


@with_right(Right.SEE_TALK)
@require_POST
@politely
def claim_next(request: HttpRequest) -> HttpResponse:
    """Take whoever comes first, and open the conversation."""
    number = ticket_desk.claim_next(actor_of(request), at=timezone.now())
    if number is None:
        tell(request, _NONE_LEFT)
        return redirect("talks")
    tell(request, _TAKEN, messages.SUCCESS)
    return redirect("talk", number)


def _room(request: HttpRequest) -> dict[str, Any]:
    person, at, number = buyer_of(request), timezone.now(), page_of(request)
    asked = request.GET.get("show", "waiting")
    show = asked if asked in dict(SHOWS) else "waiting"
    counts = getattr(request, "counted", None) or reading.counts(person, at)
    tickets, more = reading.inbox(show, person, number, at)
    role = request.user.role  # type: ignore[union-attr]
    return {
        "rows": [_row(one, person, at) for one in tickets],
        "page": Page(number, more),
        "show": show,
        "shows": [(name, words, getattr(counts, name)) for name, words in SHOWS],
        "may_talk": allowed(role, Right.TALK),
        "hours": chat_hours(at),
        "tag": _tag(counts),
    }


def _tag(counts: Counts) -> str:
    step = int(timezone.now().timestamp()) // _STEP
    return f'"{counts.tag()}-{step}-{language()}"'


def _row(ticket: Any, person_id: int, at: datetime) -> dict[str, Any]:
    order, due = ticket.order, due_of(ticket, at)
    return {
        "number": ticket.number,
        "url": reverse("talk", args=[ticket.number]),
        "buyer": ticket.buyer.display_name,
        "said": ticket.said or "",
        "channel": CHANNELS[Channel(ticket.channel)],
        "category": CATEGORIES.get(ticket.category, ""),
        "good": Words(order.product.name_zh, order.product.name_en) if order else "",
        "case": ticket.case.number if ticket.case else "",
        "urgent": bool(ticket.urgent),
        "open": ticket.open,
        "fresh": ticket.open and ticket.speaker == Author.BUYER and ticket.first_human_at,
        "at": ticket.last_message_at,
        "holder": ticket.assigned_to.display_name if ticket.assigned_to else "",
        "mine": ticket.assigned_to_id == person_id,
        **due,
    }


def due_of(ticket: Any, at: datetime) -> dict[str, Any]:
    """Return by when a person answers, and whether that is near or past."""
    if not ticket.open:
        return {}
    if ticket.human_wanted_at and ticket.first_human_at is None:
        stands = waiting(promises(), ticket.human_wanted_at, at)
        due_at, nearing = stands.promise.due_at, stands.nearing
    elif ticket.channel == Channel.FORM and ticket.speaker == Author.BUYER:
        promise = promise_for(promises(), CALL_BACK_CLOCK, ticket.spoken_at)
        due_at, nearing = promise.due_at, promise.warn_at is not None and promise.warn_at <= at
    else:
        return {}
    late = due_at is not None and due_at <= at
    return {"due_at": due_at, "late": late, "nearing": nearing and not late}
