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

_TONES = {Kind.TO_SIGN: "warn", Kind.NEARING: "warn", Kind.SENT_BACK: "bad", Kind.SIGNED: "ok"}


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
        "url": reverse("desk_case", args=[number]) if number and desk else "",
        "at": one.at,
        "unread": one.unread,
    }
