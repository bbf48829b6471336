"""The text of a ruling: what is drafted, what exactly is signed, how it reads. Pure.

The form of version 1 is in docs/disputes.md; ledger.rulings checks signatures over its bytes.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from weikameng.domain.disputes import MAX_TEXT, MIN_TEXT, Outcome
from weikameng.domain.errors import Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

FORMAT = "weikameng.ruling/1"
MAX_CLAUSES = 6
BEARERS = ("platform", "supplier")

OUTCOMES = {
    Outcome.FULL: Words("全部支持", "In full"),
    Outcome.PART: Words("部分支持", "In part"),
    Outcome.NONE: Words("不支持", "Nothing"),
}
BEARER_WORDS = {
    "platform": Words("平台承担", "The platform bears it"),
    "supplier": Words("供货商承担", "The supplier bears it"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What an arbitrator drafts; ``amount_minor`` counts for a part alone."""

    outcome: Outcome
    clauses: tuple[str, ...]
    reasons: str
    reasons_en: str = ""
    amount_minor: int = 0
    bearer: str = "platform"


@dataclass(frozen=True, slots=True)
class About:
    """What a ruling is about: the numbers, the policy cited, the file it was decided on."""

    dispute: str
    case: str
    order: str
    policy: str
    evidence: str  # the seal of the chain's last item
    body: str
    seats: int


def checked(draft: Draft, known: frozenset[str], most_minor: int) -> Draft:
    """Return the draft as it may be signed. Refusal for what is missing or can't be paid."""
    if not draft.clauses or len(draft.clauses) > MAX_CLAUSES or set(draft.clauses) - known:
        raise Refusal("clauses", _CLAUSES)
    if not MIN_TEXT <= len(draft.reasons.strip()) <= MAX_TEXT:
        raise Refusal("reasons", _REASONS)
    if len(draft.reasons_en) > MAX_TEXT or draft.bearer not in BEARERS:
        raise Refusal("reasons", _REASONS)
    if draft.outcome is Outcome.PART and not 1 <= draft.amount_minor < most_minor:
        most = yuan_of(most_minor)
        raise Refusal(
            "amount",
            Words(
                f"部分支持的金额要大于 0、小于 {most} 元;全部支持请选“全部支持”。",
                f"A part is more than 0 and less than {most} CNY; for all of it choose “In full”.",
            ),
        )
    if draft.outcome is not Outcome.NONE and not most_minor:
        raise Refusal("nothing_left", _NOTHING_LEFT)
    return draft


def document_of(draft: Draft, about: About, most_minor: int, at: datetime) -> dict[str, Any]:
    """Return the document whose canonical form is signed."""
    amounts = {Outcome.FULL: most_minor, Outcome.PART: draft.amount_minor, Outcome.NONE: 0}
    return {
        "format": FORMAT,
        "dispute": about.dispute,
        "case": about.case,
        "order": about.order,
        "policy": about.policy,
        "evidence": about.evidence,
        "body": about.body,
        "seats": about.seats,
        "outcome": draft.outcome.value,
        "amount_minor": amounts[draft.outcome],
        "bearer": draft.bearer,
        "clauses": sorted(set(draft.clauses)),
        "reasons": draft.reasons.strip(),
        "reasons_en": draft.reasons_en.strip(),
        "drafted_at": at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z"),
    }


def read_back(text: str) -> dict[str, Any]:
    """Return a document that was kept as its canonical text."""
    found: dict[str, Any] = json.loads(text)
    return found


_CLAUSES = Words(
    f"请写明依据的条款,1 到 {MAX_CLAUSES} 条,要是当时规则里的编号。",
    f"Cite 1 to {MAX_CLAUSES} clauses by their numbers in the policy that holds for this order.",
)
_REASONS = Words(
    f"请写明理由,{MIN_TEXT} 到 {MAX_TEXT} 字。",
    f"Give your reasons, {MIN_TEXT} to {MAX_TEXT} characters.",
)
_NOTHING_LEFT = Words(
    "没有可退的了,只能裁决不支持。", "Nothing is left to refund; only “Nothing” can be ruled."
)
