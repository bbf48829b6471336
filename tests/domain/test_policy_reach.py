"""What can never decide is found, and what does decide is never called dead; and what the proofs of
``policy_proofs`` take to be true of facts is true."""

from dataclasses import replace
from datetime import datetime
from functools import cache

import pytest
from hypothesis import given, settings

from tests.domain.policies import POLICY
from tests.domain.policy_corpus import corpus
from tests.domain.policy_edges import EDGES
from tests.domain.policy_edges_more import MORE
from tests.domain.policy_proofs import theorems
from tests.domain.test_policy_stored import FACTS, MOMENTS
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.document.reach import both_decide, unreachable
from weikameng.domain.policy.facts import Facts
from weikameng.domain.policy.finding import Values
from weikameng.domain.policy.language.conditions import Language
from weikameng.domain.policy.model import Policy, Rule, RuleCase
from weikameng.domain.policy.outcome import Outcome
from weikameng.domain.words import Words

LANGUAGE = Language({name: term.condition.kind for name, term in POLICY.terms.items()})
WORDS = Words("字", "words")
WRITTEN = [one for one in corpus() if one.name in EDGES or one.name in MORE]


def a_case(name: str, when: str, outcome: Outcome | None = Outcome.MANUAL) -> RuleCase:
    return RuleCase(name, LANGUAGE.read(when), outcome, WORDS, "standard")


def a_rule(name: str, *cases: RuleCase) -> Rule:
    return Rule(name, "C1", (), WORDS, cases)


def of_rules(*rules: Rule) -> Policy:
    """A policy of these rules alone, with the shipped terms, reasons and numbers."""
    return replace(POLICY, rules=(*rules, a_rule("end", a_case("always", "true"))))


def dead(policy: Policy) -> dict[str, str]:
    """What is reported as never deciding, with what stands before it."""
    return {f"{rule}.{case}": shadow for rule, case, shadow in unreachable(policy)}


# Two conditions, the first before the second: the second can never decide.
SHADOWED = [
    ("paid", "paid"),
    ("paid", "paid && direct"),
    ("paid || direct", "direct"),
    ("!(paid && direct)", "!direct"),
    ("attempt > 2", "attempt > 3"),
    ("attempt >= 3", "attempt > 2"),
    ("attempt > max_attempts", "attempt > 3"),
    ("attempt != 2", "attempt == 1"),
    ("paid_minor < one_click_below_minor", "paid_minor < 5000"),
    ("paid_minor <= 4999", "paid_minor < one_click_below_minor"),
    ("reason in ['OTHER', 'MINOR']", "reason == 'MINOR'"),
    ("reason != 'MINOR'", "reason in ['OTHER', 'DELAYED']"),
    ("at < window_end", "window_end > at"),
    ("at >= window_end", "!(at < window_end)"),
    ("at < window_end || at >= window_end", "direct"),
    ("used_units == wanted_units", "wanted_units == used_units && paid"),
    ("wrong_target", "reason == 'WRONG_ZONE' && direct"),
    ("staffed_route == 'standard' || paid", "paid"),
    ("paid ? direct : delivered", "paid && direct"),
    ("arrived == 'yes' || arrived == 'no' || arrived == 'unknown'", "direct"),
    ("true", "direct"),
]
# The second can decide, however close the first comes.
ALIVE = [
    ("paid && direct", "paid"),
    ("attempt > 3", "attempt > 2"),
    ("attempt > max_attempts", "attempt >= 3"),
    ("paid_minor < one_click_below_minor", "paid_minor <= 5000"),
    ("reason in ['OTHER', 'MINOR']", "reason != 'MINOR'"),
    ("at < window_end", "at >= window_end"),
    ("at < window_end", "at < late_limit"),
    ("at <= window_end", "window_end < at"),
    ("wrong_target", "wrong_top_up"),
    ("arrived == 'yes' || arrived == 'no'", "direct"),
    ("supplier_code in ['KEY_VOID', 'FAILED']", "supplier_code != 'KEY_VOID'"),
    ("false", "paid"),
]


@pytest.mark.parametrize(("first", "second"), SHADOWED)
def test_a_rule_behind_one_that_always_speaks_first_is_found(first: str, second: str) -> None:
    policy = of_rules(a_rule("one", a_case("a", first)), a_rule("two", a_case("b", second)))
    assert dead(policy)["two.b"] == "one.a"
    assert both_decide(policy, policy.rules[0], policy.rules[1])


@pytest.mark.parametrize(("first", "second"), SHADOWED)
def test_a_case_behind_one_that_always_holds_first_is_found(first: str, second: str) -> None:
    policy = of_rules(a_rule("one", a_case("a", first), a_case("b", second)))
    assert dead(policy)["one.b"] == "one.a"
    passing = of_rules(a_rule("one", a_case("a", first, None), a_case("b", second)))
    assert "one.b" in dead(passing)


