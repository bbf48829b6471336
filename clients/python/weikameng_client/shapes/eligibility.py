"""What the API takes and answers: eligibility (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import ChecklistOut, Said


class EligibilityOut(TypedDict):
    """The answer for an order as it stands, and for every reason. Amount in fen."""

    order: str
    eligible: bool
    way: str
    clause: str
    policy_version: str
    sentence: Said
    evidence: list[str]
    until: str | None
    at_stake_minor: int
    would_change: list[Said]
    open_case: str | None
    reasons: list[ReasonOut]


class ReasonOut(TypedDict):
    """Where one reason would lead once everything in ``asks`` is sent."""

    code: str
    way: str
    clauses: list[str]
    asks: list[str]
    evidence: ChecklistOut
    help: list[Said]
