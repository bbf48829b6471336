"""What is stored can be told again and decided again; and what holds for any facts at all."""

import json
from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from weikameng.domain.money import unit_shares
from weikameng.domain.policy import (
    Outcome,
    decide,
    eligibility,
    eligibility_by_reason,
    facts_from_json,
    facts_to_json,
    from_json,
    to_json,
)
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    Facts,
    OrderFacts,
    ReviewFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)

BEIJING = timezone(timedelta(hours=8))
START = datetime(2026, 3, 1, 9, 0, tzinfo=BEIJING)
MOMENTS = st.integers(0, 60 * 24 * 40).map(lambda minutes: START + timedelta(minutes=minutes))
MAYBE = st.none() | st.booleans()
USAGES = st.sampled_from(["none", "revealed", "activated", "used", "unknown", "void"])
STATUSES = st.sampled_from(["success", "failed", "processing", "unknown", "reversed"])
CODES = st.sampled_from(["", "NUMBER_NOT_EXIST", "OUT_OF_STOCK", "REDEEMED_BY_OTHER"])
RARELY = st.sampled_from([False, False, False, True])


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    prices = draw(st.lists(st.integers(0, 30000), min_size=1, max_size=4))
    paid = draw(st.integers(0, sum(prices)))
    units = tuple(
        UnitFacts(str(at), price, share, draw(USAGES), refunded_minor=draw(st.integers(0, share)))
        for at, (price, share) in enumerate(zip(prices, unit_shares(paid, prices), strict=True))
    )
    outside = draw(st.integers(0, paid))
    gone = sum(unit.refunded_minor for unit in units)
    from_outside = min(gone, outside)
    status = draw(st.sampled_from(["active", "active", "closed"]))
    tenders = (
        TenderFacts("alipay", outside, from_outside, status),
        TenderFacts("balance", paid - outside, gone - from_outside),
    )
    return OrderFacts(
        goods_kind=draw(st.sampled_from(sorted(POLICY.goods))),
        units=units,
        tenders=tenders,
        list_total_minor=sum(prices),
        paid_minor=paid,
        paid_at=draw(st.just(START) | st.none()),
        completed_at=draw(st.none() | MOMENTS),
        delivered=draw(st.booleans()),
        promised_at=draw(st.none() | MOMENTS),
        supplier=draw(st.none() | st.builds(SupplierFacts, STATUSES, MAYBE, CODES, MAYBE)),
        cross_border=draw(RARELY),
        identity_checked=draw(st.booleans()),
        chargeback_open=draw(RARELY),
        overcharge_minor=draw(st.sampled_from([0, 0, 0, 1234])),
        risk_flag=draw(RARELY),
        promise_7d=draw(RARELY),
        renewal_reminded=draw(MAYBE),
        window_days=draw(st.none() | st.integers(1, 30)),
        chain_state=draw(st.sampled_from(["", "sold", "activated", "voided"])),
    )


EVIDENCE = st.frozensets(st.sampled_from(sorted(POLICY.evidence)), max_size=4)
APPLICATIONS = st.builds(
    ApplicationFacts,
    applicant=st.sampled_from(["owner", "owner", "guardian", "stranger"]),
    reason=st.sampled_from([*sorted(POLICY.reasons), "RETIRED"]),
    evidence=EVIDENCE,
    description_quality=st.sampled_from(["good", "partial", "vague"]),
    unit_ids=st.none() | st.lists(st.sampled_from("0123")).map(tuple),
    amount_requested_minor=st.none() | st.integers(0, 50000),
    attempt=st.integers(1, 5),
    new_material=st.booleans(),
    first_filed_at=st.none() | MOMENTS,
    rejected_at=st.none() | MOMENTS,
    open_case=st.sampled_from(["", "", "", "RF1"]),
    one_click_30d=st.integers(0, 4),
    dispute=RARELY,
    outage_at_deadline=RARELY,
)
EXTRAS = st.sampled_from(
    [(), (("void", "ok"),), (("refund_amount", "3.00"),), (("key", "redeemed"),)]
)
REVIEWS = st.builds(
    ReviewFacts,
    supplier_reply=st.sampled_from(["", "not_arrived", "arrived"]),
    recall=st.sampled_from(["", "ok", "failed"]),
    evidence_forged=MAYBE,
    extra=EXTRAS,
)
FACTS = st.builds(Facts, orders(), APPLICATIONS, st.none() | REVIEWS)


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS)
def test_a_stored_case_is_told_and_decided_again_with_the_same_answer(
    facts: Facts, at: datetime
) -> None:
    decision = decide(POLICY, facts, at)
    told_again = from_json(POLICY, json.loads(json.dumps(to_json(decision))))
    assert told_again == decision
    assert told_again.sentence == decision.sentence
    assert told_again.what_would_change == decision.what_would_change
    kept = facts_from_json(json.loads(json.dumps(facts_to_json(facts))))
    assert kept == facts
    assert decide(POLICY, kept, at) == decision


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS)
def test_money_is_exact_and_never_above_what_is_left(facts: Facts, at: datetime) -> None:
    decision = decide(POLICY, facts, at)
    left = sum(unit.paid_minor - unit.refunded_minor for unit in facts.order.units)
    if decision.outcome in (Outcome.APPROVE_AUTO, Outcome.APPROVE):
        assert decision.amount_minor is not None
        assert 0 <= decision.amount_minor <= left + facts.order.overcharge_minor
        assert sum(minor for _, minor in decision.split) == decision.amount_minor
        if decision.per_unit:
            assert sum(minor for _, minor in decision.per_unit) == decision.amount_minor
    else:
        assert decision.amount_minor is None
        assert not decision.split


