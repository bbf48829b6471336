"""The only writer of a case's state (law 1): opening a case, and moving it along the arrows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from weikameng.domain.books import cost_account
from weikameng.domain.case_life import OPEN, Event, State
from weikameng.domain.case_plan import CaseAsRead, CasePlan, Step, walked
from weikameng.domain.errors import Conflict
from weikameng.records.models import (
    CaseEvent,
    CaseRound,
    CaseUnit,
    Order,
    OrderUnit,
    RefundCase,
)
from weikameng.records.reading.goods_life import GoodAsRead
from weikameng.records.statements import fetch_one, statement
from weikameng.records.writing import case_lives, errands, payouts
from weikameng.records.writing.life import Happening, new_good, part_of, step_parameters

OPENING = statement(Path(__file__).parent / "opening.sql")


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
class AsRead:
    """What the decision saw of the order: nothing is paid on it when it is no longer so (law 2).

    ``goods`` are the lives of these units, with what each was paid with, in fen.
    """

    units: tuple[UnitAsRead, ...]
    supplier_status: str
    supplier_arrived: bool | None
    goods: tuple[tuple[GoodAsRead, int], ...] = ()


@dataclass(frozen=True, slots=True)
class NewCase:
    """Everything one application writes."""

    number: str
    order_id: int
    order_number: str
    sku: str
    buyer_id: int
    route: str
    channel: str
    seen: AsRead
    round: Round
    evidence: tuple[SealedEvidence, ...]
    plan: CasePlan

    @property
    def chain_digest(self) -> str:
        """The seal of the last item it brings: the whole chain of evidence up to here."""
        return self.evidence[-1].digest if self.evidence else ""


def open_case(new: NewCase, at: datetime) -> int:
    """Write a new case in one statement and return its id.

    Raises AlreadyOpen when a unit is in an open case, Conflict when the order is no longer as read.
    """
    try:
        if not new.plan.errands and new.plan.steps[-1].event is not Event.SETTLE:
            row = fetch_one(OPENING, parameters(new, at))
        else:  # what follows is written with the case or not at all
            with transaction.atomic():
                row = fetch_one(OPENING, parameters(new, at))
                if row:
                    _follow_opening(int(row[0]), new, at)
    except psycopg.errors.UniqueViolation as error:
        if "one_open_case_per_unit" in str(error):
            raise AlreadyOpen from error
        if "evidence_position_once" in str(error):
            raise Conflict("another evidence item came first") from error
        raise
    except psycopg.errors.CheckViolation as error:  # Σ refunds ≤ paid, held by the database (P1)
        raise Conflict("the amount left changed") from error
    if row is None:
        raise Conflict("the order changed while it was being decided")
    return int(row[0])


def _follow_opening(case_id: int, new: NewCase, at: datetime) -> None:
    for name in new.plan.errands:
        errands.defer(name, case=new.number)
    if new.plan.steps[-1].event is Event.SETTLE:  # nothing to pay back: refunded at once
        payouts.void_cards(case_id, at)


def hold(number: str) -> None:
    """Lock a case: until this transaction ends nobody else moves it."""
    rows = RefundCase.objects.select_for_update(no_key=True).filter(number=number)
    list(rows.values_list("pk"))


def move(case: CaseAsRead, plan: CasePlan, at: datetime, seen: AsRead | None = None) -> None:
    """Walk the plan's steps: state, history lines, money and follow-ups in one transaction.

    Raises Conflict when the case moved since it was read, when the order is no longer as ``seen``
    (needed where the units were not frozen), or when an arrow is missing.
    """
    states = walked(case.state, plan.steps)
    last = states[-1]
    try:
        with transaction.atomic():
            held = RefundCase.objects.filter(pk=case.id, revision=case.revision)
            if not held.update(revision=case.revision + len(states), **_changes(plan, last, at)):
                raise Conflict("the case moved meanwhile")
            if seen:
                _hold(case.order_id, seen)
            _write_history(case, plan, states, at)
            payouts.intend(case.id, case.order_id, plan, at)
            _open_or_close_units(case, last, at)
            case_lives.moved(case, plan, states, at)
            for name in plan.errands:
                errands.defer(name, case=case.number)
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.CheckViolation):
            raise Conflict("the amount left changed") from error
        raise


def _hold(order_id: int, seen: AsRead) -> None:
    """Lock what the decision read; Conflict when it has changed since."""
    ids = [unit.id for unit in seen.units]
    rows = OrderUnit.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("position")
    now = {UnitAsRead(*row) for row in rows.values_list("id", "usage", "refunding_minor")}
    order = Order.objects.select_for_update(no_key=True).filter(
        pk=order_id,
        supplier_status=seen.supplier_status,
        supplier_arrived=seen.supplier_arrived,
    )
    if now != set(seen.units) or not order.exists():
        raise Conflict("the order changed while it was being decided")


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
    RefundCase.objects.filter(pk=case.id).update(
        round=number, reason=spoken.reason, at_stake_minor=spoken.decision["at_stake_minor"]
    )


def decide_round(
    case: CaseAsRead, number: int, facts: Mapping[str, Any], decision: Mapping[str, Any]
) -> None:
    """Keep the decision of a round that had waited for the supplier's answer."""
    CaseRound.objects.filter(case_id=case.id, round=number).update(facts=facts, decision=decision)
    RefundCase.objects.filter(pk=case.id).update(at_stake_minor=decision["at_stake_minor"])


