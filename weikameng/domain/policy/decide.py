"""The decision: the table of rules in their order, the first deciding one wins, every rule is
kept in the trace (N2). The order is design/policy.md's; another order gives wrong answers."""

from dataclasses import replace
from datetime import datetime

from weikameng.domain.policy import (
    rules_gates,
    rules_last,
    rules_review,
    rules_special,
    rules_supply,
    rules_unused,
    rules_use,
)
from weikameng.domain.policy.brakes import BRAKES, Brake, held_back
from weikameng.domain.policy.decision import ClauseResult, Decision, Outcome, Verdict
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.question import Finding, Question, Rule
from weikameng.domain.policy.split import over_units, split_extra, split_over

RULES: tuple[Rule, ...] = (
    *rules_gates.RULES,
    *rules_review.RULES,
    *rules_special.RULES,
    *rules_supply.RULES,
    *rules_use.RULES,
    *rules_unused.RULES,
    *rules_last.RULES,
)
PAYING = (Outcome.APPROVE_AUTO, Outcome.APPROVE)
# On these routes a cross-border order stays with the people who know the exchange rules.
OWN_TRACKS = ("dispute", "minor", "none")


def decide(policy: Policy, facts: Facts, at: datetime) -> Decision:
    """Return the decision on these facts at this moment (an aware datetime).

    KeyError for a kind of good the policy does not know; an unknown reason counts as OTHER.
    """
    assert at.tzinfo is not None, "a decision needs an aware moment"
    question = Question(policy, facts, at)
    finding, tested = _tested(question)
    minor = _asked_minor(question, finding)
    biting = _biting(question, finding, minor)
    braked = finding.outcome is Outcome.APPROVE_AUTO
    for brake in BRAKES:
        verdict: Verdict = "not_reached" if not braked else "passes"
        tested.append(
            _brake_result(question, brake, minor, "decides" if brake in biting else verdict)
        )
    return _decision(question, _settled(question, finding, biting, minor), minor, tuple(tested))


def outlook(policy: Policy, facts: Facts, at: datetime) -> Finding:
    """Return only what would be found, without a trace: for questions asked many times over."""
    question = Question(policy, facts, at)
    finding = next(filter(None, (rule.test(question) for rule in RULES)))
    minor = _asked_minor(question, finding)
    return _settled(question, finding, _biting(question, finding, minor), minor)


def _tested(q: Question) -> tuple[Finding, list[ClauseResult]]:
    decided: Finding | None = None
    tested: list[ClauseResult] = []
    for rule in RULES:
        finding = rule.test(q)
        verdict: Verdict = "passes"
        if finding is not None:
            verdict = "decides" if decided is None else "not_reached"
        if decided is None and finding is not None:
            decided = finding
        told = finding.told if finding is not None and finding is decided else ""
        clause = finding.clauses[0] if told and finding and finding.clauses else rule.clause
        tested.append(ClauseResult(rule.name, clause, verdict, rule.read(q), told, policy=q.policy))
    assert decided is not None, "the last rule always decides"
    return decided, tested


def _asked_minor(q: Question, finding: Finding) -> int:
    """The amount this finding is about, in fen: never more than was asked for or is left."""
    if finding.pay_minor is not None:
        return finding.pay_minor
    units = q.wanted if finding.units is None else finding.units
    left = sum(unit.paid_minor - unit.refunded_minor for unit in units)
    asked = q.application.amount_requested_minor
    return left if asked is None else min(asked, left)


def _biting(q: Question, finding: Finding, minor: int) -> tuple[Brake, ...]:
    if finding.outcome is not Outcome.APPROVE_AUTO:
        return ()
    return tuple(brake for brake in BRAKES if brake.bites(q, minor))


def _settled(q: Question, finding: Finding, biting: tuple[Brake, ...], minor: int) -> Finding:
    """Apply the brakes, and cite the clauses that go with the order rather than with a rule."""
    if biting:
        finding = held_back(q, finding, biting)
    more: tuple[str, ...] = ()
    if q.order.cross_border and finding.route not in OWN_TRACKS:
        more += ("H1",)
    if q.saved_by_first_filing and finding.route not in OWN_TRACKS:
        more += ("D4",)
    if finding.outcome in PAYING:
        more += _clauses_of_payment(q, finding, minor)
    if not more:
        return finding
    return replace(finding, clauses=tuple(dict.fromkeys(finding.clauses + more)))


def _clauses_of_payment(q: Question, finding: Finding, minor: int) -> tuple[str, ...]:
    """A part of the order (F3), several tenders (F2), vouchers that return as vouchers (F6)."""
    part = finding.told != "overcharged" and minor < q.order.paid_minor
    clauses: tuple[str, ...] = ("F3",) if part else ()
    clauses += ("F2",) if len(q.order.tenders) > 1 else ()
    return clauses + (("F6",) if q.order.list_total_minor > q.order.paid_minor else ())


def _brake_result(q: Question, brake: Brake, minor: int, verdict: Verdict) -> ClauseResult:
    told = "decides" if verdict == "decides" else ""
    read = brake.read(q, minor)
    return ClauseResult(brake.name, brake.clause, verdict, read, told, policy=q.policy)


def _split(q: Question, finding: Finding, minor: int) -> tuple[tuple[str, int], ...]:
    extra = finding.told == "overcharged"
    return split_extra(q.order, minor) if extra else split_over(q.order.tenders, minor)


def _decision(
    q: Question, finding: Finding, minor: int, tested: tuple[ClauseResult, ...]
) -> Decision:
    paying = finding.outcome in PAYING
    units = q.wanted if finding.units is None else finding.units
    return Decision(
        outcome=finding.outcome,
        route=finding.route,
        clauses=finding.clauses,
        amount_minor=minor if paying else None,
        split=_split(q, finding, minor) if paying else (),
        per_unit=over_units(units, minor) if paying else (),
        missing=finding.missing,
        tested=tested,
        policy_version=q.policy.version,
        changes_at=finding.changes_at,
        changes=finding.changes,
        at_stake_minor=minor,
        policy=q.policy,
    )
