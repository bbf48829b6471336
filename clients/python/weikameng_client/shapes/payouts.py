"""What the API takes and answers: payouts (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class BooksIn(TypedDict):
    """A day of the shop's books (Beijing), of refunds it paid itself."""

    day: str
    lines: list[LineIn]


class BooksOut(TypedDict):
    """What agreed (and is booked as reconciled), and what did not."""

    day: str
    agree: int
    agree_minor: int
    differ: list[DifferenceOut]


class ConfirmIn(TypedDict):
    """The shop has paid: its own reference, when, and the amount (fen) to be compared."""

    reference: str
    paid_at: NotRequired[str | None]
    amount_minor: NotRequired[int | None]


class DifferenceOut(TypedDict):
    """A payout that differs; an amount is null where that side has no such line."""

    payout: str
    apart: str
    words: Said
    ours_minor: int | None
    theirs_minor: int | None


class FailIn(TypedDict):
    """The shop could not pay; ``came_back``: it had paid, and the bank sent the money back."""

    why: str
    came_back: NotRequired[bool]


class LineIn(TypedDict):
    """One refund in the shop's own books, fen."""

    payout: str
    reference: str
    amount_minor: int


class PayoutStanding(TypedDict):
    """One leg of a refund's money, fen."""

    number: str
    refund: str
    order: str
    external_number: str | None
    customer: str
    route: str
    route_name: Said
    amount_minor: int
    state: str
    created_at: str
    arrives_by: str | None
    settled_at: str | None
    reference: str
    why: str
    waits_for: str


class PayoutsOut(TypedDict):
    """One page, the latest first."""

    items: list[PayoutStanding]
    next: str | None