def _changes(plan: CasePlan, last: State, at: datetime) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": last, "due_at": plan.due_at}
    if plan.amounts:
        changes["amount_minor"] = plan.amount_minor
    if last is State.REFUNDED:
        changes["settled_at"] = at
    if plan.route:
        changes["route"] = plan.route
    return changes


def _write_history(case: CaseAsRead, plan: CasePlan, states: Sequence[State], at: datetime) -> None:
    CaseEvent.objects.bulk_create(
        CaseEvent(
            case_id=case.id,
            revision=case.revision + place,
            event=step.event,
            state=state,
            actor=step.actor,
            because=step.because,
            because_en=step.because_en,
            basis=step.basis,
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
    units = OrderUnit.objects.filter(caseunit__case_id=case.id)
    # What was given back stays frozen for ever: its key is void and never resold.
    if last is State.REFUNDED:
        units.filter(refunding_minor__lt=F("paid_minor")).update(frozen=False)
        payouts.void_cards(case.id, at)
    elif is_open:
        units.update(frozen=True)
    else:
        whole = Q(refunding_minor__gte=F("paid_minor"))
        # By an earlier case, or by the channel itself (one paid with 0.00 only by a case).
        back = OrderUnit.objects.filter(whole & Q(caseunit__case__state=State.REFUNDED))
        units.exclude(whole & Q(paid_minor__gt=0)).exclude(pk__in=back).update(frozen=False)


def parameters(new: NewCase, at: datetime) -> dict[str, Any]:
    """Return the values of the opening statement, by name."""
    plan = new.plan
    states = walked(None, plan.steps)
    last = states[-1]
    return {
        "number": new.number,
        "order_id": new.order_id,
        "buyer_id": new.buyer_id,
        "supplier_status": new.seen.supplier_status,
        "supplier_arrived": new.seen.supplier_arrived,
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
        "goods_kind": new.round.facts["order"]["goods_kind"],
        "at_stake_minor": new.round.decision["at_stake_minor"],
        "narrative": new.round.narrative,
        "facts": json.dumps(new.round.facts),
        "decision": json.dumps(new.round.decision),
        "cost_account": cost_account(plan.bearer),
        "ids": [unit.id for unit in new.seen.units],
        "tender_ids": [leg.tender_id for leg in plan.payouts],
        "units": _units_json(new),
        "events": _events_json(plan.steps, states),
        "evidence": _evidence_json(new.evidence),
        "payouts": _payouts_json(plan),
        **_lives(new, states),
    }


def _lives(new: NewCase, states: Sequence[State]) -> dict[str, Any]:
    """The case comes to life, and its units' lives go on with it."""
    good = new_good(new.sku)
    said = case_lives.case_happenings(good, new.number, new.plan.amount_minor, (new.plan, states))
    said = case_lives.opening(good, said, new.order_number, new.chain_digest)
    own = step_parameters([(good, said)])
    units = step_parameters(_unit_lives(new, states[-1]))
    happened = [{**event, "good_id": None} for event in own["events"]] + units["events"]
    return {
        "good_id": good.id,
        "sku": good.sku,
        "salt": good.salt,
        "good_state": own["goods"][0]["state"],
        "good_events": len(said),
        "goods": json.dumps(units["goods"]),
        "happened": json.dumps(happened),
    }


def _unit_lives(new: NewCase, last: State) -> list[tuple[GoodAsRead, list[Happening]]]:
    promised = {unit.id: unit.refunding_minor for unit in new.seen.units}
    amounts = dict(new.plan.amounts)
    part = part_of(new.plan.steps[-1].actor)
    lives = []
    for good, paid_minor in new.seen.goods:
        assert good.unit_id is not None, "a unit's good"
        back = promised[good.unit_id] + amounts.get(good.unit_id, 0) >= paid_minor
        goal = case_lives.goal_of(last, back=back)
        lives.append((good, case_lives.unit_happenings(good, goal, new.number, part)))
    return lives


def _units_json(new: NewCase) -> str:
    amounts = dict(new.plan.amounts)
    return json.dumps(
        [
            {
                "id": unit.id,
                "usage": unit.usage,
                "refunding": unit.refunding_minor,
                "amount": amounts.get(unit.id, 0),
            }
            for unit in new.seen.units
        ]
    )


def _events_json(steps: Sequence[Step], states: Sequence[State]) -> str:
    return json.dumps(
        [
            {
                "revision": place,
                "event": step.event,
                "state": state,
                "actor": step.actor,
                "because": step.because,
            }
            for place, (step, state) in enumerate(zip(steps, states, strict=True), start=1)
        ]
    )


def _evidence_json(items: Sequence[SealedEvidence]) -> str:
    return json.dumps(
        [
            {
                "position": item.position,
                "kind": item.kind,
                "source": item.source,
                "body": item.body,
                "file_digest": item.file_digest,
                "digest": item.digest,
            }
            for item in items
        ]
    )


def _payouts_json(plan: CasePlan) -> str:
    return json.dumps(
        [
            {
                "number": leg.number,
                "tender_id": leg.tender_id,
                "route": leg.route,
                "amount_minor": leg.amount_minor,
                "promised_at": leg.promised_at.isoformat() if leg.promised_at else None,
            }
            for leg in plan.payouts
        ]
    )
