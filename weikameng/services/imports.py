"""Takes orders from another shop (P4): row by row, safe to repeat, bad rows named and left out.

Thousands of rows are one transaction; where somebody else takes one of them at the same moment,
all are looked at again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from psycopg.errors import DeadlockDetected, UniqueViolation

from weikameng.domain.bulk.tables import json_records
from weikameng.domain.errors import Conflict
from weikameng.domain.importing import BadRow, ImportedOrder, parse_row
from weikameng.domain.money import unit_shares
from weikameng.domain.numbers import ORDER, number_of
from weikameng.domain.shops import MAX_CUSTOMER, username_of
from weikameng.domain.words import Words
from weikameng.records.reading import catalogue, orders, policies
from weikameng.records.reading.goods_life import BoughtUnit
from weikameng.records.writing import orders as writing
from weikameng.records.writing import orders_many
from weikameng.records.writing.orders_many import Customer, Whole
from weikameng.services import attached, chain, life

if TYPE_CHECKING:
    from weikameng.records.models import Product

BATCH_ROWS = 2000
MAX_TRIES = 5
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one line: our order number, or what is wrong with it (``words``: in both)."""

    line: int
    external_number: str
    number: str = ""
    problem: str = ""
    known: bool = False
    words: Words | None = None


def import_orders(
    lines: Iterable[str], *, at: datetime, shop_id: int | None = None
) -> Iterator[RowResult]:
    """Import JSON lines; yields a result a line, in order. A batch is one transaction."""
    read = ((one.line, one.fault or one.value) for one in json_records(lines))
    while batch := tuple(islice(read, BATCH_ROWS)):
        yield from take_rows(batch, shop_id=shop_id, at=at)


def take_rows(
    rows: Sequence[tuple[int, Any]], *, shop_id: int | None, at: datetime
) -> list[RowResult]:
    """Write the rows of one batch (place and row) in one transaction; a result each, in order.

    A row is what JSON has of it, or a BadRow. Raises Conflict if others keep taking the same.
    """
    parsed = [(line, *_parsed(row)) for line, row in rows]
    for _ in range(MAX_TRIES):
        try:
            with transaction.atomic():
                return _taken(parsed, shop_id, at)
        except (IntegrityError, UniqueViolation, DeadlockDetected):
            continue  # somebody imports the same rows: what is there now is left as it is
    raise Conflict("others import the same orders")


_Parsed = tuple[int, ImportedOrder | None, Words | None]


def _parsed(row: Any) -> tuple[ImportedOrder | None, Words | None]:
    if isinstance(row, BadRow):
        return None, row.words
    try:
        return parse_row(row), None
    except BadRow as bad:
        return None, bad.words


@dataclass(frozen=True, slots=True)
class _Books:
    """What the rows of a batch speak of, read once."""

    shop_id: int | None
    buyers: Mapping[str, int]
    products: Mapping[str, "Product"]
    starts: Sequence[tuple[datetime, int]]

    def policy_at(self, moment: datetime) -> int:
        """Return the policy in force when it was paid."""
        place = bisect_right(self.starts, moment, key=lambda start: start[0])
        return self.starts[place - 1][1]

    def fault(self, row: ImportedOrder) -> Words | None:
        """Return what of a row is not here."""
        if row.sku not in self.products:
            return Words(
                f"sku:没有商品 {row.sku},请先上架",
                f"sku: no product {row.sku}; add it to the catalogue first",
            )
        if row.buyer not in self.buyers:
            return Words(
                f"buyer:没有账号 {row.buyer},请先建账号",
                f"buyer: no account {row.buyer}; make it first",
            )
        return None


def _taken(parsed: Sequence[_Parsed], shop_id: int | None, at: datetime) -> list[RowResult]:
    rows = [row for _, row, _ in parsed if row]
    known = orders.external_numbers([row.external_number for row in rows], shop_id)
    books = _books(rows, shop_id, at)
    results: list[RowResult] = []
    fresh: list[tuple[int, ImportedOrder]] = []  # the place of its result, and the row
    places: dict[str, int] = {}
    for line, row, words in parsed:
        fault = words if row is None else books.fault(row)
        name = row.external_number if row else ""
        if row is None or (fault and name not in known):
            assert fault, "a row, or what is wrong with it"
            results.append(RowResult(line, name, problem=fault.en, words=fault))
        elif name in known or name in places:
            results.append(RowResult(line, name, known.get(name, ""), known=True))
        else:
            places[name] = len(results)
            fresh.append((len(results), row))
            results.append(RowResult(line, name))
    numbers = _written([row for _, row in fresh], books, shop_id, at)
    known |= {row.external_number: number for (_, row), number in zip(fresh, numbers, strict=True)}
    return [
        one if one.number or one.problem else _numbered(one, known[one.external_number])
        for one in results
    ]


