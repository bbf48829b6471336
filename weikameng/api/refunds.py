"""Refunds through the API: apply, look, amend, withdraw, ask for a person."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from weikameng.domain.application import MAX_NARRATIVE, RefundApplication
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.ratings import LEAST, MAX_SAID, MOST, Rating
from weikameng.domain.words import Words, typeset
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import chain_files, ratings, refunds
from weikameng.services.checklist import checklist_of_case
from weikameng.services.promised import is_estimated, leg_arrival

router = Router(tags=["refunds"])


class Application(Schema):
    """What an application sends; without ``units`` the whole order is asked for."""

    order: str = Field(pattern=r"^\d{16}$")
    reason: str = Field(max_length=40)
    narrative: str = Field("", max_length=MAX_NARRATIVE)
    units: list[int] | None = None
    uploads: list[str] = Field([], description="tokens of pictures handed in before")
    person: bool = Field(False, description="should it not be approved, let a person decide")


class Amendment(Schema):
    """What an amendment sends; the case keeps its order and units."""

    reason: str = Field(max_length=40)
    narrative: str = Field("", max_length=MAX_NARRATIVE)
    uploads: list[str] = Field([], description="tokens of pictures handed in before")
    person: bool = Field(False, description="should it not be approved, let a person decide")


class CaseOut(Schema):
    """Where a case stands."""

    number: str
    state: str
    joined: bool = False


class ClauseOut(Schema):
    """One clause as tested: verdict, the sentence, what it read."""

    clause: str
    verdict: str
    zh: str
    en: str


class PayoutOut(Schema):
    """One leg of the money, in fen.

    ``arrives_by`` is its promise while it is on its way; ``credited_to`` where the channel says
    it went; ``replaces`` the number of the dead leg whose place it took.
    """

    number: str
    route: str
    amount_minor: int
    state: str
    settled_at: datetime | None
    arrives_by: datetime | None
    credited_to: str
    replaces: str | None


class EvidenceOut(Schema):
    """One line of the checklist: ``either`` names the group of which one will do."""

    kind: str
    state: str
    required: bool
    either: str
    by: str
    at: datetime | None


class ChecklistOut(Schema):
    """What the reason needs and what is there; a group counts as one."""

    have: int
    needed: int
    items: Sequence[EvidenceOut]


class PictureOut(Schema):
    """A picture that was handed in; ``checked``: a machine read it, and all of it agrees."""

    position: int
    kind: str
    handed_in_at: datetime
    checked: bool


class RatingIn(Schema):
    """How the buyer rates a refund that has arrived."""

    score: int = Field(ge=LEAST, le=MOST)
    said: str = Field("", max_length=MAX_SAID)


class CaseDetail(Schema):
    """A whole case: the same decision the page shows (N2)."""

    number: str
    order: str
    state: str
    outcome: str
    amount_minor: int
    applied_at: datetime
    due_at: datetime | None
    due_estimated: bool
    missing: Sequence[str]
    evidence: ChecklistOut
    pictures: Sequence[PictureOut]
    clauses: Sequence[ClauseOut]
    payouts: Sequence[PayoutOut]


@router.post("", response={201: CaseOut, 200: CaseOut}, summary="Apply for a refund")
def apply(request: HttpRequest, asked: Application) -> Any:
    """Apply; answers 201 with the new case, 200 when the order is in an open case already."""
    demand_scope(request, "refunds:write")
    applied = refunds.apply(
        RefundApplication(
            order_number=asked.order,
            reason=asked.reason,
            narrative=asked.narrative,
            unit_ids=tuple(asked.units) if asked.units else None,
            uploads=tuple(asked.uploads),
            channel="api",
            person_wanted=asked.person,
        ),
        buyer_id=owner_of_request(request),
        at=timezone.now(),
    )
    out = {"number": applied.number, "state": applied.state, "joined": applied.joined}
    return Status(200 if applied.joined else 201, out)


@router.get("/{number}", response=CaseDetail, summary="One case, with every clause tested")
def look(request: HttpRequest, number: str) -> Any:
    """Return one of the token owner's cases."""
    demand_scope(request, "refunds:read")
    progress = progress_of(number, buyer_id=owner_of_request(request))
    if progress is None:
        raise not_found()
    return _detail(progress)


