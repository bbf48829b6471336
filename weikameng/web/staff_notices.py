"""What staff are told in the house: a list, newest first, and the button that marks it read."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from weikameng.domain.staff_notices import MAX_SHOWN, Kind, sentence
from weikameng.records.reading import staff_notices as reading
from weikameng.records.reading.staff_notices import Told
from weikameng.services import staff_notices
from weikameng.web.visitors import DESK_ROLES, buyer_of, no_store, staff_only

_TONES = {
    Kind.TO_SIGN: "warn",
    Kind.NEARING: "warn",
    Kind.SENT_BACK: "bad",
    Kind.SIGNED: "ok",
    Kind.TALK_NEARING: "warn",
    Kind.TALK_BROKEN: "bad",
    Kind.INCIDENT_FOUND: "bad",
    Kind.INCIDENT_TO_SIGN: "warn",
    Kind.WEBHOOK_OFF: "bad",
    Kind.DISPUTE_OPENED: "warn",
    Kind.DISPUTE_DRAWN: "warn",
    Kind.DISPUTE_ASKED: "warn",
    Kind.DISPUTE_LATE: "bad",
    Kind.DISPUTE_VACANT: "bad",
    Kind.DISPUTE_UNPAID: "bad",
}
_OF_TALKS = frozenset({Kind.TALK_HANDED, Kind.TALK_NEARING, Kind.TALK_BROKEN})


@staff_only
def page(request: HttpRequest) -> HttpResponse:
    """The newest notices; sending the form says that they are read, up to the newest shown."""
    person = buyer_of(request)
    if request.method == "POST":
        newest = request.POST.get("newest", "")
        if newest.isascii() and newest.isdigit() and len(newest) <= 18:
            staff_notices.read(person, int(newest), timezone.now())
        return redirect("staff_notices")
    told = reading.notices_of(person)
    desk = request.user.role in DESK_ROLES  # type: ignore[union-attr]
    room = {
        "rows": [_row(one, desk=desk) for one in told],
        "newest": told[0].id if told else 0,
        "unread": any(one.unread for one in told),
        "most": MAX_SHOWN,
    }
    return no_store(render(request, "weikameng/staff_notices.html", room))


def _row(one: Told, *, desk: bool) -> dict[str, Any]:
    number = one.news.about
    return {
        "tone": _TONES.get(one.news.kind, "info"),
        "text": sentence(one.news, one.at),
        "number": number,
        "url": _page_of(one, desk=desk),
        "at": one.at,
        "unread": one.unread,
    }


def _page_of(one: Told, *, desk: bool) -> str:
    number = one.news.about
    if number and one.news.kind in _OF_TALKS:
        return reverse("talk", args=[number])
    if number and one.news.kind.startswith("dispute_"):
        return reverse("dispute", args=[number])
    return reverse("desk_case", args=[number]) if number and desk else ""
