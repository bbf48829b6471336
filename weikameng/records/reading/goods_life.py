"""Questions about lives of goods: where one stands, its events, whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from weikameng.ledger.events import EventType
from weikameng.records.models import CaseUnit, LedgerGood, LedgerOutbox, Order, OrderUnit


@dataclass(frozen=True, slots=True)
class GoodAsRead:
    """A good as it was read: written only if it still has that many events.

    ``salt`` None: erased, nothing is committed to any more.
    """

    id: UUID
    sku: str
    salt: bytes | None
    state: str
    next_seq: int
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class LifeLine:
    """One event of a life, as it waits for the log or stands in it."""

    seq: int
    type: str
    at: datetime
    actor: str
    commits: dict[str, Any]
    attested_by: str | None


def good_of(row: LedgerGood) -> GoodAsRead:
    """Return a row as the ledger's functions take it."""
    salt = None if row.salt is None else bytes(row.salt)
    return GoodAsRead(row.pk, row.sku, salt, row.state, row.next_seq, row.unit_id)


def goods_of_case(case_id: int) -> list[UUID]:
    """Return the ids in the log: the case's own first, then its units' in their order."""
    mine = LedgerGood.objects.filter(case_id=case_id).annotate(place=F("case_id") * 0)
    asked = CaseUnit.objects.filter(case_id=case_id).values("unit_id")
    units = LedgerGood.objects.filter(unit_id__in=asked).annotate(place=F("unit_id"))
    both = mine.values_list("place", "id").union(units.values_list("place", "id"), all=True)
    return [good_id for _, good_id in both.order_by("place")]


def goods_of_order(order_id: int) -> dict[int, GoodAsRead]:
    """Return the goods of an order's units, by unit id."""
    rows = LedgerGood.objects.filter(unit__order_id=order_id)
    return {row.unit_id: good_of(row) for row in rows if row.unit_id is not None}


def is_known(good_id: UUID) -> bool:
    """Say whether there is such a good or case, whatever the log holds of it yet."""
    return LedgerGood.objects.filter(pk=good_id).exists()


def exchanged_since(good_id: UUID, moment: datetime) -> bool:
    """Say whether the key was exchanged after a moment: what happened then was of the old one."""
    later = LedgerOutbox.objects.filter(good_id=good_id, type=EventType.REISSUED, at__gt=moment)
    return later.exists()


def public_goods_of_order(order_id: int) -> list[tuple[int, UUID]]:
    """Return the position of each unit of an order that has a life, with its id in the log."""
    rows = LedgerGood.objects.filter(unit__order_id=order_id).order_by("unit__position")
    return list(rows.values_list("unit__position", "id"))


@dataclass(frozen=True, slots=True)
class BoughtUnit:
    """A unit that was paid for. ``keyed``: it is a card of ours, alive since it was stocked."""

    id: int
    order_number: str
    sku: str
    usage: str
    delivered: bool
    keyed: bool


def bought_units(order_ids: Sequence[int]) -> list[BoughtUnit]:
    """Return the units of orders, in their order."""
    rows = OrderUnit.objects.filter(order_id__in=order_ids).select_related("order__product")
    return [
        BoughtUnit(
            row.pk,
            row.order.number,
            row.order.product.sku,
            row.usage,
            row.order.progress == Order.State.DELIVERED,
            row.order.product.fulfilment == "key" and row.order.shop_id is None,
        )
        for row in rows.order_by("order_id", "position")
    ]


def frozen_units(order_id: int) -> frozenset[int]:
    """Return which units of an order are frozen."""
    frozen = OrderUnit.objects.filter(order_id=order_id, frozen=True)
    return frozenset(frozen.values_list("pk", flat=True))


def life_of(good_id: UUID) -> list[LifeLine]:
    """Return the events of a good from the first on."""
    rows = LedgerOutbox.objects.filter(good_id=good_id).order_by("seq")
    return [
        LifeLine(row.seq, row.type, row.at, row.actor, row.commits, row.attested_by) for row in rows
    ]