def _numbered(one: RowResult, number: str) -> RowResult:
    return RowResult(one.line, one.external_number, number, known=one.known)


def _books(rows: Sequence[ImportedOrder], shop_id: int | None, at: datetime) -> _Books:
    names = {row.buyer for row in rows}
    buyers = orders_many.buyers(names, shop_id)
    if shop_id is not None and (new := _new_customers(names - buyers.keys(), shop_id)):
        orders_many.keep_customers(shop_id, new, at)
        buyers = orders_many.buyers(names, shop_id)
    products = catalogue.products_by_sku({row.sku for row in rows}, shop_id)
    return _Books(shop_id, buyers, products, policies.starts())


def _new_customers(names: set[str], shop_id: int) -> list[Customer]:
    """A shop's buyers need no account of their own: they come with their orders."""
    code = orders_many.shop_code(shop_id)
    fitting = (name for name in sorted(names) if len(name) <= MAX_CUSTOMER)
    return [Customer(username_of(code, name), name) for name in fitting]


def _written(
    rows: Sequence[ImportedOrder], books: _Books, shop_id: int | None, at: datetime
) -> list[str]:
    if not rows:
        return []
    serials = orders_many.next_serials(len(rows))
    ids, unit_ids = orders_many.draw(len(rows), sum(len(row.units) for row in rows))
    free = iter(unit_ids)
    new = [
        _whole(_Drawn(id_, serial, list(islice(free, len(row.units)))), row, books, at)
        for row, id_, serial in zip(rows, ids, serials, strict=True)
    ]
    orders_many.place_many(shop_id, new, at)
    return [one.new.number for one in new]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The ids an order will have, and the serial of its number."""

    id: int
    serial: int
    unit_ids: Sequence[int]


def _whole(drawn: _Drawn, row: ImportedOrder, books: _Books, at: datetime) -> Whole:
    product = books.products[row.sku]
    new = _new_order(row, books, drawn.serial)
    items = attached.of_import(new, product)
    # Another shop's cards were never in our stock: their lives begin with the order.
    keyed = product.fulfilment == "key" and books.shop_id is None
    delivered = row.completed_at is not None
    units = (
        BoughtUnit(id_, new.number, product.sku, unit.usage, delivered, keyed)
        for id_, unit in zip(drawn.unit_ids, row.units, strict=True)
    )
    sealed = chain.sealed(0, "", items, at)
    return Whole(new, drawn.id, drawn.unit_ids, sealed, life.imported(units))


def _new_order(row: ImportedOrder, books: _Books, serial: int) -> writing.NewOrder:
    product = books.products[row.sku]
    shares = unit_shares(row.paid_minor, [unit.price_minor for unit in row.units])
    return writing.NewOrder(
        number=number_of(ORDER, row.paid_at.astimezone(_BEIJING), serial),
        buyer_id=books.buyers[row.buyer],
        product_id=product.pk,
        policy_id=books.policy_at(row.paid_at),
        external_number=row.external_number,
        list_total_minor=sum(unit.price_minor for unit in row.units),
        paid_minor=row.paid_minor,
        units=[
            writing.NewUnit(unit.price_minor, share, unit.usage, unit.used_days)
            for unit, share in zip(row.units, shares, strict=True)
        ],
        tenders=[
            writing.NewTender(leg.route, leg.amount_minor, leg.reference, row.paid_at)
            for leg in row.payments
        ],
        account=row.account,
        zone=row.zone,
        cross_border=row.abroad.cross_border or product.cross_border,
        currency=row.abroad.currency,
        deal=row.abroad.deal,
        progress=writing.DELIVERED if row.completed_at else writing.PAID,
        paid_at=row.paid_at,
        completed_at=row.completed_at,
        supplier=row.supplier,
        renewal=row.renewal,
    )