@router.post("/{number}/amend", response=CaseOut, summary="Amend a case sent back or rejected")
def amend(request: HttpRequest, number: str, asked: Amendment) -> Any:
    """Amend; the same case is screened again as its next round (R2.6)."""
    demand_scope(request, "refunds:write")
    application = RefundApplication(
        "",
        asked.reason,
        asked.narrative,
        uploads=tuple(asked.uploads),
        channel="api",
        person_wanted=asked.person,
    )
    applied = refunds.amend(
        number, application, buyer_id=owner_of_request(request), at=timezone.now()
    )
    return {"number": applied.number, "state": applied.state}


@router.post("/{number}/withdraw", response={204: None}, summary="Withdraw while undecided")
def withdraw(request: HttpRequest, number: str) -> Any:
    """Withdraw; the buyer may apply again inside the window."""
    demand_scope(request, "refunds:write")
    refunds.withdraw(number, buyer_id=owner_of_request(request), at=timezone.now())
    return Status(204, None)


@router.post("/{number}/person", response=CaseOut, summary="Ask that a person decides")
def ask_person(request: HttpRequest, number: str) -> Any:
    """Ask that a person decides what was refused or sent back automatically (PIPL-24)."""
    demand_scope(request, "refunds:write")
    refunds.ask_person(number, buyer_id=owner_of_request(request), at=timezone.now())
    return {"number": number, "state": "reviewing"}


@router.post("/{number}/rating", response={204: None}, summary="Rate a refund that arrived")
def rate(request: HttpRequest, number: str, sent: RatingIn) -> Any:
    """Rate it once; sent again within seven days it takes the earlier one's place (R12.1)."""
    demand_scope(request, "refunds:write")
    rating = Rating(sent.score, sent.said)
    ratings.rate(number, rating, buyer_id=owner_of_request(request), at=timezone.now())
    return Status(204, None)


@router.get("/{number}/evidence", summary="The evidence chain of a case, to keep and to check")
def chain(request: HttpRequest, number: str) -> HttpResponse:
    """Return the chain file of one of the token owner's cases; see docs/evidence.md."""
    demand_scope(request, "refunds:read")
    kept = chain_files.of_case(number, buyer_id=owner_of_request(request))
    content = chain_files.exported(kept, timezone.now())
    return HttpResponse(content, content_type="application/json")


def _detail(progress: Progress) -> dict[str, Any]:
    decision = decision_of(progress.decision)
    return {
        "number": progress.case.number,
        "order": progress.order.number,
        "state": progress.state,
        "outcome": decision.outcome,
        "amount_minor": progress.case.amount_minor,
        "applied_at": progress.case.applied_at,
        "due_at": progress.case.due_at,
        "due_estimated": bool(progress.case.due_at and is_estimated(progress.case.due_at)),
        "missing": decision.missing,
        "evidence": asdict(checklist_of_case(progress, decision)),
        "pictures": [
            {
                "position": item.position,
                "kind": item.kind,
                "handed_in_at": item.at,
                "checked": bool(getattr(item, "agrees", False)),
            }
            for item in progress.evidence
            if item.source == "buyer" and item.file_digest
        ],
        "clauses": [
            {
                "clause": tested.clause,
                "verdict": tested.verdict,
                "zh": typeset(tested.sentence.zh),
                "en": tested.sentence.en,
            }
            for tested in decision.tested
        ],
        "payouts": [_payout(leg, progress) for leg in progress.payouts],
    }


def _payout(leg: Any, progress: Progress) -> dict[str, Any]:
    numbers = {other.pk: other.number for other in progress.payouts}
    ended = leg.state in {PayoutState.SETTLED, PayoutState.REPLACED}
    arrival = leg_arrival(
        leg.route,
        leg.created_at,
        credited_to=leg.credited_to,
        cross_border=progress.order.cross_border,
        promised_at=leg.promised_at,
    )
    return {
        "number": leg.number,
        "route": leg.route,
        "amount_minor": leg.amount_minor,
        "state": leg.state,
        "settled_at": leg.settled_at if leg.state == PayoutState.SETTLED else None,
        "arrives_by": None if ended else arrival.by,
        "credited_to": leg.credited_to,
        "replaces": numbers.get(leg.replaces_id),
    }


def owner_of_request(request: HttpRequest) -> int:
    """Return whose token opened the door."""
    return int(request.auth)  # type: ignore[attr-defined]


def demand_scope(request: HttpRequest, scope: str) -> None:
    """Refuse a token that lacks a scope, naming it."""
    if scope not in request.scopes:  # type: ignore[attr-defined]
        raise Refusal(
            "scope",
            Words(f"令牌缺少权限 {scope}。", f"The token lacks the scope {scope}."),
        )
