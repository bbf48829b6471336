"""Takes orders from another shop (P4): row by row, safe to repeat, bad rows named and left out.

Thousands of rows are one transaction; where somebody else takes one of them at the same moment,
all are looked at again.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
from weikameng.domain.shops import (
    MAX_CUSTOMER,
    OUR_BALANCE,
    SELLERS_BALANCE,
    Money,
    route_fault,
    username_of,
)
from weikameng.domain.words import Words
from weikameng.records.reading import catalogue, orders, policies
from weikameng.records.reading.goods_life import BoughtUnit
from weikameng.records.reading.orders import Imported
from weikameng.records.writing import orders as writing
from weikameng.records.writing import orders_many
from weikameng.records.writing.orders_many import Customer, Whole
from weikameng.services import attached, chain, life

if TYPE_CHECKING:
    from weikameng.records.models import Product

BATCH_ROWS = 2000
MAX_TRIES = 5
ANOTHER = Words(
    "external_number:这个单号已经是另一个订单的,商品、买家或金额不一样,这一行没有导入。"
    "每个订单用自己的单号;一个订单有几行的,请合成一行",
    "external_number: another order has this number, with another product, buyer or amount; this"
    " row is left out. Give each order its own number, and put an order of several lines into one"
    " row",
)
_BALANCES = {OUR_BALANCE, SELLERS_BALANCE}  # of our own storefront these are one
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
    money: Money | None
    buyers: Mapping[str, int]
    products: Mapping[str, "Product"]
    starts: Sequence[tuple[datetime, int]]

    def policy_at(self, moment: datetime) -> int:
        """Return the policy in force when it was paid."""
        place = bisect_right(self.starts, moment, key=lambda start: start[0])
        return self.starts[place - 1][1]

    def fault(self, row: ImportedOrder) -> Words | None:
        """Return what of a row is not here, or not this shop's to say."""
        for leg in row.payments:
            if words := route_fault(leg.route, self.money):
                return words
        if self.shop_id is None and {leg.route for leg in row.payments} >= _BALANCES:
            return Words("payments:每个渠道只写一次", "payments: each route once")
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
    here = orders.imported([row.external_number for row in rows], shop_id)
    books = _books(rows, shop_id, at)
    results: list[RowResult] = []
    fresh: dict[str, ImportedOrder] = {}
    for line, row, words in parsed:
        name = row.external_number if row else ""
        fault = words if row is None else books.fault(row)
        if row and name in here:
            fault = None if _same(row, here[name], books) else ANOTHER
            results.append(_known(RowResult(line, name), here[name].number, fault))
        elif row is None or fault:
            assert fault, "a row, or what is wrong with it"
            results.append(RowResult(line, name, problem=fault.en, words=fault))
        elif name in fresh:
            fault = None if _alike(row, fresh[name]) else ANOTHER
            results.append(_known(RowResult(line, name), "", fault))
        else:
            fresh[name] = row
            results.append(RowResult(line, name))
    written = _written(list(fresh.values()), books, shop_id, at)
    numbers = dict(zip(fresh, written, strict=True))
    return [
        one if one.problem or one.number else replace(one, number=numbers[one.external_number])
        for one in results
    ]


def _known(one: RowResult, number: str, fault: Words | None) -> RowResult:
    problem = fault.en if fault else ""
    return replace(one, number=number, known=True, problem=problem, words=fault)


def _same(row: ImportedOrder, order: Imported, books: _Books) -> bool:
    """Whether a row is of the order that is here; its buyer may have been forgotten since."""
    product = books.products.get(row.sku)
    total = sum(unit.price_minor for unit in row.units)
    return product is None or (product.pk, total) == (order.product_id, order.list_total_minor)


def _alike(row: ImportedOrder, other: ImportedOrder) -> bool:
    """Whether two rows of a file are of one order; what became of it may be told twice."""
    prices, others = ([unit.price_minor for unit in one.units] for one in (row, other))
    sold = (row.buyer, row.sku, row.paid_minor)
    return prices == others and sold == (other.buyer, other.sku, other.paid_minor)


def _books(rows: Sequence[ImportedOrder], shop_id: int | None, at: datetime) -> _Books:
    names = {row.buyer for row in rows}
    buyers = orders_many.buyers(names, shop_id)
    if shop_id is not None and (new := _new_customers(names - buyers.keys(), shop_id)):
        orders_many.keep_customers(shop_id, new, at)
        buyers = orders_many.buyers(names, shop_id)
    products = catalogue.products_by_sku({row.sku for row in rows}, shop_id)
    money = None if shop_id is None else orders_many.shop_money(shop_id)
    return _Books(shop_id, money, buyers, products, policies.starts())


def _route(route: str, books: _Books) -> str:
    own = books.shop_id is None and route == SELLERS_BALANCE
    return OUR_BALANCE if own else route


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
            writing.NewTender(
                _route(leg.route, books), leg.amount_minor, leg.reference, row.paid_at
            )
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
