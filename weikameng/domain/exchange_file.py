"""The file of exchange records a payment institution takes: fixed columns, one line a refund."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from weikameng.domain.calendar import beijing
from weikameng.domain.money import yuan_of
from weikameng.domain.spreadsheet import csv_of, harmless

# Added to at the end only: whoever reads the file goes by place or by name.
COLUMNS = (
    *("recorded_at", "order_number", "ordered_at", "goods", "goods_kind", "quantity"),
    *("paid_amount", "paid_currency", "settled_amount", "settled_currency"),
    *("rate", "rate_on", "rate_rule", "purpose", "quota_usd"),
    *("payer_document", "payer_digest", "payer_result", "payer_reference"),
    *("payee", "payee_country", "route", "payment_number", "refund_number"),
    *("refund_amount", "refund_currency", "refund_settled_amount", "quota_back_usd"),
    *("reason", "evidence_digest", "approved_by", "filled_by", "confirmed_by"),
    *("state", "settled_at"),
)
Line = Mapping[str, object]


def file_of(lines: Iterable[Line]) -> str:
    """Return the lines as CSV, with a heading; amounts in whole units, times in Beijing."""
    return csv_of([COLUMNS, *([_cell(line[name]) for name in COLUMNS] for line in lines)])


def plain(line: Line) -> dict[str, str]:
    """Return a line as the API tells it: the same cells by the same names."""
    return {name: _written(line[name]) for name in COLUMNS}


def name_of(first: date, last: date) -> str:
    """Return what the file of these days is called."""
    return f"exchange-{first:%Y%m%d}-{last:%Y%m%d}.csv"


def amount(minor: int | None) -> str:
    """Return an amount in whole units; empty where the institution's own rate decides."""
    return "" if minor is None else yuan_of(minor)


def _cell(value: object) -> str:
    return harmless(_written(value))


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return beijing(value.astimezone(UTC)).isoformat(timespec="seconds")
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
