"""Descriptions written as buyers write them, truth first, rules after: every field is scored."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from weikameng.domain.narrative import prediction_of, read_narrative

HERE = Path(__file__).parent
CASES = HERE / "narrative_cases.jsonl"
PHRASES = HERE / "narrative_phrases.tsv"
AIMS = {
    "order_no": 0.95,
    "amount": 0.95,
    "anomaly": 0.95,
    "request": 0.95,
    "account": 0.9,
    "zone": 0.9,
    "goods": 0.9,
    "goods_kind": 0.9,
}
QUALITY = 0.95
MOST_PHRASES = 0.95


@cache
def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@cache
def predictions() -> dict[str, Any]:
    return {case["id"]: prediction_of(case["id"], read_narrative(case["text"])) for case in cases()}


def said(value: Any) -> set[str]:
    return set(value) if isinstance(value, list) else {value} if value else set()


def scores(field: str) -> Iterator[tuple[int, int]]:
    """Hits and twice the mean size, case by case: their sums give F1."""
    for case in cases():
        true, read = (said(part["fields"][field]) for part in (case, predictions()[case["id"]]))
        yield 2 * len(true & read), len(true) + len(read)


def test_the_cases_are_many_and_each_is_there_once():
    assert len(cases()) >= 300
    assert len({case["text"] for case in cases()}) == len({case["id"] for case in cases()})


@pytest.mark.parametrize("field", AIMS)
def test_a_field_is_read_as_well_as_promised(field: str):
    hits, size = (sum(part) for part in zip(*scores(field), strict=True))
    assert hits / size >= AIMS[field]


def test_the_quality_is_graded_as_well_as_promised():
    right = [predictions()[case["id"]]["quality"] == case["quality"] for case in cases()]
    assert sum(right) / len(right) >= QUALITY


@pytest.mark.parametrize("flag", ["abusive", "pii"])
def test_abuse_and_secrets_are_flagged(flag: str):
    right = [predictions()[case["id"]][flag] == case[flag] for case in cases()]
    assert sum(right) / len(right) >= QUALITY


def test_one_trouble_has_many_phrases():
    lines = [line.split("\t") for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    wrong = [
        (meant, text) for meant, text in lines if (read_narrative(text).anomaly or "") != meant
    ]
    assert len(wrong) / len(lines) <= 1 - MOST_PHRASES, wrong
