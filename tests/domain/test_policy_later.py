"""Which version decides: the one of the payment, a later one only where it is better (N1)."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from tests.domain.policy_answers import facts_of
from tests.domain.policy_edges import units
from tests.domain.test_policy_cases import Case, a_case, top_up
from tests.domain.test_policy_stored import FACTS, MOMENTS
from weikameng.domain.policy import Decision, Outcome, Policy, decide
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.later import ORDER, better, decide_best


def version(name: str, **params: int) -> Policy:
    """The shipped policy under another name with other numbers."""
    return replace(POLICY, version=name, params=replace(POLICY.params, **params))


SAME = version("2026.2")
KINDER = version("2026.3", auto_approve_max_minor=90000)
KINDEST = version("2026.4", auto_approve_max_minor=90000, one_click_below_minor=10000)
STRICTER = version("2026.5", auto_approve_max_minor=1000, max_attempts=1)
SHORTER = replace(
    POLICY,
    version="2026.6",
    goods={code: replace(kind, window_days=7) for code, kind in POLICY.goods.items()},
)
LONGER = replace(
    POLICY,
    version="2026.7",
    goods={code: replace(kind, window_days=15) for code, kind in POLICY.goods.items()},
)
VERSIONS = (SAME, KINDER, KINDEST, STRICTER, SHORTER, LONGER)


def best(case: Case, *policies: Policy) -> Decision:
    facts, at = facts_of(case)
    return decide_best((POLICY, *policies), facts, at)


@pytest.mark.parametrize(
    "case", [a_case("60.00"), a_case(usage="used"), top_up(reason="NOT_ARRIVED"), a_case("15.00")]
)
def test_the_earlier_version_wins_a_tie(case: Case) -> None:
    assert best(case, SAME).policy_version == "2026.1"
    assert best(case, SAME, SAME, SAME).policy_version == "2026.1"


def test_a_later_version_decides_where_it_is_better() -> None:
    case = a_case("600.00")
    assert best(case).outcome is Outcome.MANUAL
    decision = best(case, KINDER)
    assert (decision.outcome, decision.policy_version) == (Outcome.APPROVE_AUTO, "2026.3")


def test_of_two_later_ones_that_are_as_good_the_earlier_decides() -> None:
    assert best(a_case("600.00"), KINDER, KINDEST).policy_version == "2026.3"
    assert best(a_case("600.00"), STRICTER, KINDEST, KINDER).policy_version == "2026.4"


def test_a_later_version_never_takes_away() -> None:
    decision = best(a_case("60.00"), STRICTER)
    assert (decision.outcome, decision.policy_version) == (Outcome.APPROVE_AUTO, "2026.1")
    second = best(a_case("60.00", attempt=2, new_material=True), STRICTER)
    assert second.policy_version == "2026.1"


def test_a_longer_window_is_the_buyers_and_a_shorter_one_is_not() -> None:
    on_day_ten = "2026-03-18T10:00:00+08:00"
    gift = a_case(goods_kind="gift_card", now=on_day_ten)
    assert best(gift).outcome is Outcome.REJECT
    assert best(gift, LONGER).policy_version == "2026.7"
    key = a_case(now=on_day_ten)
    assert best(key, SHORTER).policy_version == "2026.1"
    assert best(key, SHORTER).outcome is Outcome.APPROVE_AUTO


def test_a_kind_of_good_dropped_later_stays_with_the_earlier_version() -> None:
    without = {code: kind for code, kind in KINDER.goods.items() if code != "game_card_key"}
    dropped = replace(KINDER, goods=without)
    assert best(a_case("600.00"), dropped).policy_version == "2026.1"
    assert best(a_case("600.00"), dropped, KINDEST).policy_version == "2026.4"


def test_a_reason_dropped_later_stays_with_the_earlier_version() -> None:
    without = {code: one for code, one in KINDER.reasons.items() if code != "NOT_ACTIVATED"}
    dropped = replace(KINDER, reasons=without)
    assert best(a_case("600.00"), dropped).policy_version == "2026.1"


def test_more_money_is_better_and_less_to_send_is_better() -> None:
    facts, at = facts_of(units("used", "none"))
    more, less = decide(POLICY, facts, at), replace(decide(POLICY, facts, at), at_stake_minor=1)
    assert better(more, less)
    assert not better(less, more)
    assert not better(more, more)
    one = decide(POLICY, *facts_of(top_up(reason="NOT_ARRIVED")))
    two = replace(one, missing=(*one.missing, "chat_record"))
    assert better(one, two)
    assert not better(two, one)


def test_the_outcome_weighs_more_than_money_and_papers() -> None:
    facts, at = facts_of(a_case())
    plain = decide(POLICY, facts, at)
    assert set(ORDER) == set(Outcome)
    for worse, nicer in pairwise(ORDER):
        rich = replace(plain, outcome=worse, at_stake_minor=10**6)
        assert better(replace(plain, outcome=nicer, missing=("chat_record",)), rich)


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS, st.lists(st.sampled_from(VERSIONS), max_size=4))
def test_the_answer_is_never_worse_than_any_versions(
    facts: Facts, at: datetime, later: list[Policy]
) -> None:
    chosen = decide_best((POLICY, *later), facts, at)
    decisions = [decide(policy, facts, at) for policy in (POLICY, *later)]
    known = decisions if facts.application.reason in POLICY.reasons else decisions[:1]
    assert not any(better(one, chosen) for one in known)
    # The first of those that are as good.
    first = next(one for one in known if not better(chosen, one))
    assert chosen == first
    assert chosen.policy_version == first.policy_version