@settings(max_examples=200, deadline=None)
@given(FACTS, MOMENTS)
def test_nothing_dangerous_is_ever_automatic(facts: Facts, at: datetime) -> None:
    decision = decide(POLICY, facts, at)
    if decision.outcome is Outcome.APPROVE_AUTO:
        assert decision.amount_minor is not None
        assert decision.amount_minor <= POLICY.params.auto_approve_max_minor
        assert not facts.order.cross_border
        assert not facts.order.risk_flag
        assert not facts.order.chargeback_open
        assert facts.application.applicant == "owner"


@settings(max_examples=200, deadline=None)
@given(FACTS, MOMENTS)
def test_every_answer_has_a_sentence_for_every_rule(facts: Facts, at: datetime) -> None:
    decision = decide(POLICY, facts, at)
    for result in decision.tested:
        assert result.clause_words.zh
        assert "{" not in result.sentence.zh + result.sentence.en
    assert all(words.zh and words.en for words in decision.what_would_change)
    assert set(decision.clauses) <= set(POLICY.clauses)


@settings(max_examples=200, deadline=None)
@given(FACTS, MOMENTS)
def test_the_quick_outlook_agrees_with_the_decision(facts: Facts, at: datetime) -> None:
    decision, found = decide(POLICY, facts, at), outlook(POLICY, facts, at)
    assert found.outcome is decision.outcome
    assert (found.route, found.clauses) == (decision.route, decision.clauses)


@settings(max_examples=100, deadline=None)
@given(FACTS, MOMENTS)
def test_the_order_page_always_has_an_answer(facts: Facts, at: datetime) -> None:
    answer = eligibility(POLICY, facts, at)
    assert answer.sentence.zh
    assert answer.eligible == (answer.way != "none")
    assert [row.code for row in eligibility_by_reason(POLICY, facts, at)] == list(POLICY.reasons)


@settings(max_examples=200, deadline=None)
@given(FACTS, MOMENTS)
def test_the_answer_stays_until_it_is_said_to_change(facts: Facts, at: datetime) -> None:
    decision = decide(POLICY, facts, at)
    if decision.changes_at is not None:
        assert decision.changes_at > at


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS)
def test_an_automatic_refund_is_another_answer_once_its_moment_has_come(
    facts: Facts, at: datetime
) -> None:
    decision = decide(POLICY, facts, at)
    if decision.outcome is Outcome.APPROVE_AUTO and decision.changes_at is not None:
        later = decide(POLICY, facts, decision.changes_at)
        assert (later.outcome, later.clauses) != (decision.outcome, decision.clauses)


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS)
def test_used_goods_are_paid_automatically_only_on_a_promise_or_a_record(
    facts: Facts, at: datetime
) -> None:
    decision = decide(POLICY, facts, at)
    paid = {name for name, minor in decision.per_unit if minor}
    used = {unit.id for unit in facts.order.units if unit.usage in ("used", "activated")}
    if decision.outcome is Outcome.APPROVE_AUTO and paid & used:
        assert set(decision.clauses) & {"H10", "A7"}
