"""Foreign exchange in the money room (R6.1): deals filled in and confirmed, the file of records."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.exchange import (
    CURRENCIES,
    FIELD_WORDS,
    PURPOSE_WORDS,
    RATE_RULE_WORDS,
    Purpose,
    RateRule,
)
from weikameng.domain.exchange_file import amount, file_of, name_of
from weikameng.domain.policy.publishing import beijing_day
from weikameng.domain.roles import Right, allowed
from weikameng.domain.words import Words
from weikameng.records.reading import exchange as reading
from weikameng.services import exchange, exchange_records
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import money_only, politely, tell

TAB = "money_exchange"
SHOWS = (
    ("open", Words("待登记", "To fill in")),
    ("filled", Words("待核对", "To confirm")),
    ("done", Words("已核对", "Confirmed")),
    ("all", Words("全部", "All")),
)
_BADGES = {
    "open": ("warn", Words("待登记", "To fill in")),
    "filled": ("info", Words("待核对", "To confirm")),
    "done": ("ok", Words("已核对", "Confirmed")),
}
_FILLED = Words("已登记。请另一位同事核对。", "Filled in. A colleague has to confirm it now.")
_CONFIRMED = Words("已核对。", "Confirmed.")
_NO_DAY = Words("日期请写成 2026-11-30 这样。", "Write the day like 2026-11-30.")


@money_only
def listing(request: HttpRequest) -> HttpResponse:
    """Cross-border orders with a refund: whose deal is still to be filled in first."""
    asked, number = request.GET.get("show", ""), page_of(request)
    wanted = asked if asked in dict(SHOWS) else "open"
    rows, more = reading.orders_abroad(wanted, number)
    today = beijing_day(timezone.now())
    room = {
        "rows": [_row(row) for row in rows],
        "page": Page(number, more),
        "shows": SHOWS,
        "wanted": wanted,
        "first": today.replace(day=1).isoformat(),
        "last": today.isoformat(),
    }
    return show(request, TAB, "exchange", room)


@money_only
@politely
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One order: its original deal, who filled it in and confirmed it, and its refunds' records."""
    return _shown(request, number, {})


@money_only
@require_POST
@politely
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Fill in or confirm; a refusal is shown where it was asked for, with what was typed."""
    actor, at = actor_of(request), timezone.now()
    seen = _revision(request.POST.get("seen", ""))
    try:
        if verb == "fill":
            exchange.fill(number, request.POST.dict(), seen, actor, at=at)
            tell(request, _FILLED, messages.SUCCESS)
        elif verb == "confirm":
            going = exchange.confirm(number, seen, actor, at=at)
            tell(request, _went_on(going) if going else _CONFIRMED, messages.SUCCESS)
        else:
            raise Http404
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        typed = request.POST.dict() | {"verb": verb, "error": refusal.words, "at": refusal.see}
        return _shown(request, number, typed, 422)
    return redirect("money_exchange_order", number)


@money_only
@politely
def file(request: HttpRequest) -> HttpResponse:
    """The records of some days as the CSV file a payment institution takes."""
    first, last = _day(request, "from"), _day(request, "to")
    lines = exchange.exported(first, last, actor_of(request), at=timezone.now())
    response = HttpResponse(file_of(lines), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(True, name_of(first, last))
    response.headers["Content-Disposition"] = disposition or ""
    return response


def _shown(
    request: HttpRequest, number: str, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    order = reading.order_abroad(number)
    if order is None:
        raise not_found()
    deal, actor = reading.deal_of(order.pk), actor_of(request)
    refunds = [_refund(row) for row in reading.refunds_of(order.pk)]
    recorded = any(row["recorded"] for row in refunds)
    own = order.buyer_id == actor.id
    more = {
        "order": order,
        "name": Words(order.product.name_zh, order.product.name_en),
        "deal": deal,
        "badge": _badge(deal),
        "facts": _facts(deal) if deal else (),
        "refunds": refunds,
        "recorded": recorded,
        "may_fill": allowed(actor.role, Right.MOVE_MONEY) and not recorded and not own,
        "may_confirm": _may_confirm(deal, actor.role, actor.id) and not own,
        "own_work": bool(deal and not deal.confirmed_at and deal.filled_by_id == actor.id),
        "values": _values(deal) | {k: v for k, v in typed.items() if k in FIELD_WORDS},
        "typed": typed,
        "currencies": CURRENCIES,
        "rules": RATE_RULE_WORDS.items(),
        "purposes": PURPOSE_WORDS.items(),
        "today": beijing_day(timezone.now()).isoformat(),
    }
    return show(request, TAB, "exchange_order", more, status)


def _row(order: Any) -> dict[str, Any]:
    deal = getattr(order, "exchange_deal", None)
    return {
        "url": reverse("money_exchange_order", args=[order.number]),
        "number": order.number,
        "name": Words(order.product.name_zh, order.product.name_en),
        "paid_minor": order.paid_minor,
        "currency": order.currency,
        "paid_at": order.paid_at,
        "badge": _badge(deal),
        "by": reading.names((deal.filled_by, deal.confirmed_by)) if deal else (),
    }


def _refund(row: Any) -> dict[str, Any]:
    record = getattr(row, "exchange_record", None)
    papers = None if record else reading.papers_of(row.pk)
    lacking = exchange_records.missing(papers) if papers else ()
    return {
        "number": row.number,
        "url": reverse("money_payout", args=[row.number]),
        "amount_minor": row.amount_minor,
        "case": row.case.number,
        "recorded": record,
        "lacking": [exchange_records.MISSING[name] for name in lacking],
    }


def _may_confirm(deal: Any, role: str, actor_id: int) -> bool:
    waits = deal is not None and deal.confirmed_at is None and deal.filled_by_id != actor_id
    return waits and allowed(role, Right.SECOND_MONEY)


def _facts(deal: Any) -> list[tuple[Words, str | Words]]:
    said: dict[str, str | Words] = {
        **_values(deal),
        "purpose": PURPOSE_WORDS[Purpose(deal.purpose)],
        "rate_rule": RATE_RULE_WORDS[RateRule(deal.rate_rule)],
    }
    return [(words, said[name]) for name, words in FIELD_WORDS.items()]


def _values(deal: Any) -> dict[str, str]:
    if deal is None:
        return {"settled_currency": "USD", "rate_rule": str(RateRule.LOCKED), "quota": "0"}
    return {
        "settled": amount(deal.settled_minor),
        "settled_currency": deal.settled_currency,
        "rate": format(deal.rate.normalize(), "f"),
        "rate_on": deal.rate_on.isoformat(),
        "rate_rule": deal.rate_rule,
        "purpose": deal.purpose,
        "quota": amount(deal.quota_minor),
        "payee": deal.payee,
        "payee_country": deal.payee_country,
    }


def _badge(deal: Any) -> dict[str, Any]:
    state = "open" if deal is None else "done" if deal.confirmed_at else "filled"
    return dict(zip(("tone", "words"), _BADGES[state], strict=True))


def _went_on(count: int) -> Words:
    return Words(
        f"已核对。停下的 {count} 笔退款继续发出。",
        f"Confirmed. {count} refunds that had stopped go on.",
    )


def _day(request: HttpRequest, name: str) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError as error:
        raise Refusal("exchange_span", _NO_DAY) from error


def _revision(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
