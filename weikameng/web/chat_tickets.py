"""A ticket for what takes more than a chat: what it is about, which order, files, in one form."""

import secrets
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from weikameng.domain import ticket_words as words
from weikameng.domain.errors import Refusal
from weikameng.domain.tickets import MAX_ATTACHMENTS, MAX_TEXT, Channel
from weikameng.domain.words import Words
from weikameng.records.reading import policies, ticket_lists
from weikameng.services import ticket_answers, tickets
from weikameng.services.tickets import Opening, Saying
from weikameng.web import chat_pictures
from weikameng.web.chat import not_too_often
from weikameng.web.visitors import buyer_of, no_store, politely

_TOKEN_BYTES = 16


@login_required
@sensitive_post_parameters("text")
@politely
def new(request: HttpRequest) -> HttpResponseBase:
    """Write a ticket; what is refused is told on the form, and nothing written is lost."""
    refused: Words | None = None
    if request.method == "POST":
        try:
            return redirect("conversation", _sent(request))
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            refused = refusal.words
    room = _room(request) | {"refused": refused}
    page = render(request, "weikameng/ticket_new.html", room, status=422 if refused else 200)
    return no_store(page)


def _sent(request: HttpRequest) -> str:
    """Open the ticket and say what it is about; sent twice it is the same ticket."""
    buyer_id, at, form = buyer_of(request), timezone.now(), request.POST
    not_too_often(request)
    tickets.check(Saying(form.get("text", "")))
    opening = Opening(
        Channel.FORM,
        order_number=form.get("order", ""),
        category=form.get("category", ""),
        token=form.get("token", ""),
    )
    ticket = tickets.open_ticket(opening, buyer_id=buyer_id, at=at)
    saying = Saying(form["text"], chat_pictures.handed_in(request, ticket), opening.token)
    ticket_answers.say(ticket.number, saying, buyer_id=buyer_id, at=at)
    return ticket.number


def _room(request: HttpRequest) -> dict[str, Any]:
    form, buyer_id = request.POST, buyer_of(request)
    rules = policies.policy(policies.in_force_at(timezone.now()).version)
    return {
        "categories": list(words.CATEGORIES.items()),
        "orders": ticket_lists.orders_to_ask_about(buyer_id),
        "kinds": chat_pictures.kinds_of(rules),
        "chosen": form.get("category", request.GET.get("category", "")),
        "order": form.get("order", request.GET.get("order", "")),
        "kind": form.get("kind", ""),
        "text": form.get("text", ""),
        "token": form.get("token") or secrets.token_urlsafe(_TOKEN_BYTES),
        "most": MAX_TEXT,
        "most_pictures": MAX_ATTACHMENTS,
    }
