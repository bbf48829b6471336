"""Whether an order can be refunded, before anyone applies (R1.3): what the order's page shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from weikameng.api.callers import buyer_of, demand_scope
from weikameng.api.case_shapes import ChecklistOut, checklist_out
from weikameng.api.forms import ready
from weikameng.api.shop_callers import Number, Plain, demand_shop
from weikameng.api.words import Said, said
from weikameng.domain import using_help
from weikameng.domain.errors import not_found
from weikameng.domain.evidence_list import Checklists
from weikameng.domain.policy.eligibility import ReasonOutlook
from weikameng.domain.words import Words
from weikameng.records.reading.shop_orders import number_of
from weikameng.services.checklist import checklists_of
from weikameng.services.eligibility import Outlook, outlook_of

router = Router(tags=["orders"])
by_number = Router(tags=["orders"])
READ = "refunds:read"


class ReasonOut(Schema):
    """Where one reason would lead once everything in ``asks`` is sent."""

    code: str
    way: str
    clauses: Sequence[str]
    asks: Sequence[str]
    evidence: ChecklistOut
    help: Sequence[Said]


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
def look(request: HttpRequest, number: Number) -> Any:
    """Return the answer for one of the token owner's orders; nothing is written."""
    demand_scope(request, READ)
    return _outlook(request, number)


@by_number.get("", response=EligibilityOut, summary="Can it be refunded, by the shop's own number")
def look_up(request: HttpRequest, external_number: Plain) -> Any:
    """Return the same for a shop's order by the number the shop gave it."""
    number = number_of(external_number, shop_id=demand_shop(request, READ))
    if number is None:
        raise not_found()
    return _outlook(request, number)


def _outlook(request: HttpRequest, number: str) -> HttpResponse:
    at = timezone.now()
    outlook = outlook_of(number, buyer_id=buyer_of(request, order=number), at=at)
    return ready(request, answer(outlook, at))


def answer(outlook: Outlook, at: datetime) -> dict[str, Any]:
    """Return the answer in the form of ``EligibilityOut``."""
    plain, lists = outlook.plain, checklists_of(outlook)
    return {
        "order": outlook.photo.number,
        "eligible": plain.eligible,
        "way": plain.way,
        "clause": plain.clause,
        "policy_version": plain.decision.policy_version,
        "sentence": said(plain.sentence),
        "evidence": plain.evidence,
        "until": plain.until,
        "at_stake_minor": plain.at_stake_minor,
        "would_change": [said(words) for words in plain.what_would_change],
        "open_case": outlook.open_case.number if outlook.open_case else None,
        "reasons": [_reason(outlook, lists, reason) for reason in outlook.by_reason(at)],
    }


def _help(outlook: Outlook, reason: ReasonOutlook) -> tuple[Words, ...]:
    """What to try first, where one's own device may be in the way (B2)."""
    if reason.code != using_help.REASON:
        return ()
    return using_help.help_with(outlook.photo.order.goods_kind)


def _reason(outlook: Outlook, lists: Checklists, reason: ReasonOutlook) -> dict[str, Any]:
    listed = lists.of(outlook.policy.reasons[reason.code], reason.asks)
    return {
        "code": reason.code,
        "way": reason.way,
        "clauses": reason.clauses,
        "asks": reason.asks,
        "evidence": checklist_out(listed),
        "help": [said(step) for step in _help(outlook, reason)],
    }
