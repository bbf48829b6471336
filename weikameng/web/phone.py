"""The telephone at the desk: find who calls by their whole number, and the calls to make."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from weikameng.domain.calls import Fate
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.roles import Right
from weikameng.domain.words import Words
from weikameng.records.reading import calls as reading
from weikameng.services import call_backs, calls
from weikameng.web.caller import caller_page
from weikameng.web.paging import Page, page_of
from weikameng.web.talks import actor_of
from weikameng.web.visitors import no_store, politely, tell, with_right

_DONE = Words("已回电。请登记通话内容。", "Called back. Now note what was said.")
_TRIED = Words("已记下没有打通,还会再打。", "Noted that nobody answered; they are called again.")
_MISSED = Words(
    "多次没有打通,已留言告诉买家。", "Nobody answered again; the buyer is told in writing."
)
_FATES = {
    Fate.OPEN: Words("要回的", "To call"),
    Fate.DONE: Words("已回", "Called"),
    Fate.MISSED: Words("没打通", "Not reached"),
}


@with_right(Right.CALL)
@sensitive_post_parameters("phone")
@politely
def page(request: HttpRequest) -> HttpResponse:
    """Find a caller by the whole number (sent in the body), and the calls to make."""
    room = _list_room(request)
    if request.method == "POST":
        try:
            found = calls.find(
                request.POST.get("phone", "")[:40], actor_of(request), at=timezone.now()
            )
            room |= {"asked": True, "found": [_found(one) for one in found]}
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            room["problem"] = refusal.words
    status = 422 if room.get("problem") else 200
    return no_store(render(request, "weikameng/calls.html", room, status=status))


@with_right(Right.CALL)
@require_POST
@politely
def call_back(request: HttpRequest, call: int, verb: str) -> HttpResponse:
    """A call to make: show the number once, or say what came of it."""
    who, at = actor_of(request), timezone.now()
    if verb == "number":
        room = _list_room(request)
        room |= {"dial": call, "number": call_backs.number_to_dial(call, who, at=at)}
        return no_store(render(request, "weikameng/calls.html", room))
    if verb == "done":
        number = call_backs.done(call, who, at=at)
        tell(request, _DONE, messages.SUCCESS)
        return redirect("talk", number)
    if verb == "nobody":
        tell(request, _MISSED if call_backs.nobody_there(call, who, at=at) else _TRIED)
        return redirect("calls")
    raise not_found()


def _list_room(request: HttpRequest) -> dict[str, Any]:
    asked, number = request.GET.get("show", ""), page_of(request)
    fate = Fate(asked) if asked in set(Fate) else Fate.OPEN
    rows, more = reading.call_backs(fate, number)
    at = timezone.now()
    return {
        "rows": [_call_back(one, at) for one in rows],
        "page": Page(number, more),
        "show": str(fate),
        "shows": [(str(one), words) for one, words in _FATES.items()],
        "late": reading.late_call_backs(at),
    }


def _call_back(one: Any, at: datetime) -> dict[str, Any]:
    return {
        "id": one.pk,
        "buyer": one.ticket.buyer.display_name,
        "talk": one.ticket.number,
        "shown": one.shown,
        "because": one.because,
        "urgent": one.urgent,
        "due_at": one.due_at,
        "late": one.fate == Fate.OPEN and one.due_at <= at,
        "tries": one.tries,
        "open": one.fate == Fate.OPEN,
        "ended_at": one.ended_at,
        "ended_by": one.ended_by.display_name if one.ended_by else "",
    }


def _found(one: calls.Found) -> dict[str, Any]:
    return {"name": one.name, "confirmed": one.confirmed, "url": caller_page(one.buyer_id)}
