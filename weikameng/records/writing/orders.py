"""Writes orders: placing, payment, delivery, what the supplier said, and the key being shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import F

from weikameng.domain.exchange import Deal
from weikameng.domain.renewals import NO_RENEWAL, Renewal
from weikameng.domain.supply import SupplierAnswer
from weikameng.records.models import CardStock, Order, OrderUnit, Tender, Wallet, WalletEntry
from weikameng.records.reading.orders import GOING_BACK
from weikameng.records.writing import exchange

DELIVERED, PAID = Order.State.DELIVERED, Order.State.PAID


@dataclass(frozen=True, slots=True)
class NewTender:
    """A leg of the payment in fen; ``reference`` and ``paid_at`` once it is paid."""

    route: str
    amount_minor: int
    reference: str = ""
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit with its share of what was paid, in fen."""

    price_minor: int
    paid_minor: int
    usage: str = "none"
    used_days: int = 0


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to write; the shop's start unpaid, imported ones come with their whole past."""

    number: str
    buyer_id: int
    product_id: int
    policy_id: int
    list_total_minor: int
    paid_minor: int
    units: Sequence[NewUnit]
    tenders: Sequence[NewTender]
    account: str = ""
    zone: str = ""
    cross_border: bool = False
    currency: str = "CNY"
    deal: Deal | None = None
    progress: str = Order.State.AWAITING_PAYMENT
    paid_at: datetime | None = None
    promised_at: datetime | None = None
    completed_at: datetime | None = None
    external_number: str | None = None
    supplier: SupplierAnswer | None = field(default=None)
    renewal: Renewal = NO_RENEWAL


def next_serial(sequence: str = "order_serial") -> int:
    """Return a fresh serial for a number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return int(cursor.fetchone()[0])


def place(new: NewOrder, at: datetime) -> int:
    """Write an order with its units and tenders and return its id."""
    said = new.supplier or SupplierAnswer("")
    order = Order.objects.create(
        number=new.number,
        buyer_id=new.buyer_id,
        product_id=new.product_id,
        policy_id=new.policy_id,
        external_number=new.external_number,
        progress=new.progress,
        list_total_minor=new.list_total_minor,
        paid_minor=new.paid_minor,
        account=new.account,
        zone=new.zone,
        cross_border=new.cross_border,
        currency=new.currency,
        created_at=new.paid_at or at,
        paid_at=new.paid_at,
        promised_at=new.promised_at,
        completed_at=new.completed_at,
        supplier_status=said.status,
        supplier_code=said.code,
        supplier_arrived=said.arrived,
        supplier_recallable=said.recallable,
        renewal=new.renewal.state,
        reminded_at=new.renewal.reminded_at,
    )
    _write_parts(order, new)
    if new.deal is not None:
        exchange.told_with_order(order.pk, new.deal, at)
    return order.pk


def _write_parts(order: Order, new: NewOrder) -> None:
    """Write its units and what paid for them."""
    OrderUnit.objects.bulk_create(
        OrderUnit(
            order=order,
            position=position,
            price_minor=unit.price_minor,
            paid_minor=unit.paid_minor,
            usage=unit.usage,
            used_days=unit.used_days,
        )
        for position, unit in enumerate(new.units, start=1)
    )
    Tender.objects.bulk_create(
        Tender(
            order=order,
            position=position,
            route=tender.route,
            amount_minor=tender.amount_minor,
            payment_reference=tender.reference,
            paid_at=tender.paid_at,
        )
        for position, tender in enumerate(new.tenders, start=1)
    )


def remind(order_id: int, renewal: Renewal) -> None:
    """Keep what is known by now of the reminder before an order's renewal."""
    Order.objects.filter(pk=order_id).update(renewal=renewal.state, reminded_at=renewal.reminded_at)


def spend_wallet(buyer_id: int, amount_minor: int, cause: str, at: datetime) -> bool:
    """Take fen from the balance (negative gives back); False when there is not enough."""
    wallet, _ = Wallet.objects.get_or_create(buyer_id=buyer_id)
    enough = Wallet.objects.filter(pk=wallet.pk, balance_minor__gte=amount_minor)
    if not enough.update(balance_minor=F("balance_minor") - amount_minor):
        return False
    WalletEntry.objects.create(wallet=wallet, amount_minor=-amount_minor, cause=cause, at=at)
    return True


@dataclass(frozen=True, slots=True)
class Paid:
    """What payment fixes: the channel's reference, the promise, the policy that decides (N1)."""

    reference: str
    promised_at: datetime
    policy_id: int


