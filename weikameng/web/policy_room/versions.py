"""The first page of the room: what is in force, what is announced, what was, and what is being
written."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import EDITORS
from weikameng.domain.words import Words
from weikameng.records.reading import policies as reading
from weikameng.services import policies
from weikameng.services.policies import NewDraft
from weikameng.web.policy_room.room import actor_of, badge_of, writable
from weikameng.web.policy_room.sayings import COMING, NOW, PAST
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import politely, room_only, tell

_BEGUN = Words("草稿已建好。", "The draft is there.")
MAX_TYPED = 60


@room_only
@politely
def page(request: HttpRequest) -> HttpResponse:
    """Every version; a draft is begun here."""
    if request.method != "POST":
        return _shown(request, {})
    typed = {
        key: writable(request.POST.get(key, "")).strip()[:MAX_TYPED] for key in ("name", "based_on")
    }
    try:
        new = NewDraft(typed["name"], typed["based_on"])
        name = policies.start_draft(new, actor_of(request), at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _shown(request, {"typed": typed, "error": in_words(refusal.words)}, 422)
    tell(request, _BEGUN, messages.SUCCESS)
    return redirect("room_overview", name)


def _shown(request: HttpRequest, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    at = timezone.now()
    reigns = reading.published()
    drafts = reading.drafts()
    names = [reign.row.version for reign in reversed(reigns)]
    room = {
        "reigns": [
            {"row": reign.row, "until": reign.until, "badge": _badge(reign, at)}
            for reign in reversed(reigns)
        ],
        "drafts": [{"row": row, "badge": badge_of(row, at)} for row in drafts],
        "discarded": reading.drafts(discarded=True),
        "writes": actor_of(request).role in EDITORS,
        "bases": [*names, *(row.version for row in drafts)],
        "typed": {"name": _next_name(names[0], {row.version for row in drafts} | set(names))},
    }
    return render(request, "weikameng/policy_room/versions.html", room | dict(more), status=status)


def _badge(reign: reading.Reign, at: Any) -> dict[str, Any]:
    if reign.holds_at(at):
        tone, words = NOW
    else:
        assert reign.row.effective_at is not None, "published without a date"
        tone, words = COMING if reign.row.effective_at > at else PAST
    return {"tone": tone, "words": words}


def _next_name(newest: str, taken: set[str]) -> str:
    """Suggest a name: the newest one with its last number raised until it is free."""
    number = re.search(r"(\d+)(?!.*\d)", newest)
    if number is None:
        return ""
    for more in range(1, 100):
        name = f"{newest[: number.start()]}{int(number[1]) + more}{newest[number.end() :]}"
        if name not in taken:
            return name
    return ""
