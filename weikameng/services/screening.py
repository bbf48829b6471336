"""Screening (系统初审): photograph, decide, and the plan that follows from it (R3.1)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from weikameng.domain import narrative
from weikameng.domain.application import RefundApplication
from weikameng.domain.bearers import bearer_of
from weikameng.domain.case_life import Event, State, may
from weikameng.domain.case_plan import (
    SYSTEM,
    CasePlan,
    Step,
    legs_of,
    screening_steps,
    walked,
)
from weikameng.domain.errors import Refusal
from weikameng.domain.evidence_list import pictures_of
from weikameng.domain.guardians import REASON as MINOR
from weikameng.domain.numbers import CASE, number_of
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import ApplicationFacts, Facts, PicturesChecked
from weikameng.domain.policy.later import decide_best
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.policy.pictures import cleared_by_pictures
from weikameng.domain.policy.stored import facts_from_json, facts_to_json, to_json
from weikameng.domain.words import Words
from weikameng.records.reading.photograph import Photograph
from weikameng.records.reading.policies import versions
from weikameng.records.reading.refunds import CaseToMove
from weikameng.records.writing import picture_readings
from weikameng.records.writing import refunds as writing
from weikameng.services import attached, chain, guardians, promised, unauthorised, uploads

ASK_SUPPLIER = "ask_supplier"
# The supplier's answer younger than this is not asked for again.
FRESH_ANSWER = timedelta(minutes=5)
_SPECIAL = frozenset({MINOR, unauthorised.REASON})
_LOOKED_AT = frozenset({Outcome.NEED_MORE, Outcome.MANUAL})
_BEIJING = ZoneInfo("Asia/Shanghai")
# Tries that are used up bar further rounds, not a person's look at the last one (PIPL-24).
_STILL_A_PERSON = Words(
    "如果上一次是系统自动判断的,仍可以在退款进度页要求人工复核。",
    " If the last answer was automatic, the refund's own page still lets you ask for a person.",
)


@dataclass(frozen=True, slots=True)
class Screened:
    """The decision, the facts it read, and what follows."""

    decision: Decision
    facts: Facts
    plan: CasePlan
    state: State


def screen(
    photo: Photograph,
    application: RefundApplication,
    at: datetime,
    case: CaseToMove | None = None,
) -> Screened:
    """Decide one application; ``case`` is given when it is a further round of that case.

    Raises Refusal when the policy does not take the application at all (not paid, nothing left).
    """
    rules = versions(photo.policy_version, photo.later_versions)
    _check(photo, application, rules[0])
    facts = Facts(photo.order, _application_facts(photo, application, case))
    decision = decide_best(rules, facts, at)
    if decision.outcome in {Outcome.REFUSE, Outcome.MERGE}:
        raise _refusal(decision)
    first = _first_step(photo.buyer_id, application, case)
    if case and case.asked_by_person and decision.outcome is not Outcome.APPROVE_AUTO:
        # Whoever asked looks at the answer: no machine sends it back, nor refuses it.
        steps: tuple[Step, ...] = (first, Step(Event.REFER, SYSTEM))
        errands: tuple[str, ...] = ()
    elif _side_by_side(decision):
        steps = (first, Step(Event.REFER, SYSTEM))
        errands = _asked_beside(photo, decision, at)
    elif not application.person_wanted and _supplier_must_speak(photo, decision, at):
        steps, errands = (first,), (ASK_SUPPLIER,)
    else:
        steps, errands = (first, *screening_steps(decision)), _asked_beside(photo, decision, at)
    state = walked(case.read.state if case else None, steps)[-1]
    if application.person_wanted and may(state, Event.APPEAL):
        steps += (Step(Event.APPEAL, first.actor),)
        state = State.REVIEWING
    number = case.read.number if case else number_of(CASE, at.astimezone(_BEIJING), photo.serial)
    plan = plan_of(photo, decision, number, steps, application.reason)
    plan = replace(plan, errands=errands)
    read = case.read if case else None
    way = promised.Way(state, decision.route, photo.order.cross_border, read)
    return Screened(decision, facts, _timed(plan, way, at), state)


def plan_of(
    photo: Photograph, decision: Decision, case_number: str, steps: tuple[Step, ...], reason: str
) -> CasePlan:
    """Return the plan with its money and who bears it: only an approval pays."""
    if decision.outcome not in {Outcome.APPROVE_AUTO, Outcome.APPROVE}:
        return CasePlan(steps)
    if steps[-1].event not in {Event.PAY, Event.SETTLE}:
        return CasePlan(steps)
    return CasePlan(
        steps,
        amounts=tuple((int(unit), amount) for unit, amount in decision.per_unit),
        payouts=legs_of(case_number, decision.split, photo.legs),
        bearer=photo.own_bearer
        or bearer_of(decision.policy, reason, photo.order.supplier, photo.supplier),
    )


def new_case(
    photo: Photograph, application: RefundApplication, screened: Screened, at: datetime
) -> writing.NewCase:
    """Return everything the opening writes."""
    return writing.NewCase(
        number=number_of(CASE, at.astimezone(_BEIJING), photo.serial),
        order_id=photo.order_id,
        order_number=photo.number,
        sku=photo.sku,
        buyer_id=photo.buyer_id,
        route=screened.decision.route,
        channel=application.channel,
        seen=as_read(photo, application.unit_ids),
        round=_round(application, screened),
        evidence=chain.of_application(photo, application, at),
        plan=screened.plan,
    )


def open_case(new: writing.NewCase, asked: RefundApplication, at: datetime) -> None:
    """Write a new case, that its uploads went along and wait to be read, or nothing at all."""
    if not asked.files and asked.reason not in _SPECIAL:
        writing.open_case(new, at)
        return
    with transaction.atomic():
        uploads.take_along(asked.files, new.order_id, new.buyer_id, at)
        case_id = writing.open_case(new, at)
        if asked.files:
            picture_readings.ask(new.order_id, new.number, at)
        _keep_special(case_id, asked, new.buyer_id, new.plan.due_at, at)


def _keep_special(
    case_id: int, asked: RefundApplication, buyer_id: int, due_at: datetime | None, at: datetime
) -> None:
    """What goes with a claim about a child, or about a payment that somebody else made (H3, H4)."""
    if asked.guardian:
        guardians.keep(case_id, asked.guardian, asked.brought_by or buyer_id, at)
    if asked.reason == unauthorised.REASON:
        unauthorised.tell(case_id, due_at, at)


def as_read(photo: Photograph, unit_ids: tuple[int, ...] | None) -> writing.AsRead:
    """Return what a decision on these units (None: all that are left) saw of the order."""
    said = photo.order.supplier
    asked = [
        unit
        for unit in photo.order.units
        if not unit.refunded and (not unit_ids or int(unit.id) in unit_ids)
    ]
    paid = {int(unit.id): unit.paid_minor for unit in asked}
    return writing.AsRead(
        tuple(writing.UnitAsRead(int(unit.id), unit.usage, unit.refunded_minor) for unit in asked),
        said.status if said else "",
        said.arrived if said else None,
        tuple((good, paid[good.unit_id]) for good in photo.goods if good.unit_id in paid),
    )


def screen_again(
    case: CaseToMove, photo: Photograph, checked: PicturesChecked, at: datetime
) -> Screened:
    """Decide a case that waited for its supplier, by what is known now; nobody is asked twice."""
    facts, rules = _same_round(case, photo)
    cleared = cleared_by_pictures(rules, facts, checked, at)
    return _decided(case, photo, cleared or (facts, decide_best(rules, facts, at)), at)


def screen_pictures(
    case: CaseToMove, photo: Photograph, checked: PicturesChecked, at: datetime
) -> Screened | None:
    """Decide a case anew now that its pictures were read; None unless that clears it."""
    facts, rules = _same_round(case, photo)
    cleared = cleared_by_pictures(rules, facts, checked, at)
    return _decided(case, photo, cleared, at) if cleared else None


def screen_identified(case: CaseToMove, photo: Photograph, at: datetime) -> Screened:
    """Decide a case anew now that its buyer's identity was checked (H1): a person goes on, unless
    something else is missing still; nothing is refused to who was asked for more."""
    facts, rules = _same_round(case, photo)
    decision = decide_best(rules, facts, at)
    state, plan = case.read.state, CasePlan(())
    if state is State.AWAITING_BUYER and decision.outcome is not Outcome.NEED_MORE:
        state, plan = State.REVIEWING, CasePlan((Step(Event.REFER, SYSTEM),))
        plan = _timed(plan, promised.Way(state, decision.route, read=case.read), at)
    return Screened(decision, facts, plan, state)


def _same_round(case: CaseToMove, photo: Photograph) -> tuple[Facts, tuple[Policy, ...]]:
    """What the buyer said, and how often, was read when the round was filed."""
    facts = Facts(photo.order, facts_from_json(case.facts).application)
    return facts, versions(photo.policy_version, photo.later_versions)


def _decided(
    case: CaseToMove, photo: Photograph, answer: tuple[Facts, Decision], at: datetime
) -> Screened:
    facts, decision = answer
    steps = screening_steps(decision)
    state = walked(case.read.state, steps)[-1]
    plan = plan_of(photo, decision, case.read.number, steps, facts.application.reason)
    way = promised.Way(state, decision.route, photo.order.cross_border, case.read)
    return Screened(decision, facts, _timed(plan, way, at), state)


def write_decision(
    case: CaseToMove, screened: Screened, at: datetime, seen: writing.AsRead | None = None
) -> None:
    """Write the decision of a round that had waited, and walk its steps.

    ``seen`` is what it saw of the order, where that may have changed meanwhile.
    """
    with transaction.atomic():
        if screened.plan.steps:
            writing.move(case.read, screened.plan, at, seen)
        writing.decide_round(
            case.read, case.round, facts_to_json(screened.facts), to_json(screened.decision)
        )


def write_round(
    case: CaseToMove,
    photo: Photograph,
    application: RefundApplication,
    screened: Screened,
    at: datetime,
) -> None:
    """Write a further round: the move, what was said and decided, and the new evidence."""
    with transaction.atomic():
        writing.hold(case.read.number)  # before its files, as who holds it from a check on does
        uploads.take_along(application.files, photo.order_id, photo.buyer_id, at)
        writing.move(case.read, screened.plan, at, as_read(photo, case.unit_ids))
        writing.add_round(case.read, case.round + 1, _round(application, screened), at)
        chain.write(photo.order_id, chain.of_application(photo, application, at), at)
        if application.files or pictures_of(photo.kept):
            picture_readings.ask(photo.order_id, case.read.number, at)
        _keep_special(case.read.id, application, photo.buyer_id, screened.plan.due_at, at)


def demand(state: State, event: Event) -> None:
    """Refuse politely what the case can't do now."""
    if not may(state, event):
        raise Refusal(
            "not_now",
            Words(
                "这份申请现在的状态不能这样操作,请刷新页面查看最新进度。",
                "This application can't do that in its present state; reload to see its progress.",
            ),
        )


