"""What is stored of a decision answers again, for every outcome and from every written case; and
every sentence of it can be read in both languages."""

import json
import re
from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given, settings

from tests.domain.policies import POLICY
from tests.domain.policy_answers import Told
from tests.domain.policy_corpus import corpus
from tests.domain.policy_edges import EDGES
from tests.domain.policy_edges_more import MORE
from tests.domain.test_policy_stored import FACTS, MOMENTS
from weikameng.domain.policy import (
    Decision,
    Outcome,
    decide,
    facts_from_json,
    facts_to_json,
    from_json,
    to_json,
)
from weikameng.domain.policy.facts import Facts
from weikameng.domain.words import Words

WRITTEN = [one for one in corpus() if one.name in EDGES or one.name in MORE]
UNREADABLE = ("{", "}", "None", "—", "NEVER", "9999", "_minor", "any_of:", "False", "True")
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[A-Z]+_[A-Z_]+\b")


def texts_of(decision: Decision) -> list[Words]:
    """Everything a reader of a decision sees."""
    rows = decision.tested
    read = [words for row in rows for pair in row.read_in_words for words in pair]
    sentences = [row.sentence for row in rows] + [row.clause_words for row in rows]
    return [decision.sentence, *sentences, *read, *decision.what_would_change]


def stored(decision: Decision) -> str:
    return json.dumps(to_json(decision), ensure_ascii=False, sort_keys=True)


def told_again(facts: Facts, at: datetime) -> tuple[str, str]:
    """A decision as it is stored, and one from its facts as they were stored."""
    kept = json.dumps(facts_to_json(facts), ensure_ascii=False)
    moment = datetime.fromisoformat(at.isoformat())
    again = decide(POLICY, facts_from_json(json.loads(kept)), moment)
    return stored(decide(POLICY, facts, at)), stored(again)


def unreadable(decision: Decision) -> list[str]:
    """The texts a buyer or reviewer could not read."""
    found = []
    for zh, en in texts_of(decision):
        found += [text for text in (zh, en) if not text.strip()]
        found += [text for text in (zh, en) if any(sign in text for sign in UNREADABLE)]
        found += [text for text in (zh, en) if CODE.search(text)]
        found += [en] if re.search(r"[\u3400-\u9fff]", en) else []
    return found


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.name)
def test_a_written_case_is_decided_again_from_what_was_stored(one: Told) -> None:
    first, again = told_again(one.facts, one.at)
    assert first == again
    kept = from_json(POLICY, json.loads(first))
    assert kept == decide(POLICY, one.facts, one.at)
    assert stored(kept) == first


@settings(max_examples=300, deadline=None)
@given(FACTS, MOMENTS)
def test_any_case_is_decided_again_from_what_was_stored(facts: Facts, at: datetime) -> None:
    first, again = told_again(facts, at)
    assert first == again


def test_the_written_cases_come_to_every_outcome_and_case_of_every_rule() -> None:
    outcomes, spoken = Counter[Outcome](), set()
    for one in WRITTEN:
        decision = decide(POLICY, one.facts, one.at)
        outcomes[decision.outcome] += 1
        spoken.add((decision.deciding[0].rule, decision.told))
        spoken |= {(row.rule, "") for row in decision.deciding[1:]}
    assert set(outcomes) == set(Outcome)
    every = {(rule.id, case.id) for rule in POLICY.rules for case in rule.cases if case.outcome}
    assert every | {(brake.id, "") for brake in POLICY.brakes} == spoken


@pytest.mark.parametrize("one", WRITTEN, ids=lambda one: one.name)
def test_every_sentence_of_a_written_case_can_be_read(one: Told) -> None:
    assert unreadable(decide(POLICY, one.facts, one.at)) == []


@settings(max_examples=200, deadline=None)
@given(FACTS, MOMENTS)
def test_every_sentence_of_any_case_can_be_read(facts: Facts, at: datetime) -> None:
    assert unreadable(decide(POLICY, facts, at)) == []


@settings(max_examples=100, deadline=None)
@given(FACTS, MOMENTS)
def test_a_decision_told_from_its_record_says_the_same(facts: Facts, at: datetime) -> None:
    decision = decide(POLICY, facts, at)
    kept = from_json(POLICY, json.loads(stored(decision)))
    assert texts_of(kept) == texts_of(decision)
