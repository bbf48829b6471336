"""An order as the policy room may see it: what a decision reads, and nothing about its buyer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from weikameng.records.models import CaseRound, Order, OrderLook
from weikameng.records.reading.photograph import Photograph, album

MAX_LOOKS = 50


@dataclass(frozen=True, slots=True)
class LastRound:
    """An application about an order, the latest unless another was asked for: what was read, when,
    and by which version."""

    case: str
    reason: str
    facts: Mapping[str, Any]
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderInQuestion:
    """An order somebody tries a version on."""

    id: int
    photo: Photograph
    last: LastRound | None


def order_in_question(number: str, at: datetime, round_: int = 0) -> OrderInQuestion | None:
    """Return an order as it stands, with its latest application; None when there is none.

    ``number`` may be a refund's: then its latest application, or the round asked for.
    """
    wanted = Q(number=number) | Q(refundcase__number=number)
    order = Order.objects.filter(wanted).only("id", "number", "buyer_id").first()
    if order is None:
        return None
    photo = album([order.number], buyer_id=order.buyer_id, at=at)[order.number]
    rounds = CaseRound.objects.filter(case__order=order).select_related("case")
    if order.number != number:
        rounds = rounds.filter(case__number=number)
        rounds = rounds.filter(round=round_) if round_ else rounds
    row = rounds.order_by("-at", "-round").first()
    return OrderInQuestion(order.pk, photo, _last(row) if row else None)


def looks_at(order_number: str) -> Sequence[OrderLook]:
    """Return who looked at an order, newest first."""
    rows = OrderLook.objects.filter(order__number=order_number).select_related("person")
    return list(rows.order_by("-at", "-id")[:MAX_LOOKS])


def _last(row: CaseRound) -> LastRound:
    version = row.decision["policy_version"]
    return LastRound(row.case.number, row.reason, row.facts, version, row.at)