def _check(photo: Photograph, application: RefundApplication, rules: Policy) -> None:
    """Refuse what the order or the policy does not know."""
    if application.reason not in rules.reasons:
        raise Refusal(
            "reason",
            Words("请从列表里选一个退款原因。", "Choose one of the reasons in the list."),
        )
    if not set(application.unit_ids or ()) <= {int(unit.id) for unit in photo.order.units}:
        raise Refusal(
            "units",
            Words("所选的商品不在这个订单里。", "A unit asked for is not part of this order."),
        )


def _application_facts(
    photo: Photograph, application: RefundApplication, case: CaseToMove | None
) -> ApplicationFacts:
    read = narrative.read_narrative(application.narrative)
    fresh = frozenset(file.kind for file in application.files)
    asked = application.unit_ids
    earlier = [c for c in photo.cases if not case or c.number != case.read.number]
    rejected = [c for c in earlier if c.state is State.REJECTED]
    return replace(
        attached.facts_of(photo, fresh),
        applicant="guardian" if application.reason == MINOR else "owner",
        channel=application.channel,
        reason=application.reason,
        description_quality=narrative.quality_with_known_order(read).value,
        unit_ids=tuple(str(unit) for unit in asked) if asked else None,
        attempt=(case.round + 1 - case.questions)
        if case
        else 1 + len({c.number for c in rejected}),
        new_material=not case
        or bool(fresh)
        or application.narrative != case.narrative
        or _sent_since(photo, case),
        first_filed_at=case.applied_at if case else None,
        description_asked=case is not None and case.description_asked,
    )


