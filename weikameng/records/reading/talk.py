"""Which of a buyer's orders a conversation is about (R8.1). Asked with the buyer, always: another
buyer's number is as unknown as one that does not exist."""

from dataclasses import dataclass

from django.db.models import Q

from weikameng.domain.case_life import OPEN
from weikameng.domain.words import Words
from weikameng.records.models import Order, RefundCase

MAX_CHOICES = 5
MAX_CASES = 20


@dataclass(frozen=True, slots=True)
class Place:
    """An order, with the case of it that is meant."""

    order_number: str
    case_number: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recent order to choose from; ``open``: it has a case that is not over."""

    place: Place
    good: Words
    open: bool


@dataclass(frozen=True, slots=True)
class OrderNamed:
    """What an order is called and how far it is, beside what its photograph tells."""

    good: Words
    key: bool
    progress: str
    supplier_code: str


def place_named(number: str, *, buyer_id: int) -> Place | None:
    """Return the buyer's own order or case of that number; the latest case of an order."""
    case = (
        RefundCase.objects.filter(Q(number=number) | Q(order__number=number), buyer_id=buyer_id)
        .order_by("-id")
        .values_list("order__number", "number")
        .first()
    )
    if case is not None:
        return Place(*case)
    owned = Order.objects.filter(number=number, buyer_id=buyer_id)
    return Place(number, None) if owned.exists() else None


def order_named(number: str, *, buyer_id: int) -> OrderNamed | None:
    """Return what a buyer's own order is called."""
    order = Order.objects.filter(number=number, buyer_id=buyer_id).select_related("product").first()
    if order is None:
        return None
    key = order.product.fulfilment == "key"
    return OrderNamed(_good(order), key, order.progress, order.supplier_code)


def recent(buyer_id: int) -> list[Candidate]:
    """Return the orders a buyer may mean, in two statements: open cases first, then the latest."""
    cases = RefundCase.objects.filter(buyer_id=buyer_id).select_related("order__product")
    latest: dict[str, RefundCase] = {}
    for case in cases.order_by("-id")[:MAX_CASES]:
        latest.setdefault(case.order.number, case)
    live = [case.order for case in latest.values() if case.state in OPEN]
    orders = Order.objects.filter(buyer_id=buyer_id).select_related("product")
    newest = [*live, *orders.order_by("-id")[:MAX_CHOICES]]
    once = {order.number: order for order in newest}
    found = [_candidate(order, latest.get(order.number)) for order in once.values()]
    return found[:MAX_CHOICES]


def _candidate(order: Order, case: RefundCase | None) -> Candidate:
    place = Place(order.number, case.number if case else None)
    return Candidate(place, _good(order), case is not None and case.state in OPEN)


def _good(order: Order) -> Words:
    return Words(order.product.name_zh, order.product.name_en)
