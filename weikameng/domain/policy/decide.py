"""The decision: the rules of the version in their order, the first deciding one wins, every rule
is kept in the trace (N2). The order is in docs/policy.md; another order gives wrong answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from weikameng.domain.policy.decision import Decision, Verdict
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.finding import (
    Finding,
    UnderReason,
    Values,
    WhateverReason,
    finding_of,
    holding,
    may_speak,
)
from weikameng.domain.policy.model import Brake, Policy, Rule
from weikameng.domain.policy.outcome import PAYING, Outcome
from weikameng.domain.policy.split import over_units, split_extra, split_over


def decide(policy: Policy, facts: Facts, at: datetime) -> Decision:
    """Return the decision on these facts at this moment (an aware datetime).

    KeyError for a kind of good the policy does not know; an unknown reason counts as OTHER.
    """
    assert at.tzinfo is not None, "a decision needs an aware moment"
    values = Values(Question(policy, facts, at))
    finding, verdicts = _tested(policy, values)
    biting = _biting(policy, finding, values)
    free: Verdict = "passes" if finding.outcome is Outcome.APPROVE_AUTO else "not_reached"
    verdicts += ["decides" if brake in biting else free for brake in policy.brakes]
    return _decision(policy, _settled(policy, finding, biting, values), tuple(verdicts), values)


def outlook(policy: Policy, facts: Facts, at: datetime) -> Finding:
    """Return only what would be found, without a trace: for questions asked many times over."""
    return _outlook(policy, policy.rules, Values(Question(policy, facts, at)))


class Outlooks:
    """The outlook under one reason after another: what no reason changes is worked out once."""

    def __init__(self, policy: Policy, facts: Facts, at: datetime) -> None:
        self._policy, self._at = policy, at
        self._shared = WhateverReason(Question(policy, facts, at))
        self._rules = tuple(may_speak(policy.rules, self._shared))

    def under(self, facts: Facts) -> Finding:
        """Return the outlook on the same facts with another reason, evidence or new material."""
        question = Question(self._policy, facts, self._at)
        return _outlook(self._policy, self._rules, UnderReason(question, self._shared))


def _outlook(policy: Policy, rules: Sequence[Rule], values: Values) -> Finding:
    finding = _first(rules, values)
    return _settled(policy, finding, _biting(policy, finding, values), values)


def _first(rules: Sequence[Rule], values: Values) -> Finding:
    for rule in rules:
        case = holding(rule, values)
        if case is not None:
            return finding_of(rule, case, values)
    raise AssertionError("the last rule always decides")


def _tested(policy: Policy, values: Values) -> tuple[Finding, list[Verdict]]:
    decided: Finding | None = None
    verdicts: list[Verdict] = []
    for rule in policy.rules:
        case = holding(rule, values)
        if case is None:
            verdicts.append("passes")
        elif decided is None:
            decided = finding_of(rule, case, values)
            verdicts.append("decides")
        else:
            verdicts.append("not_reached")
    assert decided is not None, "the last rule always decides"
    return decided, verdicts


def _biting(policy: Policy, finding: Finding, values: Values) -> tuple[Brake, ...]:
    """Return the brakes that hold this finding; from here on it can be read like a fact."""
    case = finding.case
    values |= {"amount_minor": finding.at_stake_minor, "route": finding.route, "pays": case.pays}
    values |= {"paying": finding.outcome in PAYING, "blameless": case.blameless, "held": False}
    if finding.outcome is not Outcome.APPROVE_AUTO:
        return ()
    return tuple(brake for brake in policy.brakes if brake.when.means(values))


def _settled(
    policy: Policy, finding: Finding, biting: tuple[Brake, ...], values: Values
) -> Finding:
    """Apply the brakes, and cite the clauses that go with the answer rather than with a rule."""
    outcome, route, clauses = finding.outcome, finding.route, finding.clauses
    if biting:
        outcome, route = Outcome.MANUAL, str(policy.held_route.means(values))
        clauses += tuple(brake.clause for brake in biting)
        values |= {"held": True, "paying": False, "route": route}
    more = tuple(cite.clause for cite in policy.cites if cite.when.means(values))
    clauses = tuple(dict.fromkeys(clauses + more))
    if clauses == finding.clauses and not biting:
        return finding
    return replace(finding, outcome=outcome, route=route, clauses=clauses)


def _split(values: Values, finding: Finding) -> tuple[tuple[str, int], ...]:
    order, minor = values.question.order, finding.at_stake_minor
    if finding.case.pays == "overcharge":
        return split_extra(order, minor)
    return split_over(order.tenders, minor)


def _decision(
    policy: Policy, finding: Finding, verdicts: tuple[Verdict, ...], values: Values
) -> Decision:
    paying, minor = finding.outcome in PAYING, finding.at_stake_minor
    return Decision(
        outcome=finding.outcome,
        route=finding.route,
        clauses=finding.clauses,
        amount_minor=minor if paying else None,
        split=_split(values, finding) if paying else (),
        per_unit=over_units(finding.units, minor) if paying else (),
        missing=finding.missing,
        verdicts=verdicts,
        told=finding.case.id,
        shown=values.shown(policy.shown),
        policy_version=policy.version,
        changes_at=finding.changes_at,
        changes=finding.changes,
        at_stake_minor=minor,
        policy=policy,
    )
