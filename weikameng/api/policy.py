"""The policy through the API (R9.1): the version in force in plain words, from what decides."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import demand_scope
from weikameng.api.shop_callers import Plain
from weikameng.api.words import Said, said
from weikameng.domain.errors import not_found
from weikameng.domain.policy.model import GoodsKind, Params, Policy, Reason
from weikameng.records.reading import policies

router = Router(tags=["policy"])
READ = "refunds:read"


class PolicyClauseOut(Schema):
    """One published clause, and the law it stands on."""

    clause: str
    words: Said
    law: Sequence[Said]


class GoodsOut(Schema):
    """A kind of good: how long one may apply, counted from which moment, what is not refunded."""

    kind: str
    words: Said
    fulfilment: str
    window_days: int
    completed_when: Said
    non_refundable: Said


class ParamsOut(Schema):
    """The version's numbers. Money in fen."""

    one_click_below_minor: int
    one_click_30d_max: int
    auto_approve_max_minor: int
    urgent_from_minor: int
    supplement_days: int
    amend_days: int
    max_attempts: int
    dispute_days: int
    original_route_days: int


class NeedOut(Schema):
    """One thing that proves a reason; ``standard`` says what it must show."""

    kind: str
    words: Said
    standard: Said | None


class ReasonListed(Schema):
    """One reason of the list."""

    code: str
    words: Said
    group: Said
    fault: str
    window: str = Field(description="hard, soft or none: what applying late does")
    discouraged: bool


class StandardOut(ReasonListed):
    """One reason with what it needs: ours we attach, all of these, and any one of those."""

    hint: Said
    attached: Sequence[NeedOut]
    all_of: Sequence[NeedOut]
    any_of: Sequence[NeedOut]
    description: Sequence[str]
    good_example: Said
    bad_example: Said


class PolicyOut(Schema):
    """A version: its clauses, goods and numbers; ``until`` when the next one takes over."""

    version: str
    title: Said
    since: datetime
    until: datetime | None
    clauses: Sequence[PolicyClauseOut]
    goods: Sequence[GoodsOut]
    numbers: ParamsOut
    reasons: Sequence[ReasonListed]


class StandardsOut(Schema):
    """Every reason with what it needs."""

    version: str
    reasons: Sequence[StandardOut]


@router.get("/policy", response=PolicyOut, summary="The policy in force")
def look(request: HttpRequest) -> Any:
    """Return the version that decides what is paid for now."""
    demand_scope(request, READ)
    at = timezone.now()
    reign = next(reign for reign in policies.published() if reign.holds_at(at))
    rules = policies.policy(reign.row.version)
    return {
        "version": rules.version,
        "title": said(rules.title),
        "since": reign.row.effective_at,
        "until": reign.until,
        "clauses": [
            {
                "clause": clause.id,
                "words": said(clause.words),
                "law": [said(rules.law[key].name) for key in clause.law if key in rules.law],
            }
            for clause in rules.clauses.values()
        ],
        "goods": [_goods(kind) for kind in rules.goods.values()],
        "numbers": {name: getattr(rules.params, name) for name in _NUMBERS},
        "reasons": [_short(reason) for reason in _current(rules)],
    }


@router.get("/standards", response=StandardsOut, summary="What each reason needs")
def standards(request: HttpRequest) -> Any:
    """Return the standards of the version in force."""
    demand_scope(request, READ)
    rules = _in_force()
    return {
        "version": rules.version,
        "reasons": [_reason(rules, reason) for reason in _current(rules)],
    }


@router.get("/standards/{code}", response=StandardOut, summary="What one reason needs")
def standard(request: HttpRequest, code: Plain) -> Any:
    """Return one reason, also one that can't be chosen any more."""
    demand_scope(request, READ)
    rules = _in_force()
    if code not in rules.reasons:
        raise not_found()
    return _reason(rules, rules.reasons[code])


_NUMBERS = tuple(name for name in ParamsOut.model_fields if name in Params.__annotations__)


def _in_force() -> Policy:
    return policies.policy(policies.in_force_at(timezone.now()).version)


def _current(rules: Policy) -> list[Reason]:
    return [reason for reason in rules.reasons.values() if not reason.retired]


def _goods(kind: GoodsKind) -> dict[str, Any]:
    return {
        "kind": kind.kind,
        "words": said(kind.words),
        "fulfilment": "direct" if kind.direct else "key",
        "window_days": kind.window_days,
        "completed_when": said(kind.completed_when),
        "non_refundable": said(kind.non_refundable),
    }


def _short(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "words": said(reason.words),
        "group": said(reason.group),
        "fault": reason.fault,
        "window": reason.window,
        "discouraged": reason.discouraged,
    }


def _reason(rules: Policy, reason: Reason) -> dict[str, Any]:
    return _short(reason) | {
        "hint": said(reason.hint),
        "attached": [_need(rules, item) for item in reason.auto],
        "all_of": [_need(rules, item) for item in reason.all_of],
        "any_of": [_need(rules, item) for item in reason.any_of],
        "description": reason.description_fields,
        "good_example": said(reason.good_example),
        "bad_example": said(reason.bad_example),
    }


def _need(rules: Policy, item: str) -> dict[str, Any]:
    standard = rules.standards.get(item)
    return {
        "kind": item,
        "words": said(rules.evidence_words(item)),
        "standard": said(standard) if standard else None,
    }
