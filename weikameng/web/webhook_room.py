"""Webhooks for the system administrator (P2): made, how they fare, what was sent, sent again."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right
from weikameng.domain.webhook_events import OF_ENDPOINT, OFF_WORDS, EventType, Off
from weikameng.domain.webhook_life import MAX_NOTE, MAX_URL, Standing, Wanted
from weikameng.domain.words import Words
from weikameng.records.reading import webhooks as reading
from weikameng.records.reading.shops import shop_named, shops
from weikameng.records.reading.webhooks import MOST_COUNTED, PAGE_SIZE, Delivery, Endpoint
from weikameng.services import webhooks as service
from weikameng.services.webhooks import Changes, Hand, Made
from weikameng.web.paging import Page, page_of
from weikameng.web.second_factor import is_fresh, proof_url, prove
from weikameng.web.visitors import buyer_of, no_store, politely, tell, with_right

MAX_MESSAGE, MAX_DIGITS = 40, 18
STANDING_WORDS = {
    Standing.WAITING: Words("等待发送", "waiting"),
    Standing.DELIVERED: Words("已收到", "delivered"),
    Standing.GIVEN_UP: Words("放弃", "given up"),
}
_TONES = {Standing.WAITING: "warn", Standing.DELIVERED: "ok", Standing.GIVEN_UP: "bad"}
_TEST_SENT = Words("测试事件已发出,刷新看结果。", "The test event is on its way; refresh to see.")
_SWITCHED = {
    "on": Words(
        "已启用,以后的事件会发送。错过的请补发。", "Switched on. Send again what it missed."
    ),
    "off": Words("已停用,不再发送。", "Switched off; nothing is sent."),
}
_DELETED = Words("接收地址已删除,不再发送。", "The endpoint is gone; nothing more is sent to it.")
_NO_SHOP = Words("没有这家营业中的店铺。", "There is no open shop of this code.")
_NO_OVERLAP = Words("请选旧密钥还用多久。", "Choose for how long the old secret signs.")
# For how many hours the old secret signs beside the new one.
OVERLAP_WORDS = {
    "24": Words("再用一天", "one day more"),
    "168": Words("再用七天", "seven days more"),
    "0": Words("马上作废(泄露时)", "not at all (it leaked)"),
}
_NO_MOMENT = Words("请写从什么时候起补发。", "Say from when on to send again.")


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def listing(request: HttpRequest) -> HttpResponse:
    """Every endpoint, those in trouble first, and a form that makes one."""
    if request.method == "POST":
        return _made(request)
    return _listed(request, {})


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def endpoint(request: HttpRequest, code: str) -> HttpResponse:
    """One endpoint: its health, what can be done, what was sent and answered."""
    return render(request, "weikameng/webhook.html", _room(request, code))


def _room(request: HttpRequest, code: str) -> dict[str, Any]:
    found = service.of(_hand(request), code)
    state = request.GET.get("state", "")
    state = state if state in set(Standing) else ""
    place = _place(request.GET.get("before", ""))
    rows = reading.deliveries_of(found.id, state, place, PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    return {
        "row": _row(found),
        "deliveries": [_delivery(one) for one in shown],
        "older": shown[-1].id if len(rows) > PAGE_SIZE else None,
        "newest": place is None,
        "state": state,
        "states": STANDING_WORDS.items(),
        "overlaps": OVERLAP_WORDS.items(),
        "fresh": is_fresh(request),
        "prove_url": proof_url(reverse("webhook", args=[code])),
    }


@with_right(Right.MANAGE_ACCOUNTS)
@require_POST
@politely
def change(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Test, switch, send again; give another secret or take it away, after a fresh code."""
    hand, at = _hand(request), timezone.now()
    if verb in {"rotate", "delete"} and not is_fresh(request):
        return prove(request, reverse("webhook", args=[code]))
    if verb == "test":
        service.send_test(hand, code, at=at)
        tell(request, _TEST_SENT, messages.SUCCESS)
    elif verb in _SWITCHED:
        service.change(hand, code, Changes(on=verb == "on"), at=at)
        tell(request, _SWITCHED[verb], messages.SUCCESS)
    elif verb == "replay":
        count = service.replay(hand, code, _wanted(request), at=at)
        words = Words(f"已安排补发 {count} 个事件。", f"{count} events are sent again.")
        tell(request, words, messages.SUCCESS)
    elif verb == "rotate":
        made = service.rotate(hand, code, _overlap(request), at=at)
        return _with_secret(request, made)
    elif verb == "delete":
        service.delete(hand, code, at=at)
        tell(request, _DELETED, messages.SUCCESS)
        return redirect("webhooks")
    else:
        raise Http404
    return redirect("webhook", code)


