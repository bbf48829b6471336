"""One row of an order import: parsed and checked before anything is written (P4)."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from weikameng.domain.calendar import CHINA
from weikameng.domain.exchange import (
    CURRENCIES,
    HOME,
    RATE_AGE,
    TOLERANCE_PERCENT,
    Deal,
    DealFault,
    Paid,
    deal_from,
)
from weikameng.domain.money import minor_of
from weikameng.domain.policy.facts import Usage
from weikameng.domain.renewals import NO_RENEWAL, Renewal
from weikameng.domain.supply import SupplierAnswer
from weikameng.domain.words import Words

MAX_UNITS = 100
# No policy is older than this, so an older order could not be decided.
FIRST_YEAR, LAST_YEAR = 2021, 2099
_YUAN = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_STATUSES = ("success", "failed", "processing", "unknown")
_USAGES = frozenset({"none", "revealed", "activated", "used", "unknown", "void"})


class BadRow(ValueError):
    """A row that can't be taken; the message says which field and what it should be."""

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__(en)
        self.words = Words(zh or en, en)


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
class Abroad:
    """What crosses a border: the payment's currency, and the deal where the shop told it (R6.1)."""

    cross_border: bool = False
    currency: str = HOME
    deal: Deal | None = None


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
    abroad: Abroad = Abroad()
    renewal: Renewal = NO_RENEWAL


def parse_row(row: Any, tolerance_percent: Decimal = TOLERANCE_PERCENT) -> ImportedOrder:
    """Return the order a JSON row describes. BadRow names the first field that is wrong."""
    if not isinstance(row, Mapping):
        raise BadRow("a row must be a JSON object", "一行要是一个 JSON 对象")
    units = tuple(_unit(unit) for unit in _listed(row, "units"))
    payments = tuple(_payment(leg) for leg in _listed(row, "payments"))
    paid = sum(leg.amount_minor for leg in payments)
    if not 1 <= len(units) <= MAX_UNITS:
        raise BadRow(f"units: 1 to {MAX_UNITS} of them", f"units:要有 1 到 {MAX_UNITS} 件")
    if len({leg.route for leg in payments}) != len(payments):
        raise BadRow("payments: each route once", "payments:每个渠道只写一次")
    if "paid_total" in row and _amount(row, "paid_total") != paid:
        raise BadRow("paid_total: must equal the sum of payments", "paid_total:要等于各笔付款之和")
    paid_at = moment_of(row, "paid_at")
    completed_at = moment_of(row, "completed_at") if row.get("completed_at") else None
    if completed_at and completed_at < paid_at:
        raise BadRow("completed_at: can't be before paid_at", "completed_at:不能早于 paid_at")
    return ImportedOrder(
        external_number=text_of(row, "external_number", 64),
        buyer=text_of(row, "buyer", 150),
        sku=text_of(row, "sku", 60),
        units=units,
        payments=payments,
        paid_minor=paid,
        paid_at=paid_at,
        completed_at=completed_at,
        account=text_of(row, "account", 120) if row.get("account") else "",
        zone=text_of(row, "zone", 60) if row.get("zone") else "",
        supplier=_supplier(row["supplier"]) if row.get("supplier") else None,
        abroad=_abroad(row, (paid, paid_at), tolerance_percent),
        renewal=_renewal(row, paid_at),
    )


def _abroad(
    row: Mapping[str, Any], payment: tuple[int, datetime], tolerance_percent: Decimal
) -> Abroad:
    crosses, currency = row.get("cross_border", False), row.get("currency", HOME)
    if not isinstance(crosses, bool):
        raise BadRow("cross_border: true or false", "cross_border:写 true 或 false")
    if currency not in CURRENCIES:
        raise _one_of("currency", CURRENCIES)
    if currency != HOME:
        raise BadRow(
            f"currency: the buyer's payment must be in {HOME}; this platform can't pay back in"
            f" {currency}. If the buyer paid {HOME} and {currency} is what was settled abroad,"
            f" write {HOME}, and the rest in exchange. If they paid {currency}, refund it where it"
            " was paid and leave the row out",
            f"currency:买家付款要是 {HOME},平台退不了 {currency}。如果买家付的是人民币、{currency}"
            f" 只是境外结算的币种,请写 {HOME},结算写在 exchange 里;如果买家付的就是 {currency},"
            "请在原付款处退款,不要导入这一行",
        )
    told = row.get("exchange")
    if told is not None and not crosses:
        raise BadRow(
            "cross_border: must be true with exchange", "cross_border:写了 exchange 时要是 true"
        )
    if told is None:
        return Abroad(crosses, currency)
    if not isinstance(told, Mapping):
        raise BadRow("exchange: an object", "exchange:要是一个对象")
    day = payment[1].astimezone(CHINA).date()
    try:
        deal = deal_from(told, Paid(payment[0], currency, day, day + RATE_AGE), tolerance_percent)
    except DealFault as fault:
        raise BadRow(f"exchange.{fault}", f"exchange.{fault.words.zh}") from fault
    return Abroad(crosses, currency, deal)


