"""What the API takes and answers: reviews (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said, TrackOut


class ApproveIn(TypedDict):
    """What goes back."""

    revision: int
    because: str
    because_en: NotRequired[str]
    units: NotRequired[list[str]]
    part_minor: NotRequired[int | None]
    each: NotRequired[bool]
    percent: NotRequired[str]
    expected_minor: int


class AskIn(TypedDict):
    """What the buyer is asked for: of ``may_ask``, and words of one's own."""

    revision: int
    items: NotRequired[list[str]]
    text: NotRequired[str]
    days: NotRequired[int]


class DecidedOut(TypedDict):
    """Where the case stands; ``proposed``: another person has to sign."""

    number: str
    state: str
    proposed: bool


class FactOut(TypedDict):
    """A fact a refusal may rest on, by the name it is given with."""

    name: str
    value: str
    label: Said
    meaning: Said


class ProposalOut(TypedDict):
    """An approval that waits for a second person, fen."""

    id: int
    amount_minor: int
    because: str
    asked_by: str
    yours: bool


class RejectIn(TypedDict):
    """The clause and the names of the facts it rests on, and the words the buyer reads."""

    revision: int
    because: str
    because_en: NotRequired[str]
    clause: str
    facts: NotRequired[list[str]]


class ReminderIn(TypedDict):
    """When the buyer was reminded of a renewal, null for not at all; and where that was found."""

    reminded_at: NotRequired[str | None]
    note: str


class ReviewLine(TypedDict):
    """One case that waits for a person; fen."""

    number: str
    order: str
    reason: str
    route: str
    round: int
    at_stake_minor: int
    applied_at: str
    due_at: str


class ReviewMoneyOut(TypedDict):
    """What an approval of the whole would give back now, fen."""

    whole_minor: int
    needs_second: bool
    units: list[UnitLeftOut]


class ReviewOut(TypedDict):
    """A case as who decides it reads it."""

    number: str
    order: str
    state: str
    revision: int
    reason: str
    route: str
    narrative: str
    outcome: str
    sentence: Said
    due_at: str | None
    open: bool
    money: ReviewMoneyOut | None
    trouble: Said | None
    clauses: list[str]
    facts: list[FactOut]
    may_ask: list[str]
    proposal: ProposalOut | None
    track: TrackOut | None


class ReviewsOut(TypedDict):
    """One page of what waits, the earliest promise first."""

    items: list[ReviewLine]
    next: str | None


class SendBackIn(TypedDict):
    """Why it is not signed."""

    proposal: int
    note: str


class SignIn(TypedDict):
    """Which proposal is signed, or taken back by whoever made it."""

    proposal: int


class UnitLeftOut(TypedDict):
    """A unit of the case: what is left of it, fen, and whether the screening left it in."""

    id: str
    left_minor: int
    in_question: bool
