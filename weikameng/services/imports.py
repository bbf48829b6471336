"""Takes orders from another shop (P4): row by row, safe to repeat, bad rows named and left out."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from django.db import transaction

from weikameng.domain.importing import ImportedOrder, parse_row
from weikameng.domain.money import unit_shares
from weikameng.domain.numbers import ORDER, number_of
from weikameng.records.reading import accounts, catalogue, orders
from weikameng.records.reading.policies import in_force_at
from weikameng.records.writing import orders as writing
from weikameng.records.writing.evidence import keep_many
from weikameng.records.writing.refunds import SealedEvidence
from weikameng.services import attached, chain

BATCH_ROWS = 500
_BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one line: our order number, or what is wrong with it."""

    line: int
    external_number: str
    number: str = ""
    problem: str = ""
    known: bool = False


def import_orders(lines: Iterable[str], *, at: datetime) -> Iterator[RowResult]:
    """Import JSON lines; yields a result a line, in order. A batch is one transaction."""
    numbered = enumerate(lines, start=1)
    while batch := tuple(islice(numbered, BATCH_ROWS)):
        yield from _import_batch(batch, at)


def _import_batch(batch: tuple[tuple[int, str], ...], at: datetime) -> list[RowResult]:
    parsed = [(line, *_parsed(text)) for line, text in batch if text.strip()]
    rows = [row for _, row, _ in parsed if row]
    buyers = accounts.buyers_by_name({row.buyer for row in rows})
    products = catalogue.products_by_sku({row.sku for row in rows})
    known = orders.external_numbers([row.external_number for row in rows])
    results = []
    kept: list[tuple[int, tuple[SealedEvidence, ...]]] = []
    with transaction.atomic():
        for line, row, problem in parsed:
            if row is None:
                results.append(RowResult(line, "", problem=problem))
            elif row.external_number in known:
                mine = known[row.external_number]
                results.append(RowResult(line, row.external_number, mine, known=True))
            elif row.buyer not in buyers:
                problem = f"buyer: no account {row.buyer}; make it first"
                results.append(RowResult(line, row.external_number, problem=problem))
            elif row.sku not in products:
                problem = f"sku: no product {row.sku}; add it to the catalogue first"
                results.append(RowResult(line, row.external_number, problem=problem))
            else:
                new = _new_order(row, buyers[row.buyer], products[row.sku].pk)
                number = new.number
                items = attached.of_import(new, products[row.sku])
                kept.append((writing.place(new, at), chain.sealed(0, "", items, at)))
                known[row.external_number] = number
                results.append(RowResult(line, row.external_number, number))
        keep_many(kept, at)
    return results


def _parsed(text: str) -> tuple[ImportedOrder | None, str]:
    try:
        return parse_row(json.loads(text)), ""
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg} at column {error.colno}"
    except RecursionError:
        return None, "not JSON we can read: nested too deeply"
    except ValueError as error:  # a bad row, or a number with thousands of digits
        return None, str(error)


def _new_order(row: ImportedOrder, buyer_id: int, product_id: int) -> writing.NewOrder:
    number = number_of(ORDER, row.paid_at.astimezone(_BEIJING), writing.next_serial())
    shares = unit_shares(row.paid_minor, [unit.price_minor for unit in row.units])
    return writing.NewOrder(
        number=number,
        buyer_id=buyer_id,
        product_id=product_id,
        policy_id=in_force_at(row.paid_at).pk,
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
        progress=writing.DELIVERED if row.completed_at else writing.PAID,
        paid_at=row.paid_at,
        completed_at=row.completed_at,
        supplier=row.supplier,
    )
