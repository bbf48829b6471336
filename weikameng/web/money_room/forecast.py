"""Funds in the money room: what pending refunds take from every channel, and the balance there."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import Refusal
from weikameng.domain.forecast import Funds
from weikameng.domain.money import minor_of
from weikameng.domain.words import Words
from weikameng.records.reading.forecast import balances_recorded
from weikameng.services import forecast
from weikameng.web.money_room.reconcile_words import day_words
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.visitors import money_only, politely, tell

_RECORDED = Words("余额已登记。", "The balance is recorded.")
_NO_AMOUNT = Words("金额要写成 1234.50 这样。", "Write the amount like 1234.50.")
DAYS_SHOWN = 7


class BalanceForm(forms.Form):
    """An amount in yuan, as people type it: spaces and thousands separators are let be."""

    amount = forms.CharField(max_length=20, strip=True)

    def minor(self) -> int:
        """Return fen. Refusal when it is no amount."""
        typed = str(self.data.get("amount", "")).strip().lstrip("¥￥")
        plain = typed.replace(",", "").replace("，", "").replace(" ", "")
        if not self.is_valid() or not plain.isascii() or "e" in plain.lower():
            raise Refusal("amount", _NO_AMOUNT)
        try:
            return minor_of(plain)
        except ValueError as error:
            raise Refusal("amount", _NO_AMOUNT) from error


@money_only
def page(request: HttpRequest) -> HttpResponse:
    """Every channel: pending refunds against its balance."""
    return _shown(request, {})


@money_only
@require_POST
@politely
def record(request: HttpRequest, route: str) -> HttpResponse:
    """Record a channel's balance; a wrong amount is told where it was typed."""
    form = BalanceForm(request.POST)
    try:
        by = actor_of(request)
        forecast.record_balance(route, form.minor(), by=by, at=timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        typed = request.POST.get("amount", "")[:20]
        more = {"typed": {"route": route, "amount": typed, "error": refusal.words}}
        return _shown(request, more, 422)
    tell(request, _RECORDED, messages.SUCCESS)
    return redirect("money_forecast")


def _shown(request: HttpRequest, more: Mapping[str, Any], status: int = 200) -> HttpResponse:
    at = timezone.now()
    frame = {
        "channels": [_card(one) for one in forecast.forecast(at)],
        "recorded": [{"row": row, "name": route_words(row.route)} for row in balances_recorded()],
    }
    return show(request, "money_forecast", "forecast", frame | dict(more), status)


def _card(one: Funds) -> dict[str, Any]:
    return {
        "funds": one,
        "name": route_words(one.route),
        "badge": _badge(one),
        "short_day": day_words(one.short.day) if one.short else None,
        "needs": [{"words": day_words(need.day), "need": need} for need in one.needs[:DAYS_SHOWN]],
        "more_days": max(len(one.needs) - DAYS_SHOWN, 0),
    }


def _badge(one: Funds) -> dict[str, Any]:
    if one.short:
        return {"tone": "bad", "words": Words("不够", "Short")}
    if one.short_since:
        return {"tone": "bad", "words": Words("渠道说余额不足", "The channel says: short")}
    if one.balance is None:
        return {"tone": "", "words": Words("没有登记余额", "No balance recorded")}
    if not one.covers_review:
        return {"tone": "warn", "words": Words("眼下够,算上审核中的不够", "Enough for now only")}
    return {"tone": "ok", "words": Words("够用", "Enough")}
