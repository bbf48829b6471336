"""Special cases on the case page: the track as its buyer reads it, the guardian's contact, and what
was found of a renewal's reminder."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from weikameng.domain import guardians, renewals
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.decision import Decision
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress
from weikameng.services import reaching
from weikameng.services.renewals import Found, note_reminder
from weikameng.services.reviews import REVIEWERS
from weikameng.services.tracks import track_of
from weikameng.web.desk_deciding import judge_of
from weikameng.web.visitors import desk_only, politely, tell

_BEIJING = ZoneInfo("Asia/Shanghai")


def special_room(request: HttpRequest, progress: Progress, decision: Decision) -> dict[str, Any]:
    """Return what parts/desk_special.html shows; nothing of it for ordinary cases."""
    reason, decides = progress.latest.reason, judge_of(request).role in REVIEWERS
    return {
        "track": track_of(progress, decision, timezone.now()),
        "reaches": decides and reason == guardians.REASON,
        "renews": decides and (reason == renewals.REASON or bool(progress.order.renewal)),
    }


@desk_only
@require_POST
@politely
def reminder(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was found: reminded then, or not at all."""
    said = request.POST
    try:
        at = _moment(said.get("reminded_at", "")) if said.get("found") == "reminded" else None
        if said.get("found") not in {"reminded", "none"}:
            raise Refusal("found", _WHICH)
        what = Found(at, said.get("note", ""))
        note_reminder(number, what, judge_of(request), timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        tell(request, refusal.words, messages.ERROR)
    else:
        tell(request, _NOTED)
    return redirect("desk_case", number)


@desk_only
@require_POST
@never_cache
@politely
def guardian(request: HttpRequest, number: str) -> HttpResponse:
    """Show where the guardian is reached, once it is on record who looked."""
    contact = reaching.contact_of(number, judge_of(request), timezone.now())
    room = {"number": number, "contact": contact}
    return render(request, "weikameng/desk_guardian.html", room)


def _moment(typed: str) -> datetime:
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=_BEIJING)
    except ValueError as error:
        raise Refusal("reminded_at", _WHEN) from error


_WHICH = Words("请选“提醒过”或“没有提醒”。", "Choose “Reminded” or “No reminder”.")
_WHEN = Words("请填提醒的时间。", "Give the time of the reminder.")
_NOTED = Words(
    "已记下,买家也能看到。没有按规定提醒的,请通过并退还没有使用的部分。",
    "Noted; the buyer sees it as well. Without a proper reminder approve it and give back the"
    " unused part.",
)
