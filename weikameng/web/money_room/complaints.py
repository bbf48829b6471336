"""Complaints and chargebacks in the money room: the list, recording one, and how one ended."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.channel_names import route_words
from weikameng.domain.complaints import (
    KIND_WORDS,
    OUTCOME_WORDS,
    Closing,
    Kind,
    Leg,
    NewComplaint,
    Outcome,
    decided_on,
    told,
)
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.money import minor_of
from weikameng.domain.policy.split import FIRST_PARTY
from weikameng.domain.words import Words
from weikameng.records.reading import complaints as reading
from weikameng.services import complaints
from weikameng.web.money_room import complaint_words as say
from weikameng.web.money_room.payout_words import Badge
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import money_only, politely, tell

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_NUMBER = re.compile(r"[0-9]{16}")
TAB = "money_complaints"
NOWHERE = Words(
    "没有找到这个已付款的订单,请核对 16 位订单号。",
    "No paid order of that number; it has 16 digits.",
)


@money_only
def listing(request: HttpRequest) -> HttpResponse:
    """Every complaint, the open ones first."""
    number = page_of(request)
    rows, more = reading.complaints(number)
    room = {"rows": [_row(row) for row in rows], "page": Page(number, more)}
    return show(request, TAB, "complaints", room)


@money_only
@politely
def new(request: HttpRequest) -> HttpResponse:
    """Find the order, then record what the buyer began at the channel."""
    if request.method == "POST":
        return _recorded(request)
    return _form(request, request.GET.get("order", ""), {})


@money_only
@politely
def page(request: HttpRequest, complaint: int) -> HttpResponse:
    """One complaint: what it holds, what it came too late for, and how it may end."""
    return _shown(request, complaint, {})


@money_only
@require_POST
@politely
def act(request: HttpRequest, complaint: int, verb: str) -> HttpResponse:
    """Close it or open it again; a refusal is shown where it was asked for, with what was typed."""
    if verb not in say.DONE:
        raise Http404
    actor, at, note = actor_of(request), timezone.now(), request.POST.get("note", "")
    try:
        if verb == "close":
            outcome = request.POST.get("outcome", "")
            paid = _fen(request.POST.get("paid", "")) if outcome == Outcome.PAID else 0
            complaints.close(complaint, Closing(outcome, note, paid), actor, at=at)
        else:
            complaints.reopen(complaint, note, actor, at=at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        fields = {name: request.POST.get(name, "") for name in ("outcome", "paid", "note")}
        typed = {"verb": verb, "error": refusal.words, **fields}
        return _shown(request, complaint, typed, 422)
    tell(request, say.DONE[verb], messages.SUCCESS)
    return redirect("money_complaint", complaint)


def _recorded(request: HttpRequest) -> HttpResponse:
    names = ("order", "route", "kind", "reference", "amount", "note", "decides_on")
    sent = {name: request.POST.get(name, "") for name in names}
    wish = NewComplaint(
        _digits(sent["order"]),
        sent["kind"],
        sent["reference"],
        _fen(sent["amount"]),
        sent["route"],
        sent["note"],
        decided_on(sent["decides_on"]),
    )
    try:
        standing = complaints.open_complaint(wish, actor_of(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _form(request, sent["order"], sent | {"error": refusal.words}, 422)
    words = told(standing.legs)
    done = Words(say.RECORDED.zh + words.zh, say.RECORDED.en + words.en)
    tell(request, say.KNOWN if standing.known else done, messages.SUCCESS)
    return redirect("money_complaint", standing.id)


def _form(
    request: HttpRequest, asked: str, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    number = _digits(asked)
    found = reading.paid_order(number) if number else None
    room: dict[str, Any] = {"asked": asked.strip(), "typed": typed, "found": found}
    if asked.strip() and found is None:
        room["nowhere"] = NOWHERE
    if found is not None:
        room |= {
            "tenders": [
                {"route": one.route, "words": route_words(one.route), "paid": one.amount_minor}
                for one in found.tenders
                if one.route not in FIRST_PARTY
            ],
            "kinds": KIND_WORDS.items(),
            "legs": _legs(reading.legs(found.order.pk)),
            "earlier": [_row(row) for row in reading.of_order(number)],
        }
    return show(request, TAB, "complaint_new", room, status)


def _shown(
    request: HttpRequest, complaint: int, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    row = reading.complaint(complaint)
    if row is None:
        raise not_found()
    legs = reading.legs(row.order_id)
    more = {
        "row": row,
        "badge": _badge(row),
        "kind": KIND_WORDS[Kind(row.kind)],
        "route": route_words(row.tender.route),
        "legs": _legs(legs),
        "told": told(legs),
        "open": row.closed_at is None,
        "may_reopen": row.closed_at is not None and row.outcome != Outcome.PAID,
        "ends": say.ENDS,
        "events": _events(row.pk),
        "typed": typed,
    }
    return show(request, TAB, "complaint", more, status)


def _row(row: Any) -> dict[str, Any]:
    return {
        "url": reverse("money_complaint", args=[row.pk]),
        "reference": row.reference,
        "kind": KIND_WORDS[Kind(row.kind)],
        "amount_minor": row.amount_minor,
        "route": route_words(row.tender.route),
        "order": row.order.number,
        "badge": _badge(row),
        "at": row.opened_at,
        "decides_by": row.decides_by,
    }


def _legs(legs: Sequence[Leg]) -> list[dict[str, Any]]:
    return [
        {
            "number": leg.number,
            "url": reverse("money_payout", args=[leg.number]),
            "amount_minor": leg.amount_minor,
            "route": route_words(leg.route),
            "badge": _toned(say.REACHES[leg.reach]),
        }
        for leg in legs
    ]


def _events(complaint: int) -> list[dict[str, Any]]:
    return [
        {
            "sentence": _sentence(event),
            "because": event.note,
            "at": event.at,
            "actor": event.actor.display_name or event.actor.get_username(),
        }
        for event in reading.history(complaint)
    ]


def _sentence(event: Any) -> Words:
    words = say.EVENTS[event.event]
    if not event.outcome:
        return words
    ended = OUTCOME_WORDS[Outcome(event.outcome)]
    return Words(f"{words.zh}:{ended.zh}", f"{words.en}: {ended.en}")


def _badge(row: Any) -> dict[str, Any]:
    return _toned(say.OPEN if row.closed_at is None else say.ENDED[row.outcome])


def _toned(badge: Badge) -> dict[str, Any]:
    return dict(zip(("tone", "words"), badge, strict=True))


def _digits(text: str) -> str:
    """An order number as typed, in groups or not; empty for anything else."""
    plain = "".join(text.split())
    return plain if _NUMBER.fullmatch(plain) else ""


def _fen(text: str) -> int:
    """Fen of what was typed in yuan; 0 for what is no amount, which the service refuses."""
    plain = text.strip().replace(",", "")
    return minor_of(plain) if _AMOUNT.fullmatch(plain) else 0
