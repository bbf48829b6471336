"""Orders through the API (P2, P4): a shop pushes and reads its own, a buyer reads theirs."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api import order_words as say
from weikameng.api.bulk import ItemsOut, each
from weikameng.api.callers import demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.moments import Moment
from weikameng.api.order_rows import OrderOut, order_out
from weikameng.api.shop_callers import Number, Plain, demand_shop, whose
from weikameng.domain.errors import not_found
from weikameng.domain.importing import MAX_UNITS
from weikameng.records.reading import shop_orders as reading
from weikameng.records.reading.shop_orders import OrderAsRead, WantedOrders, Whose
from weikameng.services import imports, usage
from weikameng.services.imports import RowResult
from weikameng.services.usage import Told

router = Router(tags=["orders"])
READ, WRITE = "orders:read", "orders:write"
MAX_BULK, MAX_UPDATES, MAX_DAYS = 100, 100, 3650
Yuan = Annotated[str, Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", examples=["12.30"])]
Usage = Literal["none", "revealed", "activated", "used", "unknown", "void"]
State = Literal["awaiting_payment", "paid", "delivered", "failed", "cancelled"]


class UnitIn(Schema):
    """One unit as sold, in yuan as text; what is known of its use by now."""

    price: Yuan
    usage: Usage = "none"
    used_days: int = Field(0, ge=0, le=MAX_DAYS)


class PaymentIn(Schema):
    """One leg of the payment, each route once; the channel's own number of the payment."""

    route: str = Field(min_length=1, max_length=20, examples=["alipay"])
    amount: Yuan
    reference: str = Field(min_length=1, max_length=64)


class OrderIn(Schema):
    """An order of the shop; the same fields as a line of an import (docs/importing.md).

    ``buyer`` is the shop's own id of the buyer. ``completed_at`` once it is delivered.
    """

    external_number: str = Field(min_length=1, max_length=64, description="the shop's own number")
    buyer: str = Field(min_length=1, max_length=64)
    sku: str = Field(min_length=1, max_length=60)
    units: list[UnitIn] = Field(min_length=1, max_length=MAX_UNITS)
    payments: list[PaymentIn] = Field(max_length=10)
    paid_at: Moment
    completed_at: Moment | None = None
    account: str | None = Field(None, max_length=120)
    zone: str | None = Field(None, max_length=60)
    paid_total: Yuan | None = None
    supplier: dict[str, Any] | None = Field(None, description="what the supplier said")
    cross_border: bool | None = None
    currency: str | None = Field(None, max_length=3)
    exchange: dict[str, Any] | None = Field(None, description="the deal of a payment from abroad")
    renewal: dict[str, Any] | None = Field(None, description="when renewal was reminded of")


class OrdersIn(Schema):
    """Many orders, each as for one; what is wrong with one stops no other."""

    orders: list[Any] = Field(min_length=1, max_length=MAX_BULK)


class OrdersOut(Schema):
    """One page, the latest first."""

    items: Sequence[OrderOut]
    next: NextCursor


class OrderFilters(Schema):
    """Which orders; what is left out filters nothing. ``customer``: the shop's id of a buyer."""

    external_number: Plain = ""
    customer: Plain = ""
    sku: Plain = ""
    state: State | None = None
    paid_from: Moment | None = None
    paid_to: Moment | None = None


class UpdateIn(Schema):
    """What happened to a unit (by its place, from 1), or, ``delivered``, to the whole order."""

    kind: Literal["delivered", "revealed", "activated", "used", "not_activated"]
    happened_at: Moment
    unit: int = Field(0, ge=0, le=MAX_UNITS)
    used_days: int = Field(0, ge=0, le=MAX_DAYS)


class UpdatesIn(Schema):
    """What happened, in any order; the same again changes nothing."""

    updates: list[UpdateIn] = Field(min_length=1, max_length=MAX_UPDATES)


@router.post("", response={201: OrderOut, 200: OrderOut}, summary="Push an order")
def push(request: HttpRequest, sent: OrderIn) -> Any:
    """Take one of the shop's orders; 200 when it is here already, with what it is here."""
    shop_id = demand_shop(request, WRITE)
    row = sent.model_dump(mode="json", exclude_none=True)
    (result,) = imports.take_rows([(0, row)], shop_id=shop_id, at=timezone.now())
    if result.problem:
        raise say.not_taken(result)
    found = _named(Whose(shop_id), result.number)
    if result.known:
        say.demand_the_same(found, sent.sku, sent.buyer, [one.price for one in sent.units])
    return Status(200 if result.known else 201, order_out(found))


@router.post("/bulk", response=ItemsOut, summary="Push many orders")
def push_many(request: HttpRequest, sent: OrdersIn) -> Any:
    """Take orders; each result is 201, 200 (here already), or what is wrong with that one."""
    shop_id = demand_shop(request, WRITE)
    rows = list(enumerate(sent.orders))
    results = imports.take_rows(rows, shop_id=shop_id, at=timezone.now())
    by_place = {result.line: result for result in results}
    return each(request, range(len(rows)), lambda place: _brief(by_place[place]))


@router.get("", response=OrdersOut, summary="Orders, the latest first")
def listing(
    request: HttpRequest, filters: Query[OrderFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of a shop's orders, or of the token owner's own."""
    demand_scope(request, READ)
    wanted = WantedOrders(**filters.model_dump(exclude_none=True))
    rows = reading.page(whose(request), wanted, place_in(cursor), limit + 1)
    return page_of(rows, limit, order_out, lambda one: one.row.pk)


@router.get("/{number}", response=OrderOut, summary="One order")
def look(request: HttpRequest, number: Number) -> Any:
    """Return an order with its units, payments and refunds."""
    demand_scope(request, READ)
    return order_out(_named(whose(request), number))


@router.post("/{number}/usage", response=ItemsOut, summary="What became of an order's units")
def update(request: HttpRequest, number: Number, sent: UpdatesIn) -> Any:
    """Take what happened, one by one. ``outcome``: taken, known (nothing new), early (kept until
    it is delivered), frozen (a refund came first: do not show the key), given_back."""
    shop_id, at = demand_shop(request, WRITE), timezone.now()
    if reading.order_of_shop(number, shop_id=shop_id) is None:
        raise not_found()

    def tell(one: UpdateIn) -> tuple[int, dict[str, Any]]:
        told = Told(one.kind, one.happened_at, one.unit, one.used_days)
        return 200, {"outcome": usage.tell(number, told, shop_id=shop_id, at=at)}

    return each(request, sent.updates, tell)


def _named(whose: Whose, number: Number) -> OrderAsRead:
    found = reading.order_named(whose, number)
    if found is None:
        raise not_found()
    return found


def _brief(result: RowResult) -> tuple[int, dict[str, Any]]:
    if result.problem:
        raise say.not_taken(result)
    number, theirs = result.number, result.external_number
    return (200 if result.known else 201), {"number": number, "external_number": theirs}
