"""What the API takes and answers: figures (generated)."""

from __future__ import annotations

from typing import Any, TypedDict


class CountedOut(TypedDict):
    """How many, and their fen."""

    count: int
    amount_minor: int


class FiguresOut(TypedDict):
    """The days counted, Beijing time, and each figure by its name with its sentence and rows."""

    first: str
    last: str
    figures: dict[str, Any]


class ShopFiguresOut(TypedDict):
    """Orders paid in the period, refunds asked for in it by their state, payouts by theirs."""

    first: str
    last: str
    orders: CountedOut
    refunds: dict[str, CountedOut]
    payouts: dict[str, CountedOut]
    automatic: int
    late: int
