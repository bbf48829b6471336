"""Notice settings (通知设置): by which ways besides the inbox, what, when, in which language."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.notices import Channel
from weikameng.domain.words import Words
from weikameng.records.reading.notices import Wishes
from weikameng.services import contacts
from weikameng.web.language import CHINESE, ENGLISH
from weikameng.web.visitors import buyer_of, no_store, tell

NAMES = {Channel.SMS: Words("短信", "Text messages"), Channel.EMAIL: Words("邮件", "E-mail")}
_LABELS = {
    Channel.SMS: Words("手机号码", "Mobile number"),
    Channel.EMAIL: Words("邮箱地址", "E-mail address"),
}
_SENT = Words("验证码已发往 {shown}。", "A code is on its way to {shown}.")
_CONFIRMED = Words("已确认。", "Confirmed.")
_FORGOTTEN = Words("已删除。", "Removed.")
_KEPT = Words("设置已保存。", "Settings saved.")


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What I am told besides the inbox; saving the wishes is a form of its own."""
    mine = buyer_of(request)
    if request.method == "POST":
        given = request.POST
        contacts.wish(
            mine,
            Wishes(
                sms="sms" in given,
                email="email" in given,
                only_important=given.get("what") == "important",
                at_night="at_night" in given,
                language=ENGLISH if given.get("language") == ENGLISH else CHINESE,
            ),
        )
        tell(request, _KEPT, messages.SUCCESS)
        return redirect("notice_settings")
    return _shown(request)


@login_required
@require_POST
def act(request: HttpRequest, channel: str, verb: str) -> HttpResponse:
    """Ask for a code, confirm it, or remove a phone or mail box; refusals are told beside it."""
    if channel not in (Channel.SMS, Channel.EMAIL) or verb not in _VERBS:
        raise Http404
    try:
        told = _VERBS[verb](request, Channel(channel))
    except Refusal as refusal:
        return _shown(request, (channel, refusal.words))
    tell(request, told, messages.SUCCESS)
    return redirect("notice_settings")


def _ask_code(request: HttpRequest, channel: Channel) -> Words:
    address = request.POST.get("address", "")
    shown = contacts.ask_code(buyer_of(request), channel, address, timezone.now())
    return Words(*(text.format(shown=shown) for text in _SENT))


def _confirm(request: HttpRequest, channel: Channel) -> Words:
    code = request.POST.get("code", "")
    contacts.confirm(buyer_of(request), channel, code, timezone.now())
    return _CONFIRMED


def _forget(request: HttpRequest, channel: Channel) -> Words:
    contacts.forget(buyer_of(request), channel)
    return _FORGOTTEN


_VERBS = {"code": _ask_code, "confirm": _confirm, "forget": _forget}


def _shown(request: HttpRequest, trouble: tuple[str, Words] | None = None) -> HttpResponse:
    mine = buyer_of(request)
    wishes = contacts.wishes_of(mine)
    ways = [
        {
            "channel": str(one.channel),
            "name": NAMES[one.channel],
            "label": _LABELS[one.channel],
            "served": one.served,
            "shown": one.shown,
            "waiting": one.waiting,
            "unreached": one.unreached,
            "wanted": getattr(wishes, one.channel),
            "error": trouble[1] if trouble and trouble[0] == one.channel else None,
            "given": request.POST.get("address", "") if trouble else "",
        }
        for one in contacts.places(mine)
    ]
    room: dict[str, Any] = {
        "ways": ways,
        "served": any(way["served"] for way in ways),
        "reachable": any(way["shown"] for way in ways),
        "wishes": wishes,
        "rehearsal": settings.DEMO and contacts.where_demo_messages_are(),
    }
    status = 422 if trouble else 200
    return no_store(render(request, "weikameng/notice_settings.html", room, status=status))
