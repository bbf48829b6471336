"""What the API takes and answers: disputes (generated)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class ChallengeIn(TypedDict):
    """Which arbitrator a side refuses, by the id of the seat, and why."""

    seat: int
    because: str


class DeclarationIn(TypedDict):
    """Whether somebody who was drawn has a conflict of interest, and which."""

    conflict: bool
    because: NotRequired[str]


class DisputeLine(TypedDict):
    """One dispute of a list; the whole of it by its ``number``."""

    number: str
    case: str
    order: str
    body: str
    phase: str
    opened_at: str
    unsealed_at: str | None
    ruled_at: str | None
    carried_out_at: str | None


class DisputeOut(TypedDict):
    """A dispute as its reader may see it."""

    number: str
    case: str
    order: str
    body: str
    you: str
    phase: str
    seats: int
    opened_at: str
    statements_due_at: str
    ruling_due_at: str | None
    unsealed_at: str | None
    ruled_at: str | None
    carried_out_at: str | None
    filed: list[FilingOut]
    panel: list[SeatOut]
    requests: list[RequestOut]
    ruling: RulingOut | None


class DisputesOut(TypedDict):
    """One page, the newest first."""

    items: list[DisputeLine]
    next: str | None


class DissentIn(TypedDict):
    """Why somebody of the panel does not sign."""

    draft: int
    because: str


class DraftIn(TypedDict):
    """A draft of the ruling; ``amount_minor`` in fen, for a part alone."""

    outcome: Outcome
    amount_minor: NotRequired[int]
    clauses: list[str]
    reasons: str
    reasons_en: NotRequired[str]
    bearer: NotRequired[str]


class FilingOut(TypedDict):
    """What a side filed, as far as the reader may see it; pictures by their SHA-256."""

    side: str
    kind: str
    text: str
    at: str
    pictures: list[str]


class Opening(TypedDict):
    """Which refused case goes to which body."""

    case: str
    body: str


Outcome = Literal["full", "part", "none"]


class RequestIn(TypedDict):
    """What the panel asks which side for."""

    side: str
    text: str


class RequestOut(TypedDict):
    """What the panel asked for."""

    side: str
    text: str
    state: str
    asked_at: str
    due_at: str


class RulingOut(TypedDict):
    """The ruling, or the draft before its panel."""

    draft: int
    issued: bool
    document: str
    content: dict[str, Any]
    signatures: list[SignatureOut]


class SeatOut(TypedDict):
    """Somebody drawn for a seat, and what became of it."""

    id: int
    seat: int
    name: str
    state: str


class SignatureIn(TypedDict):
    """A detached signature, base64, over the exact bytes of ``document``; the draft it is for."""

    draft: int
    signature: str


class SignatureOut(TypedDict):
    """Who signed by which key; ``strength``: own, or kept by the shop. A dissent has neither."""

    arbitrator: str
    agrees: bool
    because: str
    key: str
    signature: str
    strength: str


class StatementIn(TypedDict):
    """What a side files; ``uploads`` are tokens of pictures a buyer handed in before."""

    text: str
    uploads: NotRequired[list[str]]
