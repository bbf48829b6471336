"""Writes thousands of another shop's orders in a few statements: rows, evidence, lives copied in.

Constraints and triggers see them as any other's; with one that can't be, nothing is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from weikameng.domain.shops import Money
from weikameng.domain.supply import SupplierAnswer
from weikameng.ledger.lives import walked
from weikameng.records.models import Shop, User
from weikameng.records.statements import fetch_all
from weikameng.records.writing import exchange
from weikameng.records.writing.copying import copy_rows, draw_ids
from weikameng.records.writing.life import NewGood
from weikameng.records.writing.orders import NewOrder
from weikameng.records.writing.refunds import SealedEvidence

_ORDER = (
    *("id", "number", "buyer_id", "product_id", "policy_id", "shop_id", "external_number"),
    *("progress", "list_total_minor", "paid_minor", "refunding_minor", "currency", "account"),
    *("zone", "cross_border", "created_at", "paid_at", "promised_at", "completed_at"),
    *("supplier_status", "supplier_code", "supplier_arrived", "supplier_recallable"),
    *("chargeback_open", "payouts_held", "renewal", "reminded_at"),
)
_UNIT = (
    *("id", "order_id", "position", "price_minor", "paid_minor", "refunding_minor", "usage"),
    *("used_days", "frozen"),
)
_TENDER = (
    *("order_id", "position", "route", "amount_minor", "refunding_minor", "status"),
    *("payment_reference", "paid_at"),
)
_EVIDENCE = ("order_id", "position", "kind", "source", "body", "file_digest", "at", "digest")
_GOOD = ("id", "card_id", "unit_id", "sku", "salt", "state", "next_seq")
_OUTBOX = ("good_id", "seq", "type", "at", "actor", "sku", "commits", "attested_by", "evidence")
_SERIALS = "SELECT nextval(%(sequence)s) FROM generate_series(1, %(count)s)"
_CUSTOMERS = """
INSERT INTO person (username, password, first_name, last_name, email, is_superuser, is_staff,
    is_active, date_joined, role, display_name, shop_id, customer)
SELECT name, '!', '', '', '', false, false, true, %(at)s, 'buyer', shown, %(shop_id)s, customer
FROM unnest(%(names)s::text[], %(customers)s::text[], %(shown)s::text[]) AS t(name, customer, shown)
ORDER BY name ON CONFLICT DO NOTHING RETURNING id
"""
_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Whole:
    """An order with its units' ids drawn, what its chain keeps and how its goods' lives begin."""

    new: NewOrder
    id: int
    unit_ids: Sequence[int]
    evidence: Sequence[SealedEvidence]
    goods: Sequence[NewGood]


def next_serials(count: int, sequence: str = "order_serial") -> list[int]:
    """Return fresh serials for numbers."""
    return [row[0] for row in fetch_all(_SERIALS, {"sequence": sequence, "count": count})]


def draw(orders: int, units: int) -> tuple[list[int], list[int]]:
    """Draw ids for orders and for their units."""
    return draw_ids("shop_order", orders), draw_ids("order_unit", units)


def place_many(shop_id: int | None, orders: Sequence[Whole], at: datetime) -> None:
    """Write orders with their whole past. Raises psycopg's errors where a constraint says no."""
    copy_rows("shop_order", _ORDER, (_order(shop_id, one, at) for one in orders))
    copy_rows("order_unit", _UNIT, (row for one in orders for row in _units(one)))
    copy_rows("tender", _TENDER, (row for one in orders for row in _tenders(one)))
    copy_rows("evidence", _EVIDENCE, (row for one in orders for row in _evidence(one, at)))
    copy_rows("ledger_good", _GOOD, (_good(good) for one in orders for good in one.goods))
    lives = (row for one in orders for good in one.goods for row in _happened(good, at))
    copy_rows("ledger_outbox", _OUTBOX, lives)
    for one in orders:
        if one.new.deal:
            exchange.told_with_order(one.id, one.new.deal, at)


@dataclass(frozen=True, slots=True)
class Customer:
    """A buyer to make: the name here, their shop's own id of them, what they are called."""

    username: str
    customer: str
    display_name: str = ""


def keep_customers(shop_id: int | None, people: Sequence[Customer], at: datetime) -> int:
    """Make buyers who can't sign in by a password; return how many were new."""
    asked = {
        "shop_id": shop_id,
        "at": at,
        "names": [one.username for one in people],
        "customers": [one.customer for one in people],
        "shown": [one.display_name for one in people],
    }
    return len(fetch_all(_CUSTOMERS, asked))


def shop_code(shop_id: int) -> str:
    """Return what a shop's buyers are named after."""
    return Shop.objects.values_list("code", flat=True).get(pk=shop_id)


def shop_money(shop_id: int) -> Money:
    """Return who pays a shop's refunds back."""
    return Money(Shop.objects.values_list("money", flat=True).get(pk=shop_id))


def buyers(names: set[str], shop_id: int | None) -> dict[str, int]:
    """Return ids by the names rows call buyers by: sign-in names here, a shop's ids of its own."""
    if shop_id is None:
        rows = User.objects.filter(username__in=names, shop=None).values_list("username", "id")
    else:
        found = User.objects.filter(shop_id=shop_id, customer__in=names - {""})
        rows = found.values_list("customer", "id")
    return dict(rows)


def _order(shop_id: int | None, one: Whole, at: datetime) -> Sequence[Any]:
    new = one.new
    said = new.supplier or SupplierAnswer("")
    return (
        *(one.id, new.number, new.buyer_id, new.product_id, new.policy_id, shop_id),
        *(new.external_number, new.progress, new.list_total_minor, new.paid_minor, 0),
        *(new.currency, new.account, new.zone, new.cross_border, new.paid_at or at, new.paid_at),
        *(new.promised_at, new.completed_at, said.status, said.code, said.arrived),
        *(said.recallable, False, False, new.renewal.state, new.renewal.reminded_at),
    )


def _units(one: Whole) -> Iterator[Sequence[Any]]:
    for place, (id_, unit) in enumerate(zip(one.unit_ids, one.new.units, strict=True), start=1):
        paid = (unit.price_minor, unit.paid_minor, 0)
        yield (id_, one.id, place, *paid, unit.usage, unit.used_days, False)


def _tenders(one: Whole) -> Iterator[Sequence[Any]]:
    for place, leg in enumerate(one.new.tenders, start=1):
        yield (
            *(one.id, place, leg.route, leg.amount_minor, 0, "active"),
            *(leg.reference, leg.paid_at),
        )


def _evidence(one: Whole, at: datetime) -> Iterator[Sequence[Any]]:
    for item in one.evidence:
        body = _encode(item.body).decode()
        kept = (item.position, item.kind, item.source, body, item.file_digest)
        yield (one.id, *kept, at, item.digest)


def _good(good: NewGood) -> Sequence[Any]:
    read = good.read
    state = walked("", [one.type for one in good.happenings])
    return (
        *(read.id, good.card_id, good.unit_id, read.sku, read.salt, state),
        len(good.happenings),
    )


def _happened(good: NewGood, at: datetime) -> Iterator[Sequence[Any]]:
    read = good.read
    for seq, one in enumerate(good.happenings):
        said = _encode(one.commits).decode()
        yield (
            *(read.id, seq, one.type, at, one.actor, read.sku, said, one.attested_by),
            one.evidence,
        )
