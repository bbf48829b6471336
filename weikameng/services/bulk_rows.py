"""Writes batches of a file's rows by what they are: orders, customers, words about usage (P4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError

from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.bulk.mapping import Columns, row_of
from weikameng.domain.bulk.problems import Counted, Problem
from weikameng.domain.bulk.tables import Record
from weikameng.domain.errors import Refusal
from weikameng.domain.importing import BadRow, moment_of, text_of
from weikameng.domain.shops import MAX_CUSTOMER, username_of
from weikameng.domain.words import Words
from weikameng.records.reading import shop_orders
from weikameng.records.writing import orders_many
from weikameng.records.writing.orders_many import Customer
from weikameng.services import imports, usage
from weikameng.services.usage import Told

# Words about usage are one transaction each within the batch's; orders are copied in.
BATCHES: Mapping[RowKind, int] = {RowKind.ORDERS: 2000, RowKind.CUSTOMERS: 2000, RowKind.USAGE: 200}
MAX_SHOWN_NAME = 40
_EVENTS = ("delivered", "revealed", "activated", "used", "not_activated")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one file with what they need to be understood."""

    kind: RowKind
    mapping: Columns | None
    shop_id: int | None
    at: datetime


def write(batch: Batch, records: Sequence[Record]) -> Counted:
    """Write what can be written of these rows; the rest are problems."""
    rows: list[tuple[Record, Any]] = []
    passed = 0
    for record in records:
        row = _row(batch.mapping, record)
        if row is None:
            passed += 1
        else:
            rows.append((record, row))
    done = _WRITERS[batch.kind](batch, rows)
    problems = [
        Problem(record.line, record.cells or record.text, words)
        for (record, _), words in zip(rows, done, strict=True)
        if isinstance(words, Words)
    ]
    new = sum(one is True for one in done)
    return Counted(new, len(rows) - new - len(problems) + passed, problems)


# True: it is new; False: it was here; Words: what is wrong with it.
_Done = list[bool | Words]


def _row(mapping: Columns | None, record: Record) -> Any:
    """Return the row in our form, a BadRow for one that has none, None for one to pass over."""
    if record.fault:
        return record.fault
    if mapping is None:
        return record.value
    cells = record.cells if record.cells is not None else _flat(record.value)
    try:
        return row_of(mapping, cells)
    except BadRow as bad:
        return bad


def _flat(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        return {}
    return {name: "" if cell is None else str(cell) for name, cell in value.items()}


def _orders(batch: Batch, rows: Sequence[tuple[Record, Any]]) -> _Done:
    given = [(record.line, row) for record, row in rows]
    done = imports.take_rows(given, shop_id=batch.shop_id, at=batch.at)
    return [one.words or not one.known for one in done]


def _customers(batch: Batch, rows: Sequence[tuple[Record, Any]]) -> _Done:
    done: _Done = []
    code = orders_many.shop_code(batch.shop_id) if batch.shop_id else ""
    fresh: dict[str, Customer] = {}
    parsed = [_customer(row, code) for _, row in rows]
    names = {one.customer or one.username for one in parsed if isinstance(one, Customer)}
    here = orders_many.buyers(names, batch.shop_id)
    for one in parsed:
        if isinstance(one, Words):
            done.append(one)
            continue
        name = one.customer or one.username
        done.append(name not in here and name not in fresh)
        if name not in here:
            fresh.setdefault(name, one)
    orders_many.keep_customers(batch.shop_id, list(fresh.values()), batch.at)
    return done


def _customer(row: Any, code: str) -> Customer | Words:
    if isinstance(row, BadRow):
        return row.words
    if not isinstance(row, dict):
        return Words("一行要是一个对象", "a row must be an object")
    try:
        name = text_of(row, "buyer", MAX_CUSTOMER)
        shown = text_of(row, "name", MAX_SHOWN_NAME) if row.get("name") else ""
        if code:
            return Customer(username_of(code, name), name, shown)
        UnicodeUsernameValidator()(name)
    except BadRow as bad:
        return bad.words
    except ValidationError:
        return Words("buyer:只能有字母、数字和 @.+-_", "buyer: letters, digits and @.+-_ only")
    return Customer(name, "", shown)


def _usage(batch: Batch, rows: Sequence[tuple[Record, Any]]) -> _Done:
    return [_told(batch, row) for _, row in rows]


def _told(batch: Batch, row: Any) -> bool | Words:
    if isinstance(row, BadRow):
        return row.words
    assert batch.shop_id is not None, "usage files are a shop's"
    try:
        if not isinstance(row, dict):
            raise BadRow("a row must be an object", "一行要是一个对象")
        external = text_of(row, "external_number", 64)
        number = shop_orders.number_of(external, shop_id=batch.shop_id)
        if number is None:
            return Words(
                f"external_number:没有订单 {external},请先导入订单",
                f"external_number: no order {external}; import it first",
            )
        outcome = usage.tell(number, _said(row), shop_id=batch.shop_id, at=batch.at)
    except BadRow as bad:
        return bad.words
    except Refusal as refusal:
        return refusal.words
    return str(outcome) != "known"


def _said(row: Mapping[str, Any]) -> Told:
    kind = row.get("usage")
    if kind not in _EVENTS:
        known = ", ".join(_EVENTS)
        raise BadRow(f"usage: one of {known}", f"usage:只能是 {known}")
    place, days = row.get("unit", 1), row.get("used_days", 0)
    for name, value in (("unit", place), ("used_days", days)):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 3650:
            raise BadRow(f"{name}: a whole number", f"{name}:要是整数")
    return Told(kind, moment_of(row, "happened_at"), place, days)


_WRITERS: Mapping[RowKind, Callable[[Batch, Sequence[tuple[Record, Any]]], _Done]] = {
    RowKind.ORDERS: _orders,
    RowKind.CUSTOMERS: _customers,
    RowKind.USAGE: _usage,
}
