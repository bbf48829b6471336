"""Questions about orders: a buyer's list, one order with all a page shows, what to deliver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.records.models import CardStock, Evidence, Order, OrderUnit, RefundCase, Tender
from weikameng.records.models import Product as ProductRow

PAGE_SIZE = 20
GOING_BACK = (State.APPROVED, State.PAYING, State.PAYOUT_STUCK, State.REFUNDED)


@dataclass(frozen=True, slots=True)
class OrderToDeliver:
    """A paid order that waits for delivery. ``asked_before``: the supplier knows it already."""

    id: int
    number: str
    sku: str
    product_id: int
    fulfilment: str
    supplier: str
    account: str
    zone: str
    quantity: int
    asked_before: bool


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with everything its page shows, in a fixed number of statements."""

    order: Order
    product: ProductRow
    units: Sequence[OrderUnit]
    tenders: Sequence[Tender]
    cases: Sequence[RefundCase]
    evidence: Sequence[Evidence]


def order_to_deliver(number: str) -> OrderToDeliver | None:
    """Return a paid, undelivered order; None when there is nothing (more) to deliver.

    What goes back or has gone back is not delivered any more.
    """
    order = (
        Order.objects.filter(number=number, progress=Order.State.PAID)
        .exclude(refundcase__state__in=GOING_BACK)
        .select_related("product")
        .first()
    )
    if order is None:
        return None
    return OrderToDeliver(
        id=order.pk,
        number=order.number,
        sku=order.product.sku,
        product_id=order.product_id,
        fulfilment=order.product.fulfilment,
        supplier=order.product.supplier,
        account=order.account,
        zone=order.zone,
        quantity=order.units.count(),
        asked_before=bool(order.supplier_asked_at),
    )


def orders_of(buyer_id: int, page: int = 1) -> tuple[list[Order], bool]:
    """Return one page of a buyer's orders, newest first, and whether there are more."""
    start = (page - 1) * PAGE_SIZE
    rows = list(
        Order.objects.filter(buyer_id=buyer_id)
        .select_related("product")
        .order_by("-id")[start : start + PAGE_SIZE + 1]
    )
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def order_of(number: str, *, buyer_id: int) -> OrderPage | None:
    """Return a buyer's own order; None for strangers and for numbers that do not exist."""
    order = (
        Order.objects.filter(number=number, buyer_id=buyer_id)
        .select_related("product", "policy")
        .first()
    )
    if order is None:
        return None
    return OrderPage(
        order=order,
        product=order.product,
        units=list(order.units.order_by("position")),
        tenders=list(order.tenders.order_by("position")),
        cases=list(order.refundcase_set.order_by("-id")),
        evidence=list(Evidence.objects.filter(order=order).order_by("position")),
    )


def paid_for(order: Order) -> tuple[list[OrderUnit], list[Tender]]:
    """Return the units and tenders of an order that was read before."""
    return list(order.units.order_by("position")), list(order.tenders.order_by("position"))


def progress_stamp(number: str, *, buyer_id: int) -> str | None:
    """Return what changes when the order's page must change; None for strangers."""
    row = (
        Order.objects.filter(number=number, buyer_id=buyer_id)
        .values_list("progress", "supplier_asked_at", "refunding_minor")
        .first()
    )
    return "/".join(str(part) for part in row) if row else None


@dataclass(frozen=True, slots=True)
class KeyToShow:
    """A unit whose key may be shown: ciphertext, and whether it has been seen before."""

    unit_id: int
    order_id: int
    secret: bytes
    revealed_at: datetime | None


def key_of(number: str, position: int, *, buyer_id: int) -> KeyToShow | None:
    """Return the key of one unit of a buyer's own delivered order."""
    card = (
        CardStock.objects.filter(
            unit__order__number=number,
            unit__order__buyer_id=buyer_id,
            unit__order__progress=Order.State.DELIVERED,
            unit__position=position,
            voided_at=None,
        )
        .select_related("unit")
        .first()
    )
    if card is None or card.unit is None:
        return None
    return KeyToShow(card.unit.pk, card.unit.order_id, bytes(card.secret), card.unit.revealed_at)


def order_to_pay(number: str, *, buyer_id: int) -> Order | None:
    """Return a buyer's own order that waits for payment."""
    waiting = Order.objects.filter(
        number=number, buyer_id=buyer_id, progress=Order.State.AWAITING_PAYMENT
    )
    return waiting.select_related("product").prefetch_related("tenders").first()


def external_numbers(numbers: Sequence[str], shop_id: int | None = None) -> dict[str, str]:
    """Return ours by theirs for a shop's orders imported before (P4: safe to repeat)."""
    return {name: order.number for name, order in imported(numbers, shop_id).items()}


@dataclass(frozen=True, slots=True)
class Imported:
    """An order that is here under a number of its shop's: ours, what was sold, for how much."""

    number: str
    product_id: int
    list_total_minor: int


def imported(numbers: Sequence[str], shop_id: int | None) -> dict[str, Imported]:
    """Return a shop's orders (None: our own storefront's) by the numbers it has for them."""
    found = Order.objects.filter(external_number__in=numbers)
    mine = found.filter(shop=None) if shop_id is None else found.filter(shop_id=shop_id)
    rows = mine.values_list("external_number", "number", "product_id", "list_total_minor")
    return {theirs or "": Imported(ours, sold, total) for theirs, ours, sold, total in rows}