@pytest.mark.parametrize(("first", "second"), ALIVE)
def test_a_rule_that_can_still_speak_is_let_be(first: str, second: str) -> None:
    policy = of_rules(a_rule("one", a_case("a", first)), a_rule("two", a_case("b", second)))
    assert "two.b" not in dead(policy)
    assert "one.b" not in dead(of_rules(a_rule("one", a_case("a", first), a_case("b", second))))


@pytest.mark.parametrize(("first", "second"), SHADOWED)
def test_what_lets_others_decide_shadows_no_later_rule(first: str, second: str) -> None:
    policy = of_rules(a_rule("one", a_case("a", first, None)), a_rule("two", a_case("b", second)))
    assert "two.b" not in dead(policy)


@pytest.mark.parametrize(
    "when",
    [
        "paid && !paid",
        "attempt > 3 && attempt < 3",
        "attempt == 1 && attempt == 2",
        "reason == 'MINOR' && reason == 'OTHER'",
        "at < window_end && window_end <= at",
        "wrong_target && reason == 'OTHER'",
        "paid_minor < one_click_below_minor && paid_minor > auto_approve_max_minor",
        "false",
    ],
)
def test_a_condition_against_itself_is_found(when: str) -> None:
    assert dead(of_rules(a_rule("one", a_case("a", when))))["one.a"] == ""


def test_several_rules_together_shadow_one() -> None:
    policy = of_rules(
        a_rule("one", a_case("a", "paid && direct")),
        a_rule("two", a_case("b", "paid && !direct")),
        a_rule("three", a_case("c", "paid")),
    )
    assert dead(policy) == {"three.c": "one; two"}


def test_the_shipped_policy_has_nothing_dead() -> None:
    assert dead(POLICY) == {}


def test_a_copy_of_a_rule_behind_it_is_dead() -> None:
    copies = [replace(rule, id=f"{rule.id}_again") for rule in POLICY.rules[:-1]]
    pairs = zip(POLICY.rules, copies, strict=False)
    doubled = [*(rule for pair in pairs for rule in pair), POLICY.rules[-1]]
    found = dead(replace(POLICY, rules=tuple(doubled)))
    speaking = {
        f"{rule.id}.{case.id}" for rule in copies for case in rule.cases if case.outcome is not None
    }
    assert speaking <= set(found)
    # Nothing but the copies: what passes on in a copy passes on still.
    assert all(name.split(".")[0].endswith("_again") for name in found)


# Rules put between the shipped ones: what still decides a case must not be called dead.
PUT_IN = (
    (0, "delivered && direct"),
    (4, "paid_minor < 10000"),
    (9, "reason in ['NOT_ARRIVED', 'OTHER', 'NOT_ACTIVATED']"),
    (9, "supplier_status == 'silent' || arrived == 'yes'"),
    (12, "clean_units + void_units == wanted_units"),
    (15, "at < window_end"),
    (17, "reason_window == 'hard' || late"),
    (20, "wanted_units > used_units && !direct"),
)


@cache
def with_rule(at: int, when: str) -> tuple[Policy, frozenset[str]]:
    rules = list(POLICY.rules)
    rules.insert(at, a_rule("put_in", a_case("a", when)))
    policy = replace(POLICY, rules=tuple(rules))
    return policy, frozenset(dead(policy))


def spoken(policy: Policy, facts: Facts, at: datetime) -> str:
    found = outlook(policy, facts, at)
    return f"{found.rule.id}.{found.case.id}"


@pytest.mark.parametrize("put_in", PUT_IN, ids=lambda one: one[1])
def test_what_decides_a_written_case_is_never_called_dead(put_in: tuple[int, str]) -> None:
    policy, reported = with_rule(*put_in)
    assert {spoken(policy, one.facts, one.at) for one in WRITTEN} & reported == set()


@settings(max_examples=150, deadline=None)
@given(FACTS, MOMENTS)
def test_what_decides_any_case_is_never_called_dead(facts: Facts, at: datetime) -> None:
    for put_in in PUT_IN:
        policy, reported = with_rule(*put_in)
        assert spoken(policy, facts, at) not in reported


def test_what_the_proofs_take_as_true_is_true_of_every_written_case() -> None:
    for one in corpus():
        values = Values(Question(POLICY, one.facts, one.at))
        assert [known.text for known in theorems() if not known.means(values)] == [], one.name


@settings(max_examples=500, deadline=None)
@given(FACTS, MOMENTS)
def test_what_the_proofs_take_as_true_is_true_of_any_case(facts: Facts, at: datetime) -> None:
    values = Values(Question(POLICY, facts, at))
    assert [one.text for one in theorems() if not one.means(values)] == []
