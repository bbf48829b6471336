"""What the API takes and answers: refunds (generated)."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

from weikameng_client.shapes.everywhere import ChecklistOut, Said, TrackOut


class Amendment(TypedDict):
    """What an amendment sends; the case keeps its order and units."""

    reason: str
    narrative: NotRequired[str]
    uploads: NotRequired[list[str]]
    person: NotRequired[bool]
    guardian: NotRequired[GuardianIn | None]
    refundable_amount_minor: NotRequired[int | None]


class Application(TypedDict):
    """What an application sends; without ``units`` the whole order is asked for."""

    order: str
    reason: str
    narrative: NotRequired[str]
    units: NotRequired[list[int] | None]
    uploads: NotRequired[list[str]]
    person: NotRequired[bool]
    guardian: NotRequired[GuardianIn | None]
    refundable_amount_minor: NotRequired[int | None]


class ApplicationsIn(TypedDict):
    """Applications, each for itself."""

    applications: list[Application]


class CaseDetail(TypedDict):
    """A whole case: the same decision the page shows (N2)."""

    number: str
    order: str
    state: str
    outcome: str
    amount_minor: int
    currency: str
    applied_at: str
    due_at: str | None
    due_estimated: bool
    missing: list[str]
    evidence: ChecklistOut
    pictures: list[PictureOut]
    clauses: list[ClauseOut]
    payouts: list[PayoutOut]
    lanes: list[LaneOut]
    track: TrackOut | None
    held_up: HeldUpOut | None


class CaseLine(TypedDict):
    """One case of a list. Amounts in fen; ``customer`` is the shop's own id of the buyer."""

    number: str
    order: str
    external_number: str | None
    customer: str
    state: str
    reason: str
    round: int
    amount_minor: int
    at_stake_minor: int
    applied_at: str
    due_at: str | None


class CaseOut(TypedDict):
    """Where a case stands."""

    number: str
    state: str
    joined: NotRequired[bool]


class CasesOut(TypedDict):
    """One page of cases, the latest first."""

    items: list[CaseLine]
    next: str | None


class ClauseOut(TypedDict):
    """One clause as tested: verdict, the sentence, what it read."""

    clause: str
    verdict: str
    zh: NotRequired[str]
    en: NotRequired[str]


class GuardianIn(TypedDict):
    """Who speaks for the child, needed once with the reason MINOR. Refusals name the field."""

    relation: str
    age: int
    contact: str
    consent: bool


class HeldUpOut(TypedDict):
    """Why the money of a case in ``payout_stuck`` has not gone, in the words of its page."""

    waits_for: str
    owner: str
    title: Said
    text: Said
    by: str | None
    missing: list[str]


class LaneOut(TypedDict):
    """A step of a cross-border case that runs beside the others (R6.2): who is to act, by when."""

    name: str
    owner: str
    zh: NotRequired[str]
    en: NotRequired[str]
    since: str
    due_at: str | None
    ended_at: str | None


class PayoutOut(TypedDict):
    """One leg of the money, in fen."""

    number: str
    route: str
    amount_minor: int
    state: str
    settled_at: str | None
    arrives_by: str | None
    credited_to: str
    replaces: str | None
    waits_for: str


class PictureOut(TypedDict):
    """A picture that was handed in; ``checked``: a machine read it, and all of it agrees."""

    position: int
    kind: str
    handed_in_at: str
    checked: bool


class RatingIn(TypedDict):
    """How the buyer rates a refund that has arrived."""

    score: int
    said: NotRequired[str]


State = Literal[
    "screening",
    "reviewing",
    "awaiting_buyer",
    "approved",
    "paying",
    "payout_stuck",
    "refunded",
    "rejected",
    "disputed",
    "withdrawn",
    "closed",
]
