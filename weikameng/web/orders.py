"""A buyer's orders: the list, one order with whether it can be refunded (R1.3), the card key."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import condition, require_POST

from weikameng.domain.errors import not_found
from weikameng.domain.words import Words
from weikameng.records.reading.orders import OrderPage, order_of, orders_of, progress_stamp
from weikameng.services import cards, proofs
from weikameng.services.eligibility import outlook_of, outlooks_of
from weikameng.web import eligible, public_records, saying
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import language
from weikameng.web.visitors import buyer_of, no_store, politely


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my orders, newest first."""
    number, at = page_of(request), timezone.now()
    buyer_id = buyer_of(request)
    rows, more = orders_of(buyer_id, number)
    outlooks = outlooks_of([row.number for row in rows], buyer_id=buyer_id, at=at)
    cards_shown = [
        {
            "url": reverse("order", args=[row.number]),
            "title": Words(row.product.name_zh, row.product.name_en),
            "amount_minor": row.paid_minor,
            "number": row.number,
            "at": row.created_at,
            "refund": eligible.in_short(outlooks[row.number], at),
            **saying.order_badge(row, [case.state for case in outlooks[row.number].photo.cases]),
        }
        for row in rows
    ]
    room = {"rows": cards_shown, "page": Page(number, more)}
    return render(request, "weikameng/orders.html", room)


@login_required
@politely
def detail(request: HttpRequest, number: str, secret: dict[int, str] | None = None) -> HttpResponse:
    """One order: where it stands, its key, whether it can be refunded and why."""
    return render(request, "weikameng/order.html", _room(request, number, secret or {}))


def _etag(request: HttpRequest, number: str) -> str | None:
    stamp = progress_stamp(number, buyer_id=buyer_of(request))
    return f'"{stamp}-{language()}"' if stamp else None


@login_required
@condition(etag_func=_etag)
@politely
def live(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the order page that changes while the supplier delivers."""
    return render(request, "weikameng/order_live.html", _room(request, number, {}))


@login_required
@require_POST
@politely
def reveal(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Show a key once asked for; that it was shown is recorded before."""
    key = cards.reveal(number, position, buyer_id=buyer_of(request), at=timezone.now())
    return no_store(detail(request, number, {position: key}))  # type: ignore[arg-type]


def _room(request: HttpRequest, number: str, secrets: dict[int, str]) -> dict[str, Any]:
    buyer_id = buyer_of(request)
    # Sent back with the next look, so that "nothing new" costs one statement and no swap. Read
    # first: what changes while the page is made is then new at the next look.
    seen = json.dumps(_etag(request, number))
    page = order_of(number, buyer_id=buyer_id)
    if page is None:
        raise not_found()
    at = timezone.now()
    outlook = outlook_of(number, buyer_id=buyer_id, at=at)
    badge = saying.order_badge(page.order, [case.state for case in page.cases])
    return {
        "order": page.order,
        "name": Words(page.product.name_zh, page.product.name_en),
        "badge": badge,
        "proof": proofs.shown(number, page.order.paid_minor, badge["state"], at),
        "rows": saying.order_rows(page.order, page.units, page.tenders),
        "tenders": page.tenders,
        "eligibility": eligible.shown(outlook, at),
        "keys": _keys(page, secrets),
        "cases": [
            saying.case_row_for_buyer(case, page.product, page.order, at) for case in page.cases
        ],
        "evidence": [saying.evidence_line(item, outlook.policy) for item in page.evidence],
        "moving": page.order.progress == "paid",
        "records": public_records.of_order(request, page.order.pk),
        "etag_json": seen,
        "trouble": saying.delivery_trouble(page.order),
        "identity_open": page.order.cross_border and not outlook.photo.order.identity_checked,
    }


def _keys(page: OrderPage, secrets: dict[int, str]) -> list[dict[str, Any]]:
    if page.product.fulfilment != "key" or page.order.progress != "delivered":
        return []
    return [
        {
            "position": unit.position,
            "secret": secrets.get(unit.position),
            "frozen": unit.frozen,
            "seen": unit.usage == "revealed",
            "used": unit.usage in {"activated", "used", "void"},
        }
        for unit in page.units
    ]
