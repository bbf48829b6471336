"""What the API takes and answers: exchange (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict


class DealIn(TypedDict):
    """A deal as filled in."""

    settled: str
    settled_currency: str
    rate: str
    rate_on: str
    rate_rule: str
    purpose: str
    quota: NotRequired[str]
    payee: str
    payee_country: str
    revision: NotRequired[int]


class DealOut(TypedDict):
    """The deal of an order as it stands; ``deal`` is null before anybody filled it in."""

    order: str
    currency: str
    paid_minor: int
    revision: int
    filled_at: str | None
    confirmed_at: str | None
    deal: dict[str, str] | None


class RecordsOut(TypedDict):
    """One page of the records made on these days, Beijing time, the oldest first."""

    columns: list[str]
    items: list[dict[str, str]]
    next: str | None


class Seen(TypedDict):
    """Which revision of a deal is confirmed."""

    revision: int