def paid(order_id: int, what: Paid, at: datetime) -> bool:
    """Mark an order paid, once; False when it was no longer waiting for payment."""
    waiting = Order.objects.filter(pk=order_id, progress=Order.State.AWAITING_PAYMENT)
    if not waiting.update(
        progress=Order.State.PAID,
        paid_at=at,
        promised_at=what.promised_at,
        policy_id=what.policy_id,
    ):
        return False
    legs = Tender.objects.filter(order_id=order_id)
    legs.update(paid_at=at)
    legs.exclude(route="wallet").update(payment_reference=what.reference)
    return True


def cancelled(order_id: int) -> bool:
    """Cancel an unpaid order; False when it was paid or cancelled meanwhile."""
    waiting = Order.objects.filter(pk=order_id, progress=Order.State.AWAITING_PAYMENT)
    return bool(waiting.update(progress=Order.State.CANCELLED))


def delivered(order_id: int, at: datetime) -> bool:
    """Mark a paid order delivered: the refund window starts here (D1)."""
    running = Order.objects.filter(pk=order_id, progress=Order.State.PAID)
    return bool(running.update(progress=Order.State.DELIVERED, completed_at=at))


def delivered_by_shop(order_id: int, at: datetime) -> bool:
    """Mark a shop's paid order delivered at the moment the shop says; False when it is not waiting.

    What is going back is not delivered any more. The status changes with it, so that a decision
    which read the order undelivered is taken anew.
    """
    running = Order.objects.filter(
        pk=order_id, progress=Order.State.PAID, refunding_minor=0
    ).exclude(refundcase__state__in=GOING_BACK)
    changes = {"progress": Order.State.DELIVERED, "completed_at": at, "supplier_status": "success"}
    return bool(running.update(**changes))


def failed(order_id: int) -> bool:
    """Mark a paid order's delivery as failed."""
    running = Order.objects.filter(pk=order_id, progress=Order.State.PAID)
    return bool(running.update(progress=Order.State.FAILED))


def delivering(order_id: int) -> bool:
    """Note, before a supplier is asked to deliver, that it may now arrive at any time.

    False when the order was refunded, delivered or cancelled meanwhile: then nobody is asked.
    """
    waiting = Order.objects.filter(
        pk=order_id,
        progress=Order.State.PAID,
        supplier_status__in=["", "processing"],
        refunding_minor=0,  # on the row itself: read again after waiting for a refund's lock
    ).exclude(refundcase__state__in=GOING_BACK)
    return bool(waiting.update(supplier_status="processing"))


def supplier_said(order_id: int, answer: SupplierAnswer, at: datetime) -> None:
    """Keep a verified answer; a silent one only leaves its time. Knowledge is never overwritten."""
    Order.objects.filter(pk=order_id).update(supplier_asked_at=at)
    if answer.status == "unknown":
        return
    changes: dict[str, object] = {
        "supplier_status": answer.status,
        "supplier_code": answer.code,
        "supplier_recallable": answer.recallable,
    }
    if answer.arrived is not None:
        changes["supplier_arrived"] = answer.arrived
    Order.objects.filter(pk=order_id).update(**changes)


def give_cards(order_id: int, product_id: int, count: int) -> bool:
    """Give each unit a card from stock; False when there are not enough (nothing is taken then)."""
    cards = list(
        CardStock.objects.select_for_update(skip_locked=True)
        .filter(product_id=product_id, unit=None, voided_at=None)
        .order_by("id")[:count]
    )
    if len(cards) < count:
        return False
    units = OrderUnit.objects.filter(order_id=order_id).order_by("position")
    for card, unit in zip(cards, units, strict=True):
        CardStock.objects.filter(pk=card.pk).update(unit=unit)
    return True


def reveal(unit_id: int, at: datetime) -> bool | None:
    """Record that a key is shown: True the first time, False again, None while it is frozen.

    A showing and a refund have one winner (P6).
    """
    free = OrderUnit.objects.filter(pk=unit_id, frozen=False)
    if free.filter(revealed_at=None).update(revealed_at=at):
        free.filter(usage="none").update(usage="revealed")
        return True
    return False if free.exists() else None


def hold_unit(unit_id: int) -> OrderUnit:
    """Lock a unit and return it as it stands: of a redemption and a refund one wins (P6)."""
    return OrderUnit.objects.select_for_update(no_key=True).get(pk=unit_id)


def redeemed(unit_id: int, usage: str, used_days: int) -> None:
    """Keep what a supplier reported of a locked unit."""
    OrderUnit.objects.filter(pk=unit_id).update(usage=usage, used_days=used_days)


def shown_by_shop(unit_id: int, at: datetime) -> None:
    """Keep that a shop showed the key of a locked unit."""
    OrderUnit.objects.filter(pk=unit_id, revealed_at=None).update(revealed_at=at)
    OrderUnit.objects.filter(pk=unit_id, usage__in=["none", "unknown"]).update(usage="revealed")
