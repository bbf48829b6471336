"""Questions about orders as programs ask them: a page by filters, one, by the shop's own number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from weikameng.records.models import LedgerGood, Order, OrderUnit, RefundCase, Shop, Tender


@dataclass(frozen=True, slots=True)
class OrderOfShop:
    """What must be known of a shop's own order before it is changed."""

    id: int
    number: str
    paid_at: datetime | None
    going_back: bool


def order_of_shop(number: str, *, shop_id: int) -> OrderOfShop | None:
    """Return a shop's own order; None for others'."""
    row = Order.objects.filter(number=number, shop_id=shop_id).first()
    if row is None:
        return None
    return OrderOfShop(row.pk, row.number, row.paid_at, row.refunding_minor > 0)


def number_of(external_number: str, *, shop_id: int) -> str | None:
    """Return our number of a shop's order by its own."""
    found = Order.objects.filter(shop_id=shop_id, external_number=external_number)
    return found.values_list("number", flat=True).first()


def code_of(shop_id: int) -> str:
    """Return a shop's code."""
    return Shop.objects.values_list("code", flat=True).get(pk=shop_id)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose orders: a shop's, or one buyer's own."""

    shop_id: int | None = None
    buyer_id: int | None = None

    @property
    def named(self) -> dict[str, int | None]:
        """The filter that keeps everybody else's out."""
        if self.shop_id is not None:
            return {"shop_id": self.shop_id}
        return {"buyer_id": self.buyer_id}


@dataclass(frozen=True, slots=True)
class WantedOrders:
    """Which orders to list; what is empty filters nothing."""

    external_number: str = ""
    customer: str = ""
    state: str = ""
    sku: str = ""
    paid_from: datetime | None = None
    paid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderAsRead:
    """An order with all that hangs on it; ``goods`` are its units' ids in the log."""

    row: Order
    units: Sequence[OrderUnit] = field(default=())
    tenders: Sequence[Tender] = field(default=())
    cases: Sequence[RefundCase] = field(default=())
    goods: dict[int, Any] = field(default_factory=dict)


def page(whose: Whose, wanted: WantedOrders, after: int | None, many: int) -> list[OrderAsRead]:
    """Return so many orders after a place, the latest first; five statements, however many."""
    rows = _wanted(Order.objects.filter(**whose.named), wanted)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    return _whole(list(rows.select_related("product", "buyer", "policy").order_by("-pk")[:many]))


def order_named(whose: Whose, number: str) -> OrderAsRead | None:
    """Return one of their orders; None for others'."""
    rows = Order.objects.filter(number=number, **whose.named)
    found = _whole(list(rows.select_related("product", "buyer", "policy")))
    return found[0] if found else None


def _wanted(rows: QuerySet[Order], wanted: WantedOrders) -> QuerySet[Order]:
    asked: dict[str, object] = {
        "external_number": wanted.external_number,
        "buyer__customer": wanted.customer,
        "progress": wanted.state,
        "paid_at__gte": wanted.paid_from,
        "paid_at__lt": wanted.paid_to,
    }
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if not wanted.sku:
        return rows
    own = Q(product__shop__isnull=False, product__shop_sku=wanted.sku)
    return rows.filter(own | Q(product__shop=None, product__sku=wanted.sku))


def _whole(rows: list[Order]) -> list[OrderAsRead]:
    ids = [row.pk for row in rows]
    units: dict[int, list[OrderUnit]] = {}
    for unit in OrderUnit.objects.filter(order_id__in=ids).order_by("position"):
        units.setdefault(unit.order_id, []).append(unit)
    tenders: dict[int, list[Tender]] = {}
    for tender in Tender.objects.filter(order_id__in=ids).order_by("position"):
        tenders.setdefault(tender.order_id, []).append(tender)
    cases: dict[int, list[RefundCase]] = {}
    for case in RefundCase.objects.filter(order_id__in=ids).order_by("id"):
        cases.setdefault(case.order_id, []).append(case)
    goods = LedgerGood.objects.filter(unit__order_id__in=ids).values_list("unit_id", "id")
    named = dict(goods)
    return [
        OrderAsRead(
            row,
            units.get(row.pk, ()),
            tenders.get(row.pk, ()),
            cases.get(row.pk, ()),
            {unit.pk: named[unit.pk] for unit in units.get(row.pk, ()) if unit.pk in named},
        )
        for row in rows
    ]
