"""Deals of cross-border orders and the records of their refunds (R6.1), for tokens of finance."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from weikameng.api.callers import actor_of, demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, micros_of, moment_in, page_of
from weikameng.domain.errors import not_found
from weikameng.domain.exchange import MAX_PAYEE
from weikameng.domain.exchange_file import COLUMNS, amount, file_of, name_of, plain
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.records.reading import exchange as reading
from weikameng.services import exchange

router = Router(tags=["exchange"])
READ, WRITE = "exchange:read", "exchange:write"
FirstDay = Annotated[date, Query(alias="from", description="the first day, Beijing")]
Revision = Annotated[int, Field(ge=0, le=1_000_000)]


class DealIn(Schema):
    """A deal as filled in. Amounts and the rate as text, ``rate``: so many of the payment's
    currency for one of the currency settled in. ``revision``: what was looked at, 0 for none."""

    settled: str = Field(max_length=20)
    settled_currency: str = Field(max_length=3)
    rate: str = Field(max_length=20)
    rate_on: date
    rate_rule: str = Field(description="locked or refund_day")
    purpose: str = Field(description="game, software, membership, prepaid or service")
    quota: str = Field("0", max_length=20, description="US dollars of the payer's yearly quota")
    payee: str = Field(max_length=MAX_PAYEE)
    payee_country: str = Field(max_length=2)
    revision: Revision = 0


class Seen(Schema):
    """Which revision of a deal is confirmed."""

    revision: Revision


class DealOut(Schema):
    """The deal of an order as it stands; ``deal`` is null before anybody filled it in."""

    order: str
    currency: str
    paid_minor: int
    revision: int
    filled_at: datetime | None
    confirmed_at: datetime | None
    deal: dict[str, str] | None


class RecordsOut(Schema):
    """One page of the records made on these days, Beijing time, the oldest first: the cells of the
    file by its columns' names."""

    columns: Sequence[str]
    items: Sequence[dict[str, str]]
    next: NextCursor


@router.get("/orders/{number}", response=DealOut, summary="The deal of a cross-border order")
def look(request: HttpRequest, number: str) -> Any:
    """Return the deal of an order; who does not see the money finds nothing."""
    _demand(request, READ)
    return _deal(number)


@router.put("/orders/{number}/deal", response=DealOut, summary="Fill a deal in")
def fill(request: HttpRequest, number: str, sent: DealIn) -> Any:
    """Fill it in, or correct it until a refund is recorded; another person confirms it."""
    actor = _demand(request, WRITE)
    given = sent.dict() | {"rate_on": sent.rate_on.isoformat()}
    exchange.fill(number, given, sent.revision, actor, at=timezone.now())
    return _deal(number)


@router.post("/orders/{number}/confirm", response=DealOut, summary="Confirm a deal")
def confirm(request: HttpRequest, number: str, sent: Seen) -> Any:
    """Confirm what somebody else filled in: refunds that stopped for it go on."""
    actor = _demand(request, WRITE)
    exchange.confirm(number, sent.revision, actor, at=timezone.now())
    return _deal(number)


@router.get("/records", response=RecordsOut, summary="Exchange records of some days")
def records(
    request: HttpRequest, since: FirstDay, to: date, limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of the records made from one day to another, a year at most."""
    actor = _demand(request, READ)
    found = exchange.records((since, to), actor, moment_in(cursor), limit + 1)
    page = page_of(found, limit, lambda one: plain(one[2]), lambda one: (micros_of(one[0]), one[1]))
    return {"columns": COLUMNS} | page


@router.get("/file", summary="The file of exchange records a payment institution takes")
def file(request: HttpRequest, since: FirstDay, to: date) -> HttpResponse:
    """Return the same as CSV; that it was taken stays on record."""
    actor = _demand(request, READ)
    lines = exchange.exported(since, to, actor, at=timezone.now())
    response = HttpResponse(file_of(lines), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name_of(since, to)}"'
    return response


def _demand(request: HttpRequest, scope: str) -> Actor:
    """Who the token acts for. Other roles find nothing, whatever the token's scopes."""
    demand_scope(request, scope)
    actor = actor_of(request)
    if not allowed(actor.role, Right.SEE_MONEY):
        raise not_found()
    return actor


def _deal(number: str) -> dict[str, Any]:
    order = reading.order_abroad(number)
    if order is None:
        raise not_found()
    row = reading.deal_of(order.pk)
    return {
        "order": order.number,
        "currency": order.currency,
        "paid_minor": order.paid_minor,
        "revision": row.revision if row else 0,
        "filled_at": row.filled_at if row else None,
        "confirmed_at": row.confirmed_at if row else None,
        "deal": _told(row) if row else None,
    }


def _told(row: Any) -> dict[str, str]:
    return {
        "settled": amount(row.settled_minor),
        "settled_currency": row.settled_currency,
        "rate": format(row.rate.normalize(), "f"),
        "rate_on": row.rate_on.isoformat(),
        "rate_rule": row.rate_rule,
        "purpose": row.purpose,
        "quota": amount(row.quota_minor),
        "payee": row.payee,
        "payee_country": row.payee_country,
    }
