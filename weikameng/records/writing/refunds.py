"""The only writer of a case's state (law 1): opening a case, and moving it along the arrows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import IntegrityError, transaction

from weikameng.domain.case_life import OPEN, State
from weikameng.domain.case_plan import CaseAsRead, CasePlan, walked
from weikameng.domain.errors import Conflict
from weikameng.records.models import CaseEvent, CaseRound, CaseUnit, OrderUnit, RefundCase
from weikameng.records.statements import fetch_one
from weikameng.records.writing import errands, payouts

_OPENING = (Path(__file__).parent / "opening.sql").read_text(encoding="utf-8")


class AlreadyOpen(Exception):
    """A unit asked for is in an open case already: the database refused a second one (R2.7)."""


@dataclass(frozen=True, slots=True)
class SealedEvidence:
    """An evidence item with its place in the order's chain."""

    position: int
    kind: str
    source: str
    body: Mapping[str, Any]
    file_digest: str
    digest: str


@dataclass(frozen=True, slots=True)
class Round:
    """What the buyer said and what was decided; ``facts`` and ``decision`` as stored JSON."""

    reason: str
    narrative: str
    facts: Mapping[str, Any]
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitAsRead:
    """A unit as the decision saw it: written only if it is still so (law 2)."""

    id: int
    usage: str
    refunding_minor: int


@dataclass(frozen=True, slots=True)
class NewCase:
    """Everything one application writes."""

    number: str
    order_id: int
    buyer_id: int
    route: str
    channel: str
    units: tuple[UnitAsRead, ...]
    round: Round
    evidence: tuple[SealedEvidence, ...]
    plan: CasePlan


def open_case(new: NewCase, at: datetime) -> int:
    """Write a new case in one statement and return its id.

    Raises AlreadyOpen when a unit is in an open case, Conflict when a unit is no longer as read.
    """
    try:
        if not new.plan.errands:
            row = fetch_one(_OPENING, _parameters(new, at))
        else:  # the follow-up is written with the case or not at all
            with transaction.atomic():
                row = fetch_one(_OPENING, _parameters(new, at))
                for name in new.plan.errands:
                    errands.defer(name, case=new.number)
    except (psycopg.errors.UniqueViolation, IntegrityError) as error:
        if "one_open_case_per_unit" in str(error):
            raise AlreadyOpen from error
        if "evidence_position_once" in str(error):
            raise Conflict("another evidence item came first") from error
        raise
    except psycopg.errors.CheckViolation as error:  # Σ refunds ≤ paid, held by the database (P1)
        raise Conflict("the amount left changed") from error
    if row is None:
        raise Conflict("a unit changed while it was being decided")
    return int(row[0])


def move(case: CaseAsRead, plan: CasePlan, at: datetime) -> None:
    """Walk the plan's steps: state, history lines, money and follow-ups in one transaction.

    Raises Conflict when the case moved since it was read or an arrow is missing.
    """
    states = walked(case.state, plan.steps)
    last = states[-1]
    with transaction.atomic():
        changes = _changes(plan, last, at)
        held = RefundCase.objects.filter(pk=case.id, revision=case.revision)
        if not held.update(revision=case.revision + len(states), **changes):
            raise Conflict("the case moved meanwhile")
        _write_history(case, plan, states, at)
        _open_or_close_units(case, last, at)
        payouts.intend(case.id, case.order_id, plan, at)
        for name in plan.errands:
            errands.defer(name, case=case.number)


def add_round(case: CaseAsRead, number: int, spoken: Round, at: datetime) -> None:
    """Keep what was asked and decided in a further round (R2.6); earlier rounds stay."""
    CaseRound.objects.create(
        case_id=case.id,
        round=number,
        reason=spoken.reason,
        narrative=spoken.narrative,
        facts=spoken.facts,
        decision=spoken.decision,
        at=at,
    )
    RefundCase.objects.filter(pk=case.id).update(round=number)


def decide_round(
    case: CaseAsRead, number: int, facts: Mapping[str, Any], decision: Mapping[str, Any]
) -> None:
    """Keep the decision of a round that had waited for the supplier's answer."""
    CaseRound.objects.filter(case_id=case.id, round=number).update(facts=facts, decision=decision)


def _changes(plan: CasePlan, last: State, at: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": last, "due_at": plan.due_at}
    if plan.amounts:
        changes["amount_minor"] = plan.amount_minor
    if last is State.REFUNDED:
        changes["settled_at"] = at
    return changes


def _write_history(
    case: CaseAsRead, plan: CasePlan, states: Sequence[State], at: datetime
) -> None:
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case_id=case.id,
            revision=case.revision + place,
            event=step.event,
            state=state,
            actor=step.actor,
            because=step.because,
            at=at,
        )
        for place, (step, state) in enumerate(zip(plan.steps, states, strict=True), start=1)
    )


def _open_or_close_units(case: CaseAsRead, last: State, at: datetime) -> None:
    """Keep ``case_unit.open`` and the freeze on the units (P6) in step with the state."""
    was_open, is_open = case.state in OPEN, last in OPEN
    if was_open == is_open:
        return
    try:
        with transaction.atomic():
            CaseUnit.objects.filter(case_id=case.id).update(open=is_open)
    except IntegrityError as error:
        raise AlreadyOpen from error
    # A refunded unit stays frozen for ever: its key is void and never resold.
    frozen = is_open or last is State.REFUNDED
    units = OrderUnit.objects.filter(caseunit__case_id=case.id)
    units.update(frozen=frozen)
    if last is State.REFUNDED:
        payouts.void_cards(case.id, at)


def _parameters(new: NewCase, at: datetime) -> dict[str, Any]:
    plan = new.plan
    states = walked(None, plan.steps)
    last = states[-1]
    amounts = dict(plan.amounts)
    return {
        "number": new.number,
        "order_id": new.order_id,
        "buyer_id": new.buyer_id,
        "state": last,
        "revision": len(states),
        "route": new.route,
        "channel": new.channel,
        "amount_minor": plan.amount_minor,
        "at": at,
        "due_at": plan.due_at,
        "settled_at": at if last is State.REFUNDED else None,
        "open": last in OPEN,
        "frozen": last in OPEN or last is State.REFUNDED,
        "reason": new.round.reason,
        "narrative": new.round.narrative,
        "facts": json.dumps(new.round.facts),
        "decision": json.dumps(new.round.decision),
        "bearer": plan.bearer,
        "units": json.dumps(
            [
                {
                    "id": unit.id,
                    "usage": unit.usage,
                    "refunding": unit.refunding_minor,
                    "amount": amounts.get(unit.id, 0),
                }
                for unit in new.units
            ]
        ),
        "events": json.dumps(
            [
                {
                    "revision": place,
                    "event": step.event,
                    "state": state,
                    "actor": step.actor,
                    "because": step.because,
                }
                for place, (step, state) in enumerate(
                    zip(plan.steps, states, strict=True), start=1
                )
            ]
        ),
        "evidence": json.dumps(
            [
                {
                    "position": item.position,
                    "kind": item.kind,
                    "source": item.source,
                    "body": item.body,
                    "file_digest": item.file_digest,
                    "digest": item.digest,
                }
                for item in new.evidence
            ]
        ),
        "payouts": json.dumps(
            [
                {
                    "number": leg.number,
                    "tender": leg.tender_id,
                    "route": leg.route,
                    "amount": leg.amount_minor,
                }
                for leg in plan.payouts
            ]
        ),
    }
