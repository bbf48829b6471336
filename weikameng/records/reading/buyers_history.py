"""What a buyer did before (R3.2): orders, earlier refunds and how they ended, money both ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from weikameng.domain.case_life import State
from weikameng.records.models import Order, RefundCase

SHOWN = 5


@dataclass(frozen=True, slots=True)
class BuyersHistory:
    """Counts and sums in fen over everything but this case; ``latest`` are a few of the cases."""

    orders: int
    paid_minor: int
    cases: int
    refunded: int
    rejected: int
    refunded_minor: int
    latest: Sequence[RefundCase]


def history_of(buyer_id: int, *, but: int) -> BuyersHistory:
    """Return a buyer's past in three statements; ``but`` is the case that is looked at."""
    paid = Order.objects.filter(buyer_id=buyer_id, paid_at__isnull=False)
    orders = paid.aggregate(count=Count("id"), paid=Sum("paid_minor"))
    others = RefundCase.objects.filter(buyer_id=buyer_id).exclude(pk=but)
    done = Q(state=State.REFUNDED)
    cases = others.aggregate(
        count=Count("id"),
        refunded=Count("id", filter=done),
        rejected=Count("id", filter=Q(state=State.REJECTED)),
        minor=Sum("amount_minor", filter=done),
    )
    latest = others.select_related("order__product").order_by("-applied_at", "-id")[:SHOWN]
    return BuyersHistory(
        orders["count"],
        orders["paid"] or 0,
        cases["count"],
        cases["refunded"],
        cases["rejected"],
        cases["minor"] or 0,
        list(latest),
    )