def _made(request: HttpRequest) -> HttpResponse:
    """Make an endpoint for a shop or our own storefront; this answer alone has its secret."""
    if not is_fresh(request):
        return prove(request, reverse("webhooks"))
    sent = {name: request.POST.get(name, "").replace("\0", "") for name in ("shop", "url", "note")}
    kinds = request.POST.getlist("event")
    try:
        made = service.create(
            Hand(_shop_id(sent["shop"]), staff_id=buyer_of(request)),
            sent["url"].strip(),
            kinds=kinds,
            note=sent["note"],
            at=timezone.now(),
        )
    except Refusal as refusal:
        return _listed(request, sent | {"kinds": kinds, "problem": refusal.words})
    return _with_secret(request, made)


def _shop_id(code: str) -> int | None:
    if not code:
        return None
    found = shop_named(code)
    if found is None or found.closed_at:
        raise Refusal("webhook_shop", _NO_SHOP)
    return found.id


def _with_secret(request: HttpRequest, made: Made) -> HttpResponse:
    room = _room(request, made.code) | {"secret": made.secret}
    return no_store(render(request, "weikameng/webhook.html", room))


def _overlap(request: HttpRequest) -> timedelta:
    text = request.POST.get("hours", "")
    if text not in OVERLAP_WORDS:
        raise Refusal("webhook_overlap", _NO_OVERLAP)
    return timedelta(hours=int(text))


def _listed(request: HttpRequest, draft: dict[str, Any]) -> HttpResponse:
    number = page_of(request)
    rows, more = reading.every_endpoint(number)
    room = {
        "rows": [_row(one) for one in rows],
        "page": Page(number, more),
        "shops": [one for one in shops() if not one.closed_at],
        "events": [kind.value for kind in EventType if kind not in OF_ENDPOINT],
        "draft": draft,
        "longest_url": MAX_URL,
        "longest_note": MAX_NOTE,
        "fresh": is_fresh(request),
        "prove_url": proof_url(reverse("webhooks")),
    }
    return render(request, "weikameng/webhooks.html", room, status=422 if draft else 200)


def _place(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def _wanted(request: HttpRequest) -> Wanted:
    if message := request.POST.get("event", "").replace("\0", "")[:MAX_MESSAGE]:
        return Wanted(message)
    since = _moment(request.POST.get("since", ""))
    if since is None:
        raise Refusal("webhook_replay", _NO_MOMENT)
    return Wanted(since=since, missed=bool(request.POST.get("missed")))


def _moment(text: str) -> datetime | None:
    """Read what a browser's field for a moment sends; Beijing's time."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def _hand(request: HttpRequest) -> Hand:
    return Hand(everywhere=True, staff_id=buyer_of(request))


def _row(one: Endpoint) -> dict[str, Any]:
    is_on = one.state == "on"
    return {
        "code": one.code,
        "shop": one.shop,
        "url": one.url,
        "note": one.note,
        "kinds": one.kinds,
        "is_on": is_on,
        "tone": "bad" if not is_on else "warn" if one.failures else "ok",
        "state_words": _state_words(one),
        "why": OFF_WORDS[Off(one.why)] if one.why else None,
        "waiting": f"{MOST_COUNTED}+" if one.waiting >= MOST_COUNTED else str(one.waiting),
        "failing_since": one.failing_since,
        "taken_at": one.taken_at,
        "old_until": one.old_until if one.old_until and one.old_until > timezone.now() else None,
        "created_at": one.created_at,
        "page": reverse("webhook", args=[one.code]),
    }


def _state_words(one: Endpoint) -> Words:
    if one.state != "on":
        return Words("已停用", "off")
    if one.failures:
        return Words(f"连续失败 {one.failures} 次", f"{one.failures} failures in a row")
    return Words("正常", "fine")


def _delivery(one: Delivery) -> dict[str, Any]:
    standing = Standing(one.standing)
    return {
        "message": one.message,
        "type": one.type,
        "at": one.at,
        "refund": one.refund,
        "tone": _TONES[standing],
        "words": STANDING_WORDS[standing],
        "due_at": one.due_at,
        "tries": one.tries,
        "log": one.log,
        "ended": standing is not Standing.WAITING,
    }