def _renewal(row: Mapping[str, Any], paid_at: datetime) -> Renewal:
    """Whether it was charged by automatic renewal, and what the books know of a reminder (H5)."""
    said = row.get("renewal")
    if said is None:
        return NO_RENEWAL
    if not isinstance(said, Mapping):
        raise BadRow("renewal: an object", "renewal:要是一个对象")
    if "reminded_at" not in said:
        return Renewal("unknown")
    if said["reminded_at"] is None:
        return Renewal("none")
    reminded_at = moment_of(said, "reminded_at")
    if reminded_at > paid_at:
        raise BadRow("reminded_at: not after paid_at", "reminded_at:不能晚于 paid_at")
    return Renewal("reminded", reminded_at)


def _unit(unit: Any) -> ImportedUnit:
    if not isinstance(unit, Mapping):
        raise BadRow("units: a list of objects", "units:要是对象的列表")
    usage: Usage = unit.get("usage", "none")
    days = unit.get("used_days", 0)
    if not isinstance(usage, str) or usage not in _USAGES:
        raise _one_of("units.usage", sorted(_USAGES))
    if not isinstance(days, int) or isinstance(days, bool) or not 0 <= days <= 3650:
        raise BadRow("units.used_days: a whole number of days", "units.used_days:要是整数天")
    return ImportedUnit(_amount(unit, "price"), usage, days)


def _payment(leg: Any) -> ImportedPayment:
    if not isinstance(leg, Mapping):
        raise BadRow("payments: a list of objects", "payments:要是对象的列表")
    return ImportedPayment(
        text_of(leg, "route", 20), _amount(leg, "amount"), text_of(leg, "reference", 64)
    )


def _supplier(said: Any) -> SupplierAnswer:
    if not isinstance(said, Mapping):
        raise BadRow("supplier: an object", "supplier:要是一个对象")
    arrived = said.get("arrived")
    if not (arrived is None or isinstance(arrived, bool)):
        raise BadRow(
            "supplier.arrived: true, false or null", "supplier.arrived:写 true、false 或 null"
        )
    if said.get("status") not in _STATUSES:
        raise _one_of("supplier.status", _STATUSES)
    code = text_of(said, "code", 60) if said.get("code") else ""
    return SupplierAnswer(said["status"], code, arrived)


def _one_of(key: str, values: Iterable[str]) -> BadRow:
    known = ", ".join(values)
    return BadRow(f"{key}: one of {known}", f"{key}:只能是 {known}")


def _listed(row: Mapping[str, Any], key: str) -> Sequence[Any]:
    value = row.get(key)
    if not isinstance(value, list):
        raise BadRow(f"{key}: a list", f"{key}:要是一个列表")
    return value


def text_of(row: Mapping[str, Any], key: str, longest: int) -> str:
    """Return a field that is a text; BadRow where it is none, or too long."""
    value = row.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadRow(
            f"{key}: a text of 1 to {longest} characters", f"{key}:要有 1 到 {longest} 个字"
        )
    if any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise BadRow(f"{key}: no control characters", f"{key}:不能有控制字符")
    return value.strip()


def _amount(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if not isinstance(value, str) or not _YUAN.fullmatch(value):
        raise BadRow(
            f'{key}: an amount in yuan as text, such as "12.30"',
            f'{key}:金额按元写成文字,例如 "12.30"',
        )
    return minor_of(value)


def moment_of(row: Mapping[str, Any], key: str) -> datetime:
    """Return a field that is a moment with its offset; BadRow where it is none."""
    value = row.get(key)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BadRow(
            f"{key}: a time with offset, such as 2026-03-01T10:00:00+08:00",
            f"{key}:时间要带时区,例如 2026-03-01T10:00:00+08:00",
        )
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise BadRow(
            f"{key}: a time in the years {FIRST_YEAR} to {LAST_YEAR}",
            f"{key}:年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间",
        )
    return moment
