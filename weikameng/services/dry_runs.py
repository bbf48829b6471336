"""A dry run (N1): one order decided by two versions beside each other, for whoever may write,
approve or audit versions. Each look is noted, and nothing about the buyer is shown."""

from dataclasses import dataclass, replace
from datetime import datetime

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy import publishing
from weikameng.domain.policy.decide import decide
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.publishing import State
from weikameng.domain.policy.stored import facts_from_json
from weikameng.domain.words import Words
from weikameng.records.reading.looks import LastRound, OrderInQuestion, order_in_question
from weikameng.records.reading.policies import policy, version_named
from weikameng.records.writing import looks
from weikameng.services import attached
from weikameng.services.policies import BrokenPolicy, checked

READERS = publishing.APPROVERS | {"auditor"}


@dataclass(frozen=True, slots=True)
class Question:
    """What to try: an order, the version to try on it, and what to compare it with.

    ``order`` may be a refund's number, with the round of it. An empty ``reason`` means the latest
    application, an empty ``beside`` the version that decided.
    """

    order: str
    version: str
    reason: str = ""
    beside: str = ""
    round: int = 0


@dataclass(frozen=True, slots=True)
class DryRun:
    """Both decisions on the same facts at the same moment; ``last`` when they are a real case's."""

    order: str
    facts: Facts
    at: datetime
    old: Decision
    new: Decision
    last: LastRound | None


def dry_run(question: Question, actor: publishing.Actor, *, at: datetime) -> DryRun:
    """Decide one order by two versions and note who looked.

    Refusal not_found for an order or a version that is not there; BrokenPolicy for a draft that
    can't decide yet.
    """
    if actor.role not in READERS:
        raise not_found()
    candidate = _policy_named(question.version)
    asked = order_in_question(question.order, at, question.round)
    if asked is None:
        raise _no_order()
    last = None if question.reason else asked.last
    if last is None and not question.reason:
        raise _no_application()
    beside = question.beside or (last.version if last else asked.photo.policy_version)
    facts, moment = _facts(asked, last, question.reason), last.at if last else at
    old = _policy_named(beside)
    for rules in (old, candidate):
        _demand_known(rules, facts)
    about = f"{question.reason or 'latest'}: {beside} / {question.version}"
    looks.note(looks.Look(asked.id, actor.id, "dry_run", about), at)
    return DryRun(
        asked.photo.number,
        facts,
        moment,
        decide(old, facts, moment),
        decide(candidate, facts, moment),
        last,
    )


def _facts(asked: OrderInQuestion, last: LastRound | None, reason: str) -> Facts:
    if last is not None:
        return facts_from_json(last.facts)
    photo = asked.photo
    said = attached.facts_of(photo)
    return Facts(photo.order, replace(said, reason=reason))


def _policy_named(name: str) -> Policy:
    row = version_named(name)
    if row is None:
        raise not_found()
    if row.state == State.PUBLISHED:
        return policy(name)
    found = checked(row.text, name)
    if found.policy is None:
        raise BrokenPolicy(tuple(p for p in found.problems if p.severity == "error"))
    return found.policy


def _demand_known(rules: Policy, facts: Facts) -> None:
    if facts.order.goods_kind in rules.goods and facts.application.reason in rules.reasons:
        return
    raise Refusal(
        "not_in_version",
        Words(
            f"版本 {rules.version} 没有这个商品类别或退款原因,不能试算。",
            f"Version {rules.version} does not know this kind of good or this reason.",
        ),
    )


def _no_order() -> Refusal:
    return Refusal(
        "order", Words("没有这个订单,请核对订单号。", "There is no such order; check it.")
    )


def _no_application() -> Refusal:
    return Refusal(
        "no_application",
        Words(
            "这个订单还没有退款申请,请选一个退款原因。",
            "Nobody has applied for this order yet; choose a reason.",
        ),
    )
