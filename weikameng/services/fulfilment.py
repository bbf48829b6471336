"""Delivers what was paid: a card from stock, or a top-up by the supplier."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.supply import NOT_FOUND_CODES, UNKNOWN, SupplierAnswer, SupplyOrder
from weikameng.records.reading.orders import OrderToDeliver, order_to_deliver
from weikameng.records.writing import orders as writing
from weikameng.services import attached, chain, life, reports, wiring

GIVEN = SupplierAnswer("success")
OUT_OF_STOCK = SupplierAnswer("failed", "OUT_OF_STOCK", arrived=False)


def deliver(order_number: str, *, at: datetime) -> bool:
    """Deliver a paid order; False while the supplier is still at it and must be asked again."""
    order = order_to_deliver(order_number)
    if order is None:
        return True  # delivered, failed or cancelled meanwhile: an errand may run twice
    if order.fulfilment == "key":
        _deliver_cards(order, at)
        return True
    if not order.asked_before and not writing.delivering(order.id):
        return True  # refunded in this moment: nothing is sent any more
    answer, sent = _supplier_answer(order)
    _keep(order, answer, at, attempt="supplier" if sent else "")
    return answer.status in {"success", "failed"}


def _supplier_answer(order: OrderToDeliver) -> tuple[SupplierAnswer, bool]:
    """Return what the supplier says, and whether it was sent the order to hear it.

    One that does not know the number never got our request: it is sent again, same number.
    """
    supplier = wiring.suppliers().get(order.supplier)
    deliverer = wiring.deliverers().get(order.supplier)
    if order.asked_before and supplier:
        answer = supplier.ask(order.number)
        if answer.code not in NOT_FOUND_CODES:
            return answer, False
    if deliverer is None:  # switched off meanwhile: what was paid waits, it is not failed
        return UNKNOWN, False
    wanted = SupplyOrder(order.number, order.sku, order.account, order.zone, order.quantity)
    return deliverer.deliver(wanted), True


def _deliver_cards(order: OrderToDeliver, at: datetime) -> None:
    with transaction.atomic():
        if not writing.delivered(order.id, at):
            return  # the same errand twice at once: the other one delivers
        if writing.give_cards(order.id, order.product_id, order.quantity):
            item = attached.delivery_record("platform", GIVEN, cards=order.quantity)
            chain.keep(order.id, [item], at)
            life.cards_given((order.id, order.number), at)
            reports.delivered(order.id, at)
            return
        transaction.set_rollback(True)
    _keep(order, OUT_OF_STOCK, at, attempt="platform")


def _keep(order: OrderToDeliver, answer: SupplierAnswer, at: datetime, *, attempt: str) -> None:
    """Write what was said and what follows; every attempt and every error shown is kept (R7.1).

    ``attempt`` is who tried; empty when the supplier was only asked how far it is.
    """
    tried = attached.delivery_record(attempt or "supplier", answer)
    with transaction.atomic():
        writing.supplier_said(order.id, _at_delivery(answer), at)
        if answer.status == "success" and writing.delivered(order.id, at):
            chain.keep(order.id, [tried], at)
            life.topped_up(order.id, at)
            reports.delivered(order.id, at)
        elif answer.status == "failed" and writing.failed(order.id):
            chain.keep(order.id, [tried, attached.error_shown(answer)], at)
        elif attempt:
            chain.keep(order.id, [tried], at)


def _at_delivery(answer: SupplierAnswer) -> SupplierAnswer:
    """Success delivers, but is no word on a complaint: that is asked for when one comes."""
    return replace(answer, arrived=None) if answer.status == "success" else answer
