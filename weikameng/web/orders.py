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
from weikameng.domain.policy.eligibility import Eligibility
from weikameng.domain.words import Words
from weikameng.records.reading.orders import OrderPage, order_of, orders_of, progress_stamp
from weikameng.services import cards
from weikameng.services.eligibility import Outlook, outlook_of
from weikameng.web import saying
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import language
from weikameng.web.visitors import buyer_of, no_store, politely


@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """All my orders, newest first."""
    number = page_of(request)
    rows, more = orders_of(buyer_of(request), number)
    cards_shown = [
        {
            "url": reverse("order", args=[row.number]),
            "title": Words(row.product.name_zh, row.product.name_en),
            "amount_minor": row.paid_minor,
            "number": row.number,
            "at": row.created_at,
            **saying.order_badge(row),
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
    outlook = outlook_of(number, buyer_id=buyer_id, at=timezone.now())
    return {
        "order": page.order,
        "name": Words(page.product.name_zh, page.product.name_en),
        "badge": saying.order_badge(page.order),
        "rows": saying.order_rows(page),
        "tenders": page.tenders,
        "eligibility": _eligibility(page, outlook),
        "keys": _keys(page, secrets),
        "cases": [saying.case_row(case, page.product) for case in page.cases],
        "evidence": [saying.evidence_line(item, outlook.policy) for item in page.evidence],
        "moving": page.order.progress == "paid",
        "etag_json": seen,
        "trouble": saying.delivery_trouble(page.order),
    }


def _eligibility(page: OrderPage, outlook: Outlook) -> dict[str, Any] | None:
    """What parts/eligibility.html shows; nothing while unpaid or while a case is open."""
    if page.order.progress in {"awaiting_payment", "cancelled"} or outlook.open_case:
        return None
    plain = outlook.plain
    if "wait_until_promised" in plain.evidence:
        return _waiting(plain)
    hopeful = any(reason.hopeful for reason in outlook.by_reason(timezone.now()))
    return {
        "tone": "ok" if plain.eligible else "warn",
        "title": saying.eligible_title(plain),
        # Nothing has been handed over yet: what a person will do is said as what will be.
        "text": saying.A_PERSON_WILL_LOOK if plain.way == "manual" else plain.sentence,
        "clause": plain.clause,
        "route": saying.WAYS[plain.way] if plain.eligible else None,
        "until": plain.until,
        "evidence": [outlook.policy.evidence_words(item) for item in plain.evidence],
        "would_change": plain.what_would_change,
        "amount_minor": plain.at_stake_minor if plain.eligible else None,
        "apply_url": reverse("apply", args=[page.order.number]) if hopeful else None,
        "apply_words": saying.APPLY if plain.eligible else saying.APPLY_ANYWAY,
    }


def _waiting(plain: Eligibility) -> dict[str, Any]:
    """Nothing to apply for yet, only until when the delivery was promised."""
    unsaid = ("route", "until", "evidence", "amount_minor", "apply_url", "apply_words")
    return dict.fromkeys(unsaid) | {
        "tone": "info",
        "title": saying.ON_ITS_WAY,
        "text": plain.sentence,
        "clause": plain.clause,
        "would_change": plain.what_would_change,
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
