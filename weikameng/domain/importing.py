"""One row of an order import: parsed and checked before anything is written (P4)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.money import minor_of
from weikameng.domain.policy.facts import Usage
from weikameng.domain.supply import SupplierAnswer

MAX_UNITS = 100
# No policy is older than this, so an older order could not be decided.
FIRST_YEAR, LAST_YEAR = 2021, 2099
_YUAN = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_STATUSES = ("success", "failed", "processing", "unknown")
_USAGES = frozenset({"none", "revealed", "activated", "used", "unknown", "void"})


class BadRow(ValueError):
    """A row that can't be taken; the message says which field and what it should be."""


@dataclass(frozen=True, slots=True)
class ImportedUnit:
    """A unit as sold: price in fen and what is known of its use."""

    price_minor: int
    usage: Usage
    used_days: int


@dataclass(frozen=True, slots=True)
class ImportedPayment:
    """A leg as paid: route, fen, and the channel's reference."""

    route: str
    amount_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """An order from another shop's books; times are aware, ``completed_at`` None = undelivered."""

    external_number: str
    buyer: str
    sku: str
    units: tuple[ImportedUnit, ...]
    payments: tuple[ImportedPayment, ...]
    paid_minor: int
    paid_at: datetime
    completed_at: datetime | None
    account: str
    zone: str
    supplier: SupplierAnswer | None


def parse_row(row: Any) -> ImportedOrder:
    """Return the order a JSON row describes. BadRow names the first field that is wrong."""
    if not isinstance(row, Mapping):
        raise BadRow("a row must be a JSON object")
    units = tuple(_unit(unit) for unit in _listed(row, "units"))
    payments = tuple(_payment(leg) for leg in _listed(row, "payments"))
    paid = sum(leg.amount_minor for leg in payments)
    if not 1 <= len(units) <= MAX_UNITS:
        raise BadRow(f"units: 1 to {MAX_UNITS} of them")
    if len({leg.route for leg in payments}) != len(payments):
        raise BadRow("payments: each route once")
    if "paid_total" in row and _amount(row, "paid_total") != paid:
        raise BadRow("paid_total: must equal the sum of payments")
    paid_at = _moment(row, "paid_at")
    completed_at = _moment(row, "completed_at") if row.get("completed_at") else None
    if completed_at and completed_at < paid_at:
        raise BadRow("completed_at: can't be before paid_at")
    return ImportedOrder(
        external_number=_text(row, "external_number", 64),
        buyer=_text(row, "buyer", 150),
        sku=_text(row, "sku", 60),
        units=units,
        payments=payments,
        paid_minor=paid,
        paid_at=paid_at,
        completed_at=completed_at,
        account=_text(row, "account", 120) if row.get("account") else "",
        zone=_text(row, "zone", 60) if row.get("zone") else "",
        supplier=_supplier(row["supplier"]) if row.get("supplier") else None,
    )


def _unit(unit: Any) -> ImportedUnit:
    if not isinstance(unit, Mapping):
        raise BadRow("units: a list of objects")
    usage: Usage = unit.get("usage", "none")
    days = unit.get("used_days", 0)
    if not isinstance(usage, str) or usage not in _USAGES:
        raise BadRow(f"units.usage: one of {', '.join(sorted(_USAGES))}")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 3650:
        raise BadRow("units.used_days: a whole number of days")
    return ImportedUnit(_amount(unit, "price"), usage, days)


def _payment(leg: Any) -> ImportedPayment:
    if not isinstance(leg, Mapping):
        raise BadRow("payments: a list of objects")
    return ImportedPayment(
        _text(leg, "route", 20), _amount(leg, "amount"), _text(leg, "reference", 64)
    )


def _supplier(said: Any) -> SupplierAnswer:
    if not isinstance(said, Mapping):
        raise BadRow("supplier: an object")
    arrived = said.get("arrived")
    if not (arrived is None or isinstance(arrived, bool)):
        raise BadRow("supplier.arrived: true, false or null")
    if said.get("status") not in _STATUSES:
        raise BadRow(f"supplier.status: one of {', '.join(_STATUSES)}")
    code = _text(said, "code", 60) if said.get("code") else ""
    return SupplierAnswer(said["status"], code, arrived)


def _listed(row: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = row.get(key)
    if not isinstance(value, list):
        raise BadRow(f"{key}: a list")
    return value


def _text(row: Mapping[str, Any], key: str, longest: int) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadRow(f"{key}: a text of 1 to {longest} characters")
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise BadRow(f"{key}: no control characters")
    return value.strip()


def _amount(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, str) or not _YUAN.fullmatch(value):
        raise BadRow(f'{key}: an amount in yuan as text, such as "12.30"')
    return minor_of(value)


def _moment(row: Mapping[str, Any], key: str) -> datetime:
    value = row.get(key)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadRow(f"{key}: a time with offset, such as 2026-03-01T10:00:00+08:00")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadRow(f"{key}: a time in the years {FIRST_YEAR} to {LAST_YEAR}")
    return moment
