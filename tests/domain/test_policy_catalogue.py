"""The shipped policy carries everything of the catalogue it was written from."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.domain.policies import POLICY, TEXT
from weikameng.domain.money import minor_of

CATALOGUE = Path(__file__).parents[3] / "shared" / "data" / "policy" / "catalogue.json"
ABSENT = "the catalogue is not beside the repository"
pytestmark = pytest.mark.skipif(not CATALOGUE.exists(), reason=ABSENT)
# Put more plainly, or more carefully, than in the catalogue.
REWORDED = {"PAY-ORIG", "payment_dispute_proof"}
# The catalogue writes half-width signs; the policy writes the same words with full-width ones.
FULL_WIDTH = str.maketrans(
    {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}
)


def catalogue() -> Mapping[str, Any]:
    """The catalogue; empty when it is not here, and every test is skipped."""
    found: Mapping[str, Any] = (
        json.loads(CATALOGUE.read_text("utf-8")) if CATALOGUE.exists() else {}
    )
    return found


def same(one: str, other: str) -> bool:
    """Whether two texts are the same but for the width of their signs and spaces."""
    first, second = (text.translate(FULL_WIDTH).replace(" ", "") for text in (one, other))
    return first == second


def test_every_clause_is_there_with_its_words_and_law() -> None:
    clauses = catalogue()["clauses"]
    assert len(clauses) == 42
    assert list(POLICY.clauses) == list(clauses)
    for code, row in clauses.items():
        clause = POLICY.clauses[code]
        assert same(clause.words.zh, row["zh"]), code
        assert clause.words.en, code
        assert clause.law == tuple(row["law"]), code


def test_every_entry_of_the_law_is_there() -> None:
    law = catalogue()["law"]
    assert set(POLICY.law) == set(law)
    for key, row in law.items():
        assert key in REWORDED or same(POLICY.law[key].name.zh, row["name"]), key
        assert same(POLICY.law[key].gist.zh, row["gist_zh"]), key


def test_every_reason_asks_and_leads_to_what_the_catalogue_says() -> None:
    reasons = {row["code"]: row for row in catalogue()["reasons"]}
    assert len(reasons) == 22
    assert list(POLICY.reasons) == list(reasons)
    for code, row in reasons.items():
        reason = POLICY.reasons[code]
        assert same(reason.words.zh, row["zh"]), code
        assert reason.words.en, code
        assert same(reason.group.zh, row["group"]), code
        asked = (list(reason.auto), list(reason.all_of), list(reason.any_of))
        assert asked == tuple(row["evidence"][key] for key in ("auto", "all_of", "any_of")), code
        assert (reason.fault, reason.window) == (row["fault"], row["window"]), code
        assert reason.route == row["route"], code
        assert list(reason.description_fields) == row["description_fields"], code
        assert reason.discouraged == row["discouraged"], code
        assert same(reason.hint.zh, row["hint_zh"]), code


def test_every_kind_of_good_is_there_with_its_window_and_traces() -> None:
    goods = {row["kind"]: row for row in catalogue()["goods"]}
    assert len(goods) == 8
    assert list(POLICY.goods) == list(goods)
    for code, row in goods.items():
        kind = POLICY.goods[code]
        assert (kind.words.zh.translate(FULL_WIDTH)) == row["zh"].translate(FULL_WIDTH), code
        assert kind.direct == (row["fulfilment"] == "direct"), code
        assert kind.window_days == row["window_days"], code
        signals = [(one.code, one.source, one.strength) for one in kind.usage_signals]
        wanted = [(one["code"], one["source"], one["strength"]) for one in row["usage_signals"]]
        assert signals == wanted, code
        assert same(kind.non_refundable.zh, row["non_refundable_zh"]), code


def test_every_kind_of_evidence_is_there_with_its_standard() -> None:
    evidence = catalogue()["evidence"]
    assert len(evidence) == 21
    assert list(POLICY.evidence) == list(evidence)
    for code, row in evidence.items():
        assert same(POLICY.evidence[code].zh, row["zh"]), code
        standard = POLICY.standards[code].zh
        assert code in REWORDED or same(standard, row["standard_zh"]), code


def test_every_number_is_the_catalogues() -> None:
    said, params = catalogue()["params"], POLICY.params
    assert params.one_click_below_minor == minor_of(said["one_click"]["paid_total_lt"])
    assert params.one_click_30d_max == said["one_click"]["per_buyer_30d_max"]
    assert params.auto_approve_max_minor == minor_of(said["auto_approve_max"])
    assert params.urgent_from_minor == minor_of(said["urgent_from"])
    same_named = ("window_days_min", "window_days_max", "supplement_days")
    for name in (*same_named, "late_platform_fault_years"):
        assert getattr(params, name) == said[name], name
    assert params.amend_days == said["amend_after_reject_days"]
    assert params.max_attempts == said["max_attempts_per_item"]
    assert params.dispute_days == said["dispute_open_days_after_reject"]
    assert params.original_route_days == said["original_route_max_age_days"]


def test_every_number_the_catalogue_names_is_written_in_the_policy() -> None:
    said = catalogue()["params"]
    for name in [*said, *said["one_click"]]:
        assert name in TEXT, name


def test_the_outcomes_and_routes_are_those_of_the_catalogue() -> None:
    used = {case.outcome.value for rule in POLICY.rules for case in rule.cases if case.outcome}
    assert used <= set(catalogue()["decisions"])
    routes = {case.route for rule in POLICY.rules for case in rule.cases if "$" not in case.route}
    assert routes <= {*catalogue()["routes"], "none"}