def _sent_since(photo: Photograph, case: CaseToMove) -> bool:
    """Whether a picture reached the order after the last round: sent in a conversation."""
    said_at = case.said_at
    return any(
        item.source == "buyer" and item.at and said_at and item.at > said_at for item in photo.kept
    )


def _first_step(buyer_id: int, application: RefundApplication, case: CaseToMove | None) -> Step:
    staff = application.brought_by
    actor = f"buyer:{buyer_id}" if staff is None else f"staff:{staff}"
    return Step(Event.AMEND if case else Event.APPLY, actor)


def _supplier_must_speak(photo: Photograph, decision: Decision, at: datetime) -> bool:
    """Whether the supplier is asked before anyone else is: what it knows nobody else must show.

    Its word at delivery is not an answer to whether the good arrived (R3.3).
    """
    supplier = photo.order.supplier
    if supplier is None or supplier.arrived is not None or supplier.status != "success":
        return False
    return decision.outcome in _LOOKED_AT and _may_know_more(photo, at)


def _side_by_side(decision: Decision) -> bool:
    """Whether only the identity is open: the review begins beside the check, not after it (R6.2).

    Nothing is approved before the check has passed.
    """
    return decision.outcome is Outcome.NEED_MORE and tuple(decision.missing) == ("identity_check",)


