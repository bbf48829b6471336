"""Whether an order can be refunded, before anyone applies (R1.3): what the order's page shows."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from weikameng.api.refunds import ChecklistOut, demand_scope, owner_of_request
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.words import Words, typeset
from weikameng.services.checklist import checklist_of
from weikameng.services.eligibility import Outlook, outlook_of

router = Router(tags=["orders"])


class Said(Schema):
    """One sentence in both languages."""

    zh: str
    en: str


class ReasonOut(Schema):
    """Where one reason would lead once everything in ``asks`` is sent."""

    code: str
    way: str
    clauses: Sequence[str]
    asks: Sequence[str]
    evidence: ChecklistOut


class EligibilityOut(Schema):
    """The answer for an order as it stands, and for every reason. Amount in fen."""

    order: str
    eligible: bool
    way: str
    clause: str
    policy_version: str
    sentence: Said
    evidence: Sequence[str]
    until: datetime | None
    at_stake_minor: int
    would_change: Sequence[Said]
    open_case: str | None
    reasons: Sequence[ReasonOut]


@router.get("/{number}/eligibility", response=EligibilityOut, summary="Can this order be refunded?")
def look(request: HttpRequest, number: str) -> Any:
    """Return the answer for one of the token owner's orders; nothing is written."""
    demand_scope(request, "refunds:read")
    at = timezone.now()
    outlook = outlook_of(number, buyer_id=owner_of_request(request), at=at)
    return _answer(outlook, at)


def _answer(outlook: Outlook, at: datetime) -> dict[str, Any]:
    plain = outlook.plain
    return {
        "order": outlook.photo.number,
        "eligible": plain.eligible,
        "way": plain.way,
        "clause": plain.clause,
        "policy_version": plain.decision.policy_version,
        "sentence": _said(plain.sentence),
        "evidence": plain.evidence,
        "until": plain.until,
        "at_stake_minor": plain.at_stake_minor,
        "would_change": [_said(words) for words in plain.what_would_change],
        "open_case": outlook.open_case.number if outlook.open_case else None,
        "reasons": [_reason(outlook, reason) for reason in outlook.by_reason(at)],
    }


def _reason(outlook: Outlook, reason: ReasonOutlook) -> dict[str, Any]:
    return {
        "code": reason.code,
        "way": reason.way,
        "clauses": reason.clauses,
        "asks": reason.asks,
        "evidence": asdict(checklist_of(outlook, reason)),
    }


def _said(words: Words) -> dict[str, str]:
    return {"zh": typeset(words.zh), "en": words.en}
