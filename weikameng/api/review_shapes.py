"""A case as who decides it reads it by the API (R3.2): the money, the facts, the second person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from weikameng.api.tracks import TrackOut, track_out
from weikameng.api.words import Said, said
from weikameng.domain.case_life import Event, may
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.refusing import Fact, refusal_clauses
from weikameng.domain.policy.share import WHOLE, left_of
from weikameng.records.reading import approvals as waiting
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import Progress, progress_of
from weikameng.services import asking, judging, reviews
from weikameng.services.judging import Judge, Money
from weikameng.services.tracks import track_of


class UnitLeftOut(Schema):
    """A unit of the case: what is left of it, fen, and whether the screening left it in."""

    id: str
    left_minor: int
    in_question: bool


class ReviewMoneyOut(Schema):
    """What an approval of the whole would give back now, fen; ``needs_second``: another person
    has to sign it."""

    whole_minor: int
    needs_second: bool
    units: Sequence[UnitLeftOut]


class FactOut(Schema):
    """A fact a refusal may rest on, by the name it is given with."""

    name: str
    value: str
    label: Said
    meaning: Said


class ProposalOut(Schema):
    """An approval that waits for a second person, fen."""

    id: int
    amount_minor: int
    because: str
    asked_by: str
    yours: bool


class ReviewOut(Schema):
    """A case as who decides it reads it. ``money`` is null while nothing may be paid: ``trouble``
    says why. ``revision`` goes with every decision."""

    number: str
    order: str
    state: str
    revision: int
    reason: str
    route: str
    narrative: str
    outcome: str
    sentence: Said
    due_at: datetime | None
    open: bool = Field(description="whether it can be decided now")
    money: ReviewMoneyOut | None
    trouble: Said | None
    clauses: Sequence[str] = Field(description="clauses a refusal may rest on")
    facts: Sequence[FactOut]
    may_ask: Sequence[str]
    proposal: ProposalOut | None
    track: TrackOut | None


def review_of(number: str, judge: Judge, at: datetime) -> dict[str, Any]:
    """Return a case for who may decide it. Refusal for everybody else, and for one's own."""
    case = judging.case_for(number, judge)
    progress = progress_of(number)
    if progress is None:
        raise not_found()
    decision = decision_of(progress.decision)
    money, trouble = _money(number, judge, at)
    return {
        "number": number,
        "order": case.order_number,
        "state": progress.state,
        "revision": progress.case.revision,
        "reason": progress.latest.reason,
        "route": progress.case.route,
        "narrative": progress.latest.narrative,
        "outcome": decision.outcome,
        "sentence": said(decision.sentence),
        "due_at": progress.case.due_at,
        "open": may(progress.state, Event.APPROVE),
        "money": money,
        "trouble": trouble,
        "clauses": refusal_clauses(decision.policy, progress.latest.reason),
        "facts": [_fact(one, decision) for one in reviews.facts_of(progress, decision)],
        "may_ask": asking.may_ask(progress, decision),
        "proposal": _proposal(progress, judge),
        "track": track_out(track_of(progress, decision, at)),
    }


def _money(
    number: str, judge: Judge, at: datetime
) -> tuple[dict[str, Any] | None, dict[str, str] | None]:
    try:
        return _told(reviews.looked_at(number, WHOLE, judge, at)), None
    except Refusal as refusal:
        return None, said(refusal.words)


def _told(money: Money) -> dict[str, Any]:
    return {
        "whole_minor": money.amount_minor,
        "needs_second": money.needs_second,
        "units": [
            {
                "id": unit.id,
                "left_minor": left_of(unit),
                "in_question": unit.id in money.in_question,
            }
            for unit in money.units
        ],
    }


def _fact(fact: Fact, decision: Decision) -> dict[str, Any]:
    label, meaning = fact.words(decision.policy)
    told = {"label": said(label), "meaning": said(meaning)}
    return {"name": fact.name, "value": fact.value} | told


def _proposal(progress: Progress, judge: Judge) -> dict[str, Any] | None:
    row = waiting.open_of(progress.case.pk)
    if row is None:
        return None
    return {
        "id": row.pk,
        "amount_minor": row.amount_minor,
        "because": row.because,
        "asked_by": row.asked_by.get_username(),
        "yours": row.asked_by_id == judge.id,
    }