def _asked_beside(photo: Photograph, decision: Decision, at: datetime) -> tuple[str, ...]:
    """The supplier is asked beside the person who looks at it, too: nobody waits for that."""
    asked = decision.outcome in _LOOKED_AT and _may_know_more(photo, at)
    return (ASK_SUPPLIER,) if asked else ()


def _may_know_more(photo: Photograph, at: datetime) -> bool:
    """Whether a supplier delivered it and has not been asked just now, since the delivery."""
    if photo.fulfilment != "direct":
        return False
    asked, completed = photo.supplier_asked_at, photo.order.completed_at
    since_delivery = asked is not None and (completed is None or asked > completed)
    return asked is None or not since_delivery or at - asked > FRESH_ANSWER


def _timed(plan: CasePlan, way: promised.Way, at: datetime) -> CasePlan:
    return promised.timed(replace(plan, route=way.route), way, at)


def _round(application: RefundApplication, screened: Screened) -> writing.Round:
    return writing.Round(
        reason=application.reason,
        narrative=application.narrative,
        facts=facts_to_json(screened.facts),
        decision=to_json(screened.decision),
    )


def _refusal(decision: Decision) -> Refusal:
    deciding = next(result for result in decision.tested if result.verdict == "decides")
    said = deciding.sentence
    if deciding.clause == "G2":
        said = Words(said.zh + _STILL_A_PERSON.zh, said.en + _STILL_A_PERSON.en)
    return Refusal(f"refused_{deciding.clause.lower() or 'policy'}", said)
