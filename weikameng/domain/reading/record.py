"""What the back office knows of an order, as far as a screen can show it (R3.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from weikameng.domain.money import minor_of
from weikameng.domain.reading.moments import moments_in

MAX_CATALOGUE = 2_000
MAX_VALUE_CHARS = 200


class BadRecord(ValueError):
    """The given record can't be used; the message says what it should be."""


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """One order: numbers as written, amount in fen, every moment it has (local time of China),
    every state it was ever in; empty where there is nothing to compare.
    """

    order_no: str = ""
    trade_no: str = ""
    product: str = ""
    zone: str = ""
    account: str = ""
    merchant: str = ""
    error: str = ""
    amount_minor: int | None = None
    moments: tuple[datetime, ...] = ()
    states: tuple[str, ...] = ()
    pay_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Other names a screen could show instead: only these can contradict a name."""

    products: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()

    @classmethod
    def of(cls, records: Iterable[OrderRecord]) -> "Catalogue":
        """Return every name that these records carry."""
        all_of = list(records)
        return cls(
            _names(record.product for record in all_of),
            _names(record.zone for record in all_of),
            _names(record.error for record in all_of),
            _names(record.merchant for record in all_of),
        )

    def joined(self, other: "Catalogue") -> "Catalogue":
        """Return the names of both."""
        return Catalogue(
            _names(self.products + other.products),
            _names(self.zones + other.zones),
            _names(self.errors + other.errors),
            _names(self.merchants + other.merchants),
        )


def catalogue_of(given: Mapping[str, Any]) -> Catalogue:
    """Return the catalogue a JSON object describes: lists of names, else BadRecord."""
    names = {name: _texts(given, "", name) for name in ("products", "zones", "errors", "merchants")}
    return Catalogue(**names)


def record_of(given: Mapping[str, Any]) -> OrderRecord:
    """Return the record a JSON object describes (docs/evidence.md lists the keys).

    BadRecord says which key is wrong; unknown keys are let be.
    """
    texts = {name: _text(given, name) for name in _TEXTS}
    return OrderRecord(
        **texts,
        amount_minor=_amount(given),
        moments=tuple(_moments(given)),
        states=_texts(given, "status", "statuses"),
        pay_states=_texts(given, "pay_status", "pay_statuses"),
    )


_TEXTS = ("order_no", "trade_no", "product", "zone", "account", "merchant", "error")


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))[:MAX_CATALOGUE]


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_VALUE_CHARS:
        raise BadRecord(f'"{name}" should be a text of at most {MAX_VALUE_CHARS} characters')
    return value.strip()


def _texts(given: Mapping[str, Any], one: str, many: str) -> tuple[str, ...]:
    values = given.get(many, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise BadRecord(f'"{many}" should be a list of texts')
    if any(len(value) > MAX_VALUE_CHARS for value in values):
        raise BadRecord(f'"{many}": at most {MAX_VALUE_CHARS} characters each')
    return _names([_text(given, one) if one else "", *values])


def _amount(given: Mapping[str, Any]) -> int | None:
    written = _text(given, "amount")
    if not written:
        return None
    try:
        return minor_of(written)
    except ValueError as error:
        raise BadRecord('"amount" should be yuan as a text, like "12.30"') from error


def _moments(given: Mapping[str, Any]) -> Iterable[datetime]:
    for name in ("created", "paid", "delivered", "completed"):
        written = _text(given, name)
        found = moments_in(written)
        if written and not found:
            raise BadRecord(f'"{name}" should be a moment like "2026-11-22 08:30:00"')
        yield from (shown.at for shown in found)
