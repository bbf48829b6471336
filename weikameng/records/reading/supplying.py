"""Questions to suppliers about orders: whom to ask about a case, what was asked, what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.records.models import Order, RefundCase, SupplierQuestion


@dataclass(frozen=True, slots=True)
class OrderToAsk:
    """An order as its supplier knows it; ``number`` is what it was ordered by."""

    id: int
    case_id: int
    state: State
    direct: bool
    supplier: str
    number: str
    ordered_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One question and its answer. ``status`` empty: never heard. ``asked`` False: not asked."""

    at: datetime
    supplier: str
    asked: bool
    status: str
    code: str
    arrived: bool | None
    signed: bool
    answer_digest: str


def order_to_ask(case_number: str) -> OrderToAsk | None:
    """Return whom to ask about a case, and by which number; None when there is no such case."""
    case = RefundCase.objects.filter(number=case_number).select_related("order__product").first()
    if case is None:
        return None
    order = case.order
    return OrderToAsk(
        id=order.pk,
        case_id=case.pk,
        state=State(case.state),
        direct=order.product.fulfilment == "direct",
        supplier=order.product.supplier,
        # An order of another shop's was placed there, by that shop's number (P4).
        number=order.external_number or order.number,
        ordered_at=order.paid_at or order.created_at,
    )


def said_about(order_id: int) -> list[Said]:
    """Return every question about an order, oldest first."""
    rows = SupplierQuestion.objects.filter(order_id=order_id).order_by("position")
    return [
        Said(
            row.at,
            row.supplier,
            row.asked,
            row.status,
            row.code,
            row.arrived,
            row.signed,
            row.answer_digest,
        )
        for row in rows
    ]


def asked_at(order_id: int) -> Sequence[datetime]:
    """Return when an order was asked about: questions never heard count, too."""
    rows = SupplierQuestion.objects.filter(order_id=order_id, asked=True)
    return list(rows.order_by("position").values_list("at", flat=True))


def has_spoken(case_id: int) -> bool:
    """Whether somebody asked about a case has heard whether the order arrived."""
    return SupplierQuestion.objects.filter(case_id=case_id).exclude(arrived=None).exists()


def arrivals(order_id: int) -> frozenset[bool]:
    """Return every claim so far that an order arrived, or that it did not."""
    before = set(SupplierQuestion.objects.filter(order_id=order_id).values_list("arrived"))
    before.add(Order.objects.values_list("supplier_arrived").get(pk=order_id))
    return frozenset(arrived for (arrived,) in before if arrived is not None)
