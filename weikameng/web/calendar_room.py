"""The calendar room: years counted with, what waits for its second person, a file to propose."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.roles import Right, allowed
from weikameng.domain.words import Words
from weikameng.records.reading import calendars as reading
from weikameng.services import calendars
from weikameng.web.policy_room.room import actor_of
from weikameng.web.visitors import politely, room_only, tell

# The verbs of the page's forms, and whether they adopt.
_VERBS = {"adopt": True, "decline": False}
_PROPOSED = Words(
    "已提交,等另一个人确认后生效。", "Proposed; it counts once somebody else has adopted it."
)
_ADOPTED = Words(
    "已启用。没办完的申请会在一分钟内按新日历重算时限。",
    "Adopted. The promises of open cases are counted anew within a minute.",
)
_DECLINED = Words("没有采用。", "Declined.")
_NO_FILE = Words("请先选一个文件。", "Choose a file first.")
_LARGE = Words("文件太大。", "The file is too large.")


@room_only
@politely
def page(request: HttpRequest) -> HttpResponse:
    """The calendar; a year is proposed here."""
    if request.method != "POST":
        return _shown(request, {})
    year = request.POST.get("year", "").strip()[:4]
    try:
        number = int(year) if year.isascii() and year.isdigit() else 0
        actor, at = actor_of(request), timezone.now()
        calendars.propose(number, _text(request), actor=actor, at=at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _shown(request, {"year": year, "error": refusal.words}, 422)
    tell(request, _PROPOSED, messages.SUCCESS)
    return redirect("calendar")


@room_only
@require_POST
@politely
def decide(request: HttpRequest, notice: int, verb: str) -> HttpResponse:
    """Adopt or decline what waits."""
    if verb not in _VERBS:
        raise not_found()
    adopt = _VERBS[verb]
    calendars.decide(notice, adopt=adopt, actor=actor_of(request), at=timezone.now())
    tell(request, _ADOPTED if adopt else _DECLINED, messages.SUCCESS)
    return redirect("calendar")


def _text(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Refusal("file", _NO_FILE)
    if file.size > calendars.MAX_BYTES:
        raise Refusal("file", _LARGE)
    content: bytes = file.read()
    return content.decode("utf-8-sig", errors="replace")


def _shown(request: HttpRequest, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    at, actor = timezone.now(), actor_of(request)
    rows = reading.notices()
    missing = calendars.missing_year(at)
    room = {
        "years": _years(),
        "missing": missing,
        "waiting": [
            {
                "row": row,
                "preview": calendars.preview(row.year, row.entry, at),
                "own": row.proposed_by_id == actor.id,
            }
            for row in rows
            if row.state == "proposed"
        ],
        "settled": [row for row in rows if row.state != "proposed"],
        "writes": allowed(actor.role, Right.WRITE_CALENDAR),
        "approves": allowed(actor.role, Right.APPROVE_CALENDAR),
        "year": missing or "",
    }
    return render(request, "weikameng/calendar_room.html", room | dict(more), status=status)


def _years() -> list[dict[str, Any]]:
    """The years counted with, the latest first."""
    years = reading.document()["years"]
    return [
        {
            "year": year,
            "off": len(entry["off"]),
            "work": len(entry["work"]),
            "papers": entry.get("papers", []),
        }
        for year, entry in sorted(years.items(), reverse=True)
    ]
