"""Canned replies: read by whoever sees conversations, written by supervisors, checked when kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from weikameng.domain.canned import MAX_NAME, MAX_TEXT, VARIABLES, Texts
from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right, allowed
from weikameng.domain.words import Words
from weikameng.records.reading import canned_replies as reading
from weikameng.services import canned_replies
from weikameng.web.talks import actor_of
from weikameng.web.visitors import politely, tell, with_right

_KEPT = Words("常用语已保存。", "The reply is kept.")
_RETIRED = Words("常用语已停用。", "The reply is out of use.")
_FIELDS = ("name_zh", "name_en", "text_zh", "text_en")


@with_right(Right.SEE_TALK)
@politely
def page(request: HttpRequest) -> HttpResponse:
    """The list with its form; what is refused stays in its fields."""
    if request.method != "POST":
        return render(request, "weikameng/replies.html", _room(request, _draft(request)))
    who, at, sent = actor_of(request), timezone.now(), request.POST
    if sent.get("act") == "retire":
        canned_replies.retire(_id(sent.get("reply", "")) or 0, who, at=at)
        tell(request, _RETIRED, messages.SUCCESS)
        return redirect("replies")
    texts = Texts(*(sent.get(name, "") for name in _FIELDS))
    try:
        canned_replies.keep(_id(sent.get("reply", "")), texts, who, at=at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        draft = {name: getattr(texts, name) for name in _FIELDS}
        draft |= {"reply": sent.get("reply", ""), "problem": refusal.words}
        return render(request, "weikameng/replies.html", _room(request, draft), status=422)
    tell(request, _KEPT, messages.SUCCESS)
    return redirect("replies")


def _room(request: HttpRequest, draft: dict[str, Any]) -> dict[str, Any]:
    role = request.user.role  # type: ignore[union-attr]
    return {
        "replies": reading.in_use(),
        "variables": VARIABLES.items(),
        "may_write": allowed(role, Right.WRITE_REPLIES),
        "draft": draft,
        "longest_name": MAX_NAME,
        "longest_text": MAX_TEXT,
    }


def _draft(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with: the reply that is to be changed, or nothing."""
    reply_id = _id(request.GET.get("change", ""))
    one = reading.one(reply_id) if reply_id else None
    if one is None:
        return {}
    return {"reply": one.pk} | {name: getattr(one, name) for name in _FIELDS}


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
