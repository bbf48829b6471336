"""What the API takes and answers: incidents (generated)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class ChannelMoneyOut(TypedDict):
    """What a channel would pay, fen; ``short``: its recorded balance does not suffice with it."""

    route: str
    refunds: int
    amount_minor: int
    pending_minor: int
    balance_minor: int | None
    short: bool


class DryRunOut(TypedDict):
    """What it would do now; nothing was written."""

    expected_units: int
    expected_minor: int
    orders: int
    left_out: list[FateOut]
    money: list[ChannelMoneyOut]


class ExpectedIn(TypedDict):
    """The numbers of the dry run one has seen: units, and their fen."""

    expected_units: int
    expected_minor: int


class FateOut(TypedDict):
    """How many units came, or would come, to one end; every end but ``refund`` is a reason."""

    fate: str
    meaning: Said
    units: int


Finding = Literal["not_arrived", "key_invalid"]


class IncidentIn(TypedDict):
    """What failed: goods of a supplier, one good, or both; orders paid in [since, until)."""

    zh: NotRequired[str]
    en: NotRequired[str]
    supplier: NotRequired[str]
    sku: NotRequired[str]
    since: str
    until: str
    finding: Finding


class IncidentLine(TypedDict):
    """One incident of the list."""

    id: int
    state: str
    supplier: str
    sku: str
    since: str
    until: str
    finding: str
    words: Said
    declared_at: str


class IncidentOut(TypedDict):
    """One incident: ``dry_run`` before it starts, ``progress`` after. People by their names."""

    id: int
    state: str
    supplier: str
    sku: str
    since: str
    until: str
    finding: str
    words: Said
    declared_at: str
    declared_by: str
    asked_by: str
    approved_by: str
    ended_at: str | None
    dry_run: DryRunOut | None
    progress: IncidentProgressOut | None


class IncidentProgressOut(TypedDict):
    """How far it is; amounts in fen."""

    orders: int
    orders_done: int
    refunded: int
    refunded_minor: int
    left_out: list[FateOut]


class IncidentsOut(TypedDict):
    """One page of incidents, the newest first."""

    items: list[IncidentLine]
    next: str | None


class SeenIn(TypedDict):
    """Where one has seen it stand; refused when it stands elsewhere by now."""

    seen_state: str


class SentenceIn(TypedDict):
    """What buyers read, in both languages."""

    zh: NotRequired[str]
    en: NotRequired[str]
