"""What the API takes and answers: complaints (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class ComplaintOut(TypedDict):
    """One complaint as recorded. Amounts in fen."""

    id: int
    order: str
    route: str
    kind: str
    reference: str
    amount_minor: int
    open: bool
    outcome: str
    paid_minor: int
    opened_at: str
    decides_by: str | None
    closed_at: str | None


class ComplaintsOut(TypedDict):
    """One page: the open ones first, of each the newest first."""

    items: list[ComplaintOut]
    next: str | None


class Ended(TypedDict):
    """How it ended; ``paid_minor`` (fen) if, and only if, the channel itself paid the buyer."""

    outcome: str
    note: str
    paid_minor: NotRequired[int]


class LegOut(TypedDict):
    """One of our payouts; ``reach``: held, dead, or beyond holding (under_way, paid)."""

    number: str
    route: str
    amount_minor: int
    reach: str


class Recorded(TypedDict):
    """What is recorded; ``route`` only when several channels took the order's payment. Fen."""

    order: str
    kind: str
    reference: str
    amount_minor: int
    route: NotRequired[str]
    note: NotRequired[str]
    decides_by: NotRequired[str | None]


class StandingOut(TypedDict):
    """A complaint as it stands, with every live payout of its order."""

    id: int
    open: bool
    known: bool
    told: Said
    payouts: list[LegOut]
