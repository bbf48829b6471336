"""The payment channels in the money room: how each stands, why, and what a person can do."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.channel_names import route_words
from weikameng.domain.payout_life import NoticeFault
from weikameng.domain.words import Words
from weikameng.records.reading import channel_figures as figures
from weikameng.records.reading.arrivals import kept
from weikameng.records.reading.channel_notices import refusals
from weikameng.records.reading.channels import standings
from weikameng.services import channels, wiring
from weikameng.services.channel_states import SHOWN, ChannelState, state_of
from weikameng.web.money_room.payout_words import CODES, Badge
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.visitors import money_only, politely, tell

DAYS, NOTICE_DAYS = 30, 7
S = ChannelState
STATES: Mapping[str, Badge] = {
    S.WORKING: ("ok", Words("正常", "Working")),
    S.ABSENT: ("", Words("没有接入", "Not set up")),
    S.OFF: ("bad", Words("设置不对,已关闭", "Switched off: wrong settings")),
    S.STOPPED: ("bad", Words("停用", "Stopped")),
    S.SHORT: ("warn", Words("余额不足", "Short of money")),
    S.SLOW: ("warn", Words("正在放慢", "Slowed down")),
}
MEANING: Mapping[str, Words] = {
    S.WORKING: Words("退款照常发出和查询。", "Refunds are sent and asked about as usual."),
    S.ABSENT: Words(
        "没有任何设置。走这个渠道付款的订单,退款会等人处理。",
        "Nothing is set. Refunds of orders paid by it wait for a person.",
    ),
    S.OFF: Words(
        "下面的设置改好、重启之后自动继续;在此之前,退款都等着,不会丢。",
        "It goes on by itself once the settings below are right and the platform was restarted;"
        " until then its refunds wait and none is lost.",
    ),
    S.STOPPED: Words(
        "渠道说我们的密钥或权限不对,所以整个渠道停下来等,而不是让每一笔都落到人手里。"
        "到时间会用一笔试一次。",
        "The channel said that our keys or rights are wrong, so all of it waits instead of every"
        " refund landing on a person. One payout tries it from time to time.",
    ),
    S.SHORT: Words(
        "商户账户里的钱不够退。充值以后会自动继续。",
        "The merchant's account does not hold enough. It goes on by itself once topped up.",
    ),
    S.SLOW: Words(
        "渠道嫌请求太快,让它歇一会儿。", "The channel asked for slowness and is left alone for now."
    ),
}
REFUSALS: Mapping[str, Words] = {
    NoticeFault.FORGED: Words("伪造或签名不对", "forged or wrongly signed"),
    NoticeFault.STALE: Words("过期", "too old"),
    NoticeFault.PROBE: Words("验签探测", "signature probes"),
    NoticeFault.OVERSIZED: Words("过大", "too large"),
    NoticeFault.MALFORMED: Words("读不懂", "not readable"),
    NoticeFault.WRONG_MERCHANT: Words("不是我们的商户号", "for another merchant"),
}


@money_only
def page(request: HttpRequest) -> HttpResponse:
    """Every channel on one page."""
    at = timezone.now()
    rows, waiting = standings(), figures.waiting(at)
    arrived = {row.route: row for row in kept(at, (DAYS,))}
    came = figures.notices(NOTICE_DAYS, at)
    refused, faults = refusals(NOTICE_DAYS, at), wiring.channel_faults()
    shown = [
        {
            "route": route,
            "name": route_words(route),
            **_standing(route, rows.get(route), at),
            "faults": [fault for fault in faults if fault.channel == route],
            "waiting": waiting.get(route, figures.Waiting()),
            "arrived": arrived.get(route),
            "came": came.get(route, 0),
            "refused": _refused(route, refused),
        }
        for route in SHOWN
    ]
    more = {"channels": shown, "days": DAYS, "notice_days": NOTICE_DAYS}
    return show(request, "money_channels", "channels", more)


@money_only
@require_POST
@politely
def resume(request: HttpRequest, route: str) -> HttpResponse:
    """Let a stopped channel work again at once."""
    channels.resume(route, by=actor_of(request), at=timezone.now())
    words = Words(
        "已恢复。如果密钥还不对,下一笔会让它重新停下。",
        "Back to work. If its keys are still wrong, the next payout stops it again.",
    )
    tell(request, words, messages.SUCCESS)
    return redirect("money_channels")


def _standing(route: str, row: Any, at: datetime) -> dict[str, Any]:
    state = state_of(route, row, at)
    tone, words = STATES[state]
    return {
        "state": state,
        "badge": {"tone": tone, "words": words},
        "meaning": MEANING[state],
        "row": row,
        "code_words": CODES.get(row.code) if row else None,
    }


def _refused(route: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """How many notices were refused for each reason, the most frequent first."""
    times: dict[str, int] = {}
    for row in rows:
        if row.route == route:
            times[row.reason] = times.get(row.reason, 0) + row.times
    ordered = sorted(times.items(), key=lambda pair: -pair[1])
    return [
        {"words": REFUSALS.get(reason, Words(reason, reason)), "times": count}
        for reason, count in ordered
    ]
