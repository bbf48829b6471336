"""What a person decides (R3.5): approve, in whole or in part, or reject on a clause and facts."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from django.db import transaction

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.refusing import Basis, Fact, basis_of, facts_on_hand
from weikameng.domain.policy.share import WHOLE, Share, basis_of_share
from weikameng.domain.renewals import Renewal, in_time
from weikameng.domain.roles import Right, holders
from weikameng.domain.words import Words
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import CaseToMove, Progress, progress_of
from weikameng.records.writing import picture_readings as readings
from weikameng.records.writing.payouts import wake
from weikameng.services import approvals, identity_checks, judging
from weikameng.services.judging import MAX_WORDS, MIN_WORDS, Judge, Money
from weikameng.services.promised import due_at

REVIEWERS = holders(Right.REVIEW)
Decided = Literal["decided", "proposed"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reviewer decided; ``because`` is what the buyer reads, ``because_en`` in English.

    An approval gives back a ``share``; a rejection rests on a ``clause`` and the ``facts`` named.
    ``revision`` and ``amount_minor`` are what the page showed: None asks for no such check.
    """

    approve: bool
    because: str
    because_en: str = ""
    share: Share = WHOLE
    clause: str = ""
    facts: tuple[str, ...] = ()
    revision: int | None = None
    amount_minor: int | None = None


def decide(
    case_number: str, verdict: Verdict, *, reviewer_id: int, role: str, at: datetime
) -> Decided:
    """Approve or reject; an approval above the automatic limit is proposed to a second person.

    Raises Refusal when the role may not, something is missing, or the case moved meanwhile.
    """
    judge = Judge(reviewer_id, role)
    case = judging.case_for(case_number, judge)
    event = Event.APPROVE if verdict.approve else Event.REJECT
    because = judging.demand_words(verdict.because, _BECAUSE)
    judging.demand_as_seen(case, event, verdict.revision)
    step = Step(event, judge.actor, because, verdict.because_en.strip()[:MAX_WORDS])
    if not verdict.approve:
        basis = _basis(case_number, verdict)
        plan = _rejection(case, replace(step, basis=basis.as_json()), at)
        return _keep(case, plan, judge, at)
    identity_checks.demand_known(case)
    money = judging.money_of(case, verdict.share, at)
    if verdict.amount_minor not in {None, money.amount_minor}:
        raise judging.amount_changed(verdict.amount_minor or 0, money.amount_minor)
    step = replace(step, basis=basis_of_share(verdict.share, money.wanted(verdict.share)))
    if money.needs_second:
        approvals.propose(case, step, money, judge, at)
        return "proposed"
    plan = judging.payment_plan(case, step, money, at)
    return _keep(case, plan, judge, at, amount_minor=money.amount_minor)


def looked_at(case_number: str, share: Share, judge: Judge, at: datetime) -> Money:
    """Return what an approval would give back now, for the page to show before anyone confirms."""
    case = judging.case_for(case_number, judge)
    identity_checks.demand_known(case)
    return judging.money_of(case, share, at)


def facts_of(progress: Progress, decision: Decision) -> tuple[Fact, ...]:
    """Return the facts a rejection may rest on: the supplier's last answer, then the screening's.

    What the supplier said since the screening goes before what the screening had read.
    """
    order = progress.order
    said = []
    if order.supplier_status:
        arrived = {True: "yes", False: "no", None: "unknown"}[order.supplier_arrived]
        said = [Fact("supplier_status", order.supplier_status), Fact("arrived", arrived)]
        if order.supplier_code:
            said.append(Fact("supplier_code", order.supplier_code))
    if order.renewal:
        known = in_time(Renewal(order.renewal, order.reminded_at), order.paid_at)
        said.append(Fact("renewal_reminded", {True: "yes", False: "no", None: "unknown"}[known]))
    return facts_on_hand(decision, said)


def _basis(case_number: str, verdict: Verdict) -> Basis:
    progress = progress_of(case_number)
    assert progress is not None, "read a moment ago"
    decision = decision_of(progress.decision)
    on_hand = facts_of(progress, decision)
    return basis_of(decision.policy, verdict.clause, verdict.facts, on_hand)


def _keep(case: CaseToMove, plan: CasePlan, judge: Judge, at: datetime, **more: int) -> Decided:
    approved = plan.steps[0].event is Event.APPROVE
    try:
        with transaction.atomic():
            judging.keep(case, plan, at, **more)
            readings.decided(case.read.id, approved=approved, by_id=judge.id, at=at)
    except Conflict as error:
        raise judging.moved(case) from error
    if plan.payouts:
        wake(at)
    return "decided"


def _rejection(case: CaseToMove, step: Step, at: datetime) -> CasePlan:
    """The buyer may amend until the due time (D4)."""
    plan = CasePlan((step,))
    return replace(plan, due_at=due_at(State.REJECTED, case.route, plan, at))


_BECAUSE = Words(
    f"请写给买家的理由,{MIN_WORDS} 到 {MAX_WORDS} 字:结果、事实、原因、能做什么。",
    f"Write the reason the buyer reads, {MIN_WORDS} to {MAX_WORDS} characters.",
)
