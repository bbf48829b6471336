"""What a person decides (R3.5): approve or reject a case in review, with words for the buyer."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from weikameng.domain.bearers import bearer_of
from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step, legs_of, paying_steps, walked
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.split import over_units, split_over
from weikameng.domain.words import Words
from weikameng.records.reading.photograph import Photograph, photograph
from weikameng.records.reading.policies import policy
from weikameng.records.reading.refunds import CaseToMove, case_to_move
from weikameng.records.writing import picture_readings as readings
from weikameng.records.writing import refunds as writing
from weikameng.records.writing.payouts import wake
from weikameng.services import attached, chain, screening
from weikameng.services.promised import Way, due_at, timed

MIN_WORDS, MAX_WORDS = 5, 500
REVIEWERS = frozenset({"reviewer", "supervisor"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer decided; ``because`` is what the buyer reads."""

    approve: bool
    because: str


def decide(
    case_number: str, verdict: Verdict, *, reviewer_id: int, role: str, at: datetime
) -> None:
    """Approve or reject; an approval above the automatic limit needs a supervisor.

    Raises Refusal when the role may not, the words are missing, or the case moved meanwhile.
    """
    if role not in REVIEWERS:
        raise not_found()
    _check_words(verdict)
    case = case_to_move(case_number)
    if case is None:
        raise not_found()
    if case.buyer_id == reviewer_id:
        raise _own_case()
    screening.demand(case.read.state, Event.APPROVE if verdict.approve else Event.REJECT)
    judge = Step(
        Event.APPROVE if verdict.approve else Event.REJECT,
        f"staff:{reviewer_id}",
        verdict.because.strip(),
    )
    plan = _approval(case, judge, role, at) if verdict.approve else _rejection(case, judge, at)
    try:
        with transaction.atomic():
            writing.move(case.read, plan, at)
            said = attached.conversation("staff", case_number, judge.event, judge.because)
            chain.keep(case.read.order_id, [said], at)
            readings.decided(case.read.id, approved=verdict.approve, by_id=reviewer_id, at=at)
    except Conflict as error:
        raise Refusal(
            "moved",
            Words(
                "这份申请刚刚有了变化,请刷新后再决定。",
                "This case has just changed; reload before deciding.",
            ),
            case_number,
        ) from error
    if plan.payouts:
        wake(at)


def _approval(case: CaseToMove, judge: Step, role: str, at: datetime) -> CasePlan:
    """What is left of the units at stake goes back, split over the tenders (F2, F3)."""
    photo = photograph(case.order_number, buyer_id=case.buyer_id, at=at)
    assert photo is not None, "a case without its order"
    units = _units_at_stake(case, photo)
    amount = sum(unit.paid_minor - unit.refunded_minor for unit in units)
    _demand_payable(photo, units, amount)
    rules = policy(photo.policy_version)
    limit = rules.params.auto_approve_max_minor
    if amount > limit and role != "supervisor":
        raise Refusal(
            "needs_supervisor",
            Words(
                f"超过 {yuan_of(limit)} 元的退款需要主管通过。",
                f"Refunds above {yuan_of(limit)} CNY need a supervisor.",
            ),
        )
    steps = (judge, *paying_steps(amount))
    plan = CasePlan(
        steps,
        amounts=tuple((int(unit), part) for unit, part in over_units(units, amount)),
        payouts=legs_of(case.read.number, split_over(photo.order.tenders, amount), photo.legs),
        bearer=bearer_of(rules, case.reason, photo.order.supplier, photo.supplier),
    )
    state = walked(case.read.state, steps)[-1]
    return timed(plan, Way(state, case.route, photo.order.cross_border), at)


def _demand_payable(photo: Photograph, units: list[UnitFacts], amount_minor: int) -> None:
    """Never both paid (N9): not while a complaint is open, nor what the channel gave back."""
    if photo.order.chargeback_open:
        raise Refusal("complaint_open", _COMPLAINT_OPEN)
    if not amount_minor and any(unit.paid_minor for unit in units):
        raise Refusal("nothing_left", _NOTHING_LEFT)


_COMPLAINT_OPEN = Words(
    "支付渠道有未结的投诉或拒付,现在通过可能重复退款。请财务先在“资金 - 投诉与拒付”里结案,"
    "再来决定。",
    "A complaint is open at the payment channel, so approving now could pay twice. Finance closes"
    " it under Money - Complaints first; then decide.",
)
_NOTHING_LEFT = Words(
    "没有可退的了:支付渠道已经把钱退给买家。请选“不通过”,并告诉买家钱已由渠道退回。",
    "Nothing is left to refund: the payment channel has paid the buyer back. Reject it and say so.",
)


def _units_at_stake(case: CaseToMove, photo: Photograph) -> list[UnitFacts]:
    """The units the screening found in question: used ones stay out where it left them out."""
    units = [unit for unit in photo.order.units if int(unit.id) in case.unit_ids]
    rest = [unit for unit in units if unit.usage not in {"used", "activated"}]
    left = sum(unit.paid_minor - unit.refunded_minor for unit in rest)
    return rest if rest and left == case.at_stake_minor else units


def _rejection(case: CaseToMove, judge: Step, at: datetime) -> CasePlan:
    """The buyer may amend until the due time (D4)."""
    plan = CasePlan((judge,))
    return replace(plan, due_at=due_at(State.REJECTED, case.route, plan, at))


def _check_words(verdict: Verdict) -> None:
    if not MIN_WORDS <= len(verdict.because.strip()) <= MAX_WORDS:
        raise Refusal(
            "because",
            Words(
                f"请写给买家的理由,{MIN_WORDS} 到 {MAX_WORDS} 字:事实、原因、能做什么。",
                f"Write the reason the buyer reads, {MIN_WORDS} to {MAX_WORDS} characters.",
            ),
        )


def _own_case() -> Refusal:
    return Refusal(
        "own_case",
        Words("不能复核自己的退款。", "Nobody reviews a refund of their own."),
    )
