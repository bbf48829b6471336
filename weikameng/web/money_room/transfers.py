"""Offline transfers in the money room: proposed, approved, paid and confirmed, by two and two."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain import transfer_life
from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.payout_life import Concern
from weikameng.domain.policy.publishing import beijing_day
from weikameng.domain.transfer_life import METHOD_WORDS, UNDER_WAY, Event, Method, State
from weikameng.records.reading import payout_pages
from weikameng.records.reading import transfers as reading
from weikameng.services import transfers
from weikameng.services.evidence import Upload
from weikameng.web.money_room import transfer_words as say
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.pictures import shown
from weikameng.web.visitors import money_only, no_store, politely, tell

VERBS = frozenset({*say.DONE, "reveal"})
_FIELDS = ("method", "payee_name", "account", "note")


@money_only
def listing(request: HttpRequest) -> HttpResponse:
    """Transfers by state; under way at first, whoever waits longest on top."""
    asked = request.GET.get("show", "")
    wanted = asked if asked in dict(say.SHOWS) else "open"
    states = {"open": UNDER_WAY, "all": ()}.get(wanted, (wanted,))
    number = page_of(request)
    rows, more = reading.transfers(states, number)
    more_of = {
        "rows": [_row(row) for row in rows],
        "page": Page(number, more),
        "shows": say.SHOWS,
        "wanted": wanted,
    }
    return show(request, "money_transfers", "transfers", more_of)


@money_only
@politely
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """The form that puts a transfer forward for a dead payout."""
    whole = payout_pages.whole_payout(number) if number.isascii() and number.isdigit() else None
    if whole is None:
        raise not_found()
    error = None
    if request.method == "POST":
        try:
            transfer = transfers.propose(_proposal(request, number), actor_of(request), at=_now())
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            error = refusal.words
        else:
            return redirect("money_transfer", transfer)
    leg = whole.leg
    refused = transfer_life.why_not(transfer_life.Leg(leg.state, leg.concern, leg.route))
    more = {
        "payout": whole.payout,
        "route": route_words(whole.payout.route),
        "methods": METHOD_WORDS.items(),
        "typed": {name: request.POST.get(name, "") for name in _FIELDS},
        "chosen": request.POST.get("method", Method.BANK),
        "compare": leg.concern is Concern.LEDGER,
        "why_not": refused.words if refused else None,
        "error": error,
    }
    return show(request, "money_transfers", "propose", more, 422 if error else 200)


@money_only
@politely
def page(request: HttpRequest, transfer: int) -> HttpResponse:
    """One transfer: whom it pays, who has signed, what comes next."""
    return _shown(request, transfer, {})


@money_only
@require_POST
@politely
def act(request: HttpRequest, transfer: int, verb: str) -> HttpResponse:
    """Take one step; a refusal is shown where it was asked for, with what was typed."""
    if verb not in VERBS:
        raise Http404
    try:
        if verb == "reveal":
            account = transfers.reveal(transfer, actor_of(request), at=_now())
            return no_store(_shown(request, transfer, {"account": account}))
        _act(request, transfer, verb)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        typed = {"verb": verb, "error": refusal.words, **_typed(request)}
        return _shown(request, transfer, {"typed": typed}, 422)
    tell(request, say.DONE[verb], messages.SUCCESS)
    return redirect("money_transfer", transfer)


@money_only
@politely
def proof(request: HttpRequest, transfer: int) -> HttpResponseBase:
    """The picture that shows the payment, as re-encoded on arrival; by a signed link."""
    row = reading.transfer(transfer)
    digest = row.proof_digest if row and row.proof_digest else None
    return shown(request, digest, reverse("money_transfer", args=[transfer]))


def _act(request: HttpRequest, transfer: int, verb: str) -> None:
    actor, at = actor_of(request), _now()
    note = request.POST.get("note", "")
    match verb:
        case "refuse":
            transfers.refuse(transfer, note, actor, at=at)
        case "approve":
            transfers.approve(transfer, actor, at=at)
        case "cancel":
            transfers.cancel(transfer, note, actor, at=at)
        case "pay":
            transfers.record_payment(transfer, _payment(request), actor, at=at)
        case "send_back":
            transfers.send_back(transfer, note, actor, at=at)
        case _:
            transfers.confirm(transfer, request.POST.get("seen", ""), actor, at=at)


def _shown(
    request: HttpRequest, transfer: int, found: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    row = reading.transfer(transfer)
    if row is None:
        raise not_found()
    actor = actor_of(request)
    state = State(row.state)
    may = {
        event.value
        for event in Event
        if transfer_life.may(state, event) and transfer_life.may_take(actor.role, event)
    }
    if row.payout.case.buyer_id == actor.id:
        may = set()
    own = (state is State.PROPOSED and row.proposed_by_id == actor.id) or (
        state is State.PAID and row.paid_by_id == actor.id
    )
    more = {
        "row": row,
        "badge": _badge(row.state),
        "method": METHOD_WORDS[Method(row.method)],
        "route": route_words(row.payout.route),
        "steps": _steps(row),
        "events": _events(row.pk),
        "may": may - ({"approve", "confirm"} if own else set()),
        "own": own,
        "dead": transfer_life.why_not(_leg(row)) if state is State.PROPOSED else None,
        "compare": row.payout.last_concern == Concern.LEDGER and state is State.PROPOSED,
        "complaint_since": reading.complaint_since(row.payout.case.order_id),
        "today": beijing_day(_now()).isoformat(),
        "first_day": beijing_day(row.approved_at).isoformat() if row.approved_at else "",
    }
    return show(request, "money_transfers", "transfer", more | dict(found), status)


def _row(row: Any) -> dict[str, Any]:
    return {
        "url": reverse("money_transfer", args=[row.pk]),
        "amount_minor": row.payout.amount_minor,
        "name": row.payee_name,
        "shown": row.payee_shown,
        "method": METHOD_WORDS[Method(row.method)],
        "case": row.payout.case.number,
        "badge": _badge(row.state),
        "by": _name(row.proposed_by),
        "at": row.proposed_at,
    }


def _steps(row: Any) -> list[dict[str, Any]]:
    """The four signatures: who and when; the first one missing is the current one."""
    steps = [
        {"words": words, "by": _name(getattr(row, f"{step}_by")), "at": getattr(row, f"{step}_at")}
        for step, words in say.STEPS
    ]
    ended = row.state in {State.REFUSED, State.CANCELLED}
    waiting = False
    for step in steps:
        done = step["at"] is not None
        step["state"] = "done" if done else "todo" if waiting or ended else "current"
        waiting = waiting or not done
    return steps


def _events(transfer: int) -> list[dict[str, Any]]:
    return [
        {
            "sentence": say.EVENTS[event.event],
            "because": event.note,
            "at": event.at,
            "actor": _name(event.actor),
        }
        for event in reading.history(transfer)
    ]


def _leg(row: Any) -> transfer_life.Leg:
    payout = row.payout
    return transfer_life.Leg(payout.state, payout.last_concern, payout.route)


def _badge(state: str) -> dict[str, Any]:
    return dict(zip(("tone", "words"), say.STATES[state], strict=True))


def _name(person: Any) -> str:
    return person.display_name or person.get_username() if person else ""


def _proposal(request: HttpRequest, number: str) -> transfers.Proposal:
    method, name, account, note = (request.POST.get(field, "") for field in _FIELDS)
    compared = request.POST.get("compared") == "yes"
    return transfers.Proposal(number, method, name, account, note, compared)


def _payment(request: HttpRequest) -> transfers.Payment:
    upload = request.FILES.get("proof")
    content = upload.read() if upload else b""
    picture = Upload(transfers.PROOF, upload.name or "" if upload else "", content)
    return transfers.Payment(request.POST.get("reference", ""), _day(request), picture)


def _day(request: HttpRequest) -> date:
    """The day typed; one that is no day is before every approval, and refused as such."""
    try:
        return date.fromisoformat(request.POST.get("paid_on", ""))
    except ValueError:
        return date.min


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("note", "reference", "paid_on")}


def _now() -> datetime:
    return timezone.now()
