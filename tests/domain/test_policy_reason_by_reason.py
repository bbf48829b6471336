"""Reason by reason, sharing what no reason changes: the answer is the one ``decide`` gives (N2)."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from tests.domain.test_policy_later import VERSIONS
from tests.domain.test_policy_stored import APPLICATIONS, EVIDENCE, FACTS, MOMENTS
from weikameng.domain.policy import Decision, Outcome, Policy, decide, eligibility_by_reason
from weikameng.domain.policy.decide import Outlooks, outlook
from weikameng.domain.policy.declared.application import BY_REASON
from weikameng.domain.policy.declared.fact_list import FACTS as DECLARED
from weikameng.domain.policy.declared.fact_list import FINDING_FACTS
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.eligibility import Way
from weikameng.domain.policy.facts import ApplicationFacts, Facts
from weikameng.domain.policy.finding import Undecided, WhateverReason
from weikameng.domain.policy.later import decide_best

RETIRED = replace(
    POLICY,
    version="2026.8",
    reasons={
        code: replace(row, retired=code == "DEVICE_ISSUE")
        for code, row in POLICY.reasons.items()
        if code != "DUPLICATE_ORDER"
    },
)
LATER = st.lists(st.sampled_from([*VERSIONS, RETIRED]), max_size=2, unique_by=lambda p: p.version)
REASONS = st.sampled_from(sorted(POLICY.reasons))


def decided(policies: list[Policy], facts: Facts, at: datetime, **said: object) -> Decision:
    """What is decided when somebody applies with this."""
    application = replace(facts.application, description_quality="good", **said)  # type: ignore[arg-type]
    return decide_best(policies, replace(facts, application=application), at)


def way_of(decision: Decision) -> Way:
    """By which way a refund would go."""
    match decision.outcome:
        case Outcome.REJECT | Outcome.REFUSE | Outcome.MERGE:
            return "none"
        case Outcome.APPROVE_AUTO:
            return "one_click" if decision.route == "one_click" else "screened"
    return "manual"


@settings(max_examples=150, deadline=None)
@given(FACTS, MOMENTS, st.sampled_from([POLICY, RETIRED]), LATER)
def test_each_reason_leads_where_applying_with_everything_it_asks_for_leads(
    facts: Facts, at: datetime, first: Policy, later: list[Policy]
) -> None:
    told = {row.code: row for row in eligibility_by_reason(first, facts, at, later)}
    assert list(told) == [code for code, row in first.reasons.items() if not row.retired]
    for code, row in told.items():
        answer = decided([first, *later], facts, at, reason=code)
        assert row.asks == answer.missing
        if answer.outcome is Outcome.NEED_MORE and "wait_until_promised" not in answer.missing:
            sent = {item.removeprefix("any_of:").split("|")[0] for item in answer.missing}
            evidence = facts.application.evidence | sent
            more = {"reason": code, "evidence": evidence, "new_material": True}
            answer = decided([first, *later], facts, at, **more)
        assert (row.outcome, row.way, row.route, row.clauses, row.words) == (
            answer.outcome,
            way_of(answer),
            answer.route,
            answer.clauses,
            first.reasons[code].words,
        )


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS, REASONS, EVIDENCE, st.booleans())
def test_sharing_finds_what_looking_alone_and_deciding_find(
    facts: Facts, at: datetime, reason: str, evidence: frozenset[str], fresh: bool
) -> None:
    asked = replace(facts.application, reason=reason, evidence=evidence, new_material=fresh)
    other = replace(facts, application=asked)
    found, decision = Outlooks(POLICY, facts, at).under(other), decide(POLICY, other, at)
    assert found == outlook(POLICY, other, at)
    assert (found.outcome, found.route, found.clauses, found.missing) == (
        decision.outcome,
        decision.route,
        decision.clauses,
        decision.missing,
    )
    assert (found.at_stake_minor, found.case.id, found.changes_at, found.changes) == (
        decision.at_stake_minor,
        decision.told,
        decision.changes_at,
        decision.changes,
    )


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS, REASONS, EVIDENCE, st.booleans())
def test_what_is_shared_is_the_same_whatever_the_reason(
    facts: Facts, at: datetime, reason: str, evidence: frozenset[str], fresh: bool
) -> None:
    asked = replace(facts.application, reason=reason, evidence=evidence, new_material=fresh)
    one = Question(POLICY, facts, at)
    other = Question(POLICY, replace(facts, application=asked), at)
    for name in DECLARED.keys() - BY_REASON - FINDING_FACTS:
        assert DECLARED[name].of(one) == DECLARED[name].of(other), name


@settings(max_examples=50, deadline=None)
@given(FACTS, MOMENTS, APPLICATIONS)
def test_what_depends_on_the_reason_can_not_be_shared(
    facts: Facts, at: datetime, application: ApplicationFacts
) -> None:
    shared = WhateverReason(Question(POLICY, replace(facts, application=application), at))
    for name in BY_REASON:
        with pytest.raises(Undecided):
            shared[name]
    assert not BY_REASON & shared.keys()


@pytest.mark.parametrize("name", sorted(BY_REASON))
def test_only_declared_facts_are_named(name: str) -> None:
    assert name in DECLARED
