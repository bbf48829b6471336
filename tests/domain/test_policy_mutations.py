"""A test notices whatever is changed in the shipped policy: each wrong variant of it answers some
written case otherwise, or is proven to be the same policy in other words."""

from collections.abc import Sequence
from functools import cache

import pytest

from tests.domain.policies import POLICY
from tests.domain.policy_answers import Told
from tests.domain.policy_corpus import corpus
from tests.domain.policy_mutants import Mutant, mutants
from tests.domain.policy_proofs import LEMMAS, lemmas, same_answers
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.declared.fact_list import FINDING_FACTS
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.finding import Values

# The same policy in other words, for a reason the search for a proof cannot know.
SAME = {
    "params.window_days_max: -1": "read when a version is checked (test_policy_checking), never by "
    "a decision",
    "params.window_days_max: +1": "read when a version is checked (test_policy_checking), never by "
    "a decision",
    "rules.one_click.decides: blameless": "an order below 50.00 never exceeds the limit of 500.00, "
    "above which blamelessness is read",
    "held_route: only blameless of _||_ at 83": "a wrong top-up above the limit of 500.00 is "
    "urgent from 500.00 on already, in staffed_route",
}


@cache
def _told() -> tuple[tuple[Told, Values, str], ...]:
    """Every case with its facts, worked out as they are asked for, and what speaks on it."""
    return tuple(
        (one, Values(Question(POLICY, one.facts, one.at)), _spoken(one)) for one in corpus()
    )


def _spoken(one: Told) -> str:
    found = outlook(POLICY, one.facts, one.at)
    return f"rules.{found.rule.id}.{found.case.id}"


def telling(mutant: Mutant) -> Sequence[Told]:
    """The cases that can tell a mutant from the shipped policy."""
    rows = _told()
    if mutant.spoken:
        rows = tuple(row for row in rows if row[2] in mutant.spoken)
    if mutant.about:
        rows = tuple(
            row
            for row in rows
            if mutant.about in (row[0].facts.application.reason, row[0].facts.order.goods_kind)
        )
    if mutant.condition and not mutant.condition[0].names & FINDING_FACTS:
        right, wrong = (condition.means for condition in mutant.condition)
        rows = tuple(row for row in rows if right(row[1]) != wrong(row[1]))
    return tuple(one for one, _, _ in rows)


def noticed(mutant: Mutant) -> bool:
    """Whether a written answer is not the mutant's."""
    return any(_answered_otherwise(one, mutant) for one in telling(mutant))


def _answered_otherwise(one: Told, mutant: Mutant) -> bool:
    try:
        return bool(one.wrong_under(mutant.policy))
    except AssertionError:  # its last rule does not always decide: some application has no answer
        return True


def test_the_shipped_policy_gives_every_written_answer() -> None:
    assert {one.name: wrong for one in corpus() if (wrong := one.wrong_under(POLICY))} == {}


def test_there_are_mutants_of_every_part() -> None:
    parts = {mutant.name.split(".")[0].split(":")[0] for mutant in mutants(POLICY)}
    assert parts == {
        "terms",
        "rules",
        "brakes",
        "cites",
        "held_route",
        "params",
        "goods",
        "reasons",
    }
    named = {mutant.name.split(":")[0].split(" ")[0] for mutant in mutants(POLICY)}
    for rule in POLICY.rules:
        assert {f"rules.{rule.id}.{case.id}" for case in rule.cases} <= named
    assert {f"terms.{name}" for name in POLICY.terms} <= named
    assert {f"reasons.{code}" for code in POLICY.reasons} <= named


def test_whatever_is_changed_some_written_answer_is_no_longer_given() -> None:
    unnoticed = [one for one in mutants(POLICY) if one.name not in SAME and not noticed(one)]
    different = [one.name for one in unnoticed if not same_answers(POLICY, one.policy)]
    assert different == []


def test_what_is_listed_as_the_same_is_not_noticed() -> None:
    named = {mutant.name: mutant for mutant in mutants(POLICY)}
    assert set(SAME) <= set(named)
    assert [name for name in SAME if noticed(named[name])] == []


@pytest.mark.parametrize(
    "name",
    [
        "terms.late: _>=_ to _>_ at 9",
        "rules.paid.decides: manual",
        "rules.one_click.decides.when: _<_ to _<=_ at 11",
        "rules.window: before used",
        "rules.used.days: before the case ahead of it",
        "reasons.OTHER: window none",
    ],
)
def test_a_real_change_is_never_proven_to_be_none(name: str) -> None:
    [mutant] = [mutant for mutant in mutants(POLICY) if mutant.name == name]
    assert not same_answers(POLICY, mutant.policy)


def test_what_the_proofs_lean_on_is_proven() -> None:
    assert len(lemmas()) == len(LEMMAS)
