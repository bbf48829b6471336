"""A policy text changed value by value and block by block: nothing else of it moves."""

import difflib
import tomllib

import pytest

from tests.domain.policies import TEXT
from weikameng.domain.policy.document.editing import NoSuchPlace, value_at, with_values
from weikameng.domain.policy.document.reordering import (
    case_added,
    case_moved,
    case_removed,
    rule_moved,
)

RULES = [row["id"] for row in tomllib.loads(TEXT)["rules"]]


def differences(new: str, old: str = TEXT) -> list[str]:
    """The lines that went and came."""
    told = difflib.unified_diff(old.split("\n"), new.split("\n"), lineterm="", n=0)
    return [line for line in told if not line.startswith(("---", "+++", "@@"))]


def order(text: str) -> list[str]:
    """The rules of a text in their order."""
    return [row["id"] for row in tomllib.loads(text)["rules"]]


def written(text: str) -> list[str]:
    """The lines that say something."""
    return [line for line in text.split("\n") if line]


def test_one_number_changes_one_line():
    new = with_values(TEXT, {("params", "one_click", "paid_total_lt"): "60.00"})
    assert differences(new) == ['-paid_total_lt = "50.00"', '+paid_total_lt = "60.00"']


def test_values_of_every_shape_are_found_again():
    changed = {
        ("major",): True,
        ("clauses", "A1", "zh"): "新的“条款”\\ 一",
        ("reasons", "WRONG_ACCOUNT", "hint", "zh"): "写清楚",
        ("goods", "gift_card", "window_days"): 9,
        ("rules", "review", "cases", "partial", "clauses"): ("A1", "A6 if credited"),
        ("rules", "one_click", "cases", "decides", "when"): "paid &&\n  direct",
        ("terms", "late", "is"): "at > window_end",
    }
    new = tomllib.loads(with_values(TEXT, changed))
    for place, value in changed.items():
        held = value_at(new, place)
        assert (tuple(held) if isinstance(held, list) else held) == value, place


def test_a_new_key_stands_before_the_sentences_of_its_own_row():
    place = ("rules", "amount", "cases", "decides", "route")
    assert value_at(tomllib.loads(TEXT), place) is None
    new = with_values(TEXT, {place: "urgent"})
    assert differences(new) == ['+route = "urgent"']
    assert value_at(tomllib.loads(new), place) == "urgent"
    assert with_values(new, {place: None}) == TEXT


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (TEXT, ("rules", "nowhere", "clause")),
        (TEXT, ("clauses", "Z9", "zh")),
        (TEXT, ("title", "zh", "deeper")),
        ("version = ", ("version",)),
        ("", ("params", "x")),
    ],
)
def test_a_place_that_is_not_there_is_said(text: str, place: tuple[str, ...]):
    with pytest.raises(NoSuchPlace):
        with_values(text, {place: "x"})


@pytest.mark.parametrize("by", [-1, 1])
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_moves_by_one_and_back(rule: str, by: int):
    moved, old = rule_moved(TEXT, rule, by), RULES.index(rule)
    new = min(max(old + by, 0), len(RULES) - 1)
    wanted = list(RULES)
    wanted.insert(new, wanted.pop(old))
    assert order(moved) == wanted
    assert sorted(written(moved)) == sorted(written(TEXT))
    assert written(rule_moved(moved, rule, old - new)) == written(TEXT)


def test_the_comment_above_a_rule_moves_with_it():
    above = "# One open application; a complaint at the channel holds everything."
    lines = rule_moved(TEXT, "open_case", -1).split("\n")
    assert lines[lines.index(above) + 1 : lines.index(above) + 3] == [
        "[[rules]]",
        'id = "open_case"',
    ]


def test_a_case_moves_only_within_its_rule():
    moved = case_moved(TEXT, "review", "forged", 1)
    cases = [row["id"] for row in value_at(tomllib.loads(moved), ("rules", "review"))["cases"]]
    assert cases[:2] == ["identity_first", "forged"]
    assert order(moved) == RULES
    assert case_moved(TEXT, "review", "forged", -1) == TEXT


def test_a_case_comes_and_goes_without_a_trace():
    added = case_added(TEXT, "used", "broken_on_arrival", "B1")
    case = value_at(tomllib.loads(added), ("rules", "used"))["cases"][0]
    assert (case["id"], case["when"]) == ("broken_on_arrival", "false")
    assert case_removed(added, "used", "broken_on_arrival") == TEXT


@pytest.mark.parametrize("name", ["decides", "", "Big", "1st", "a b", 'x"', "a" * 41])
def test_a_case_needs_a_name_of_its_own(name: str):
    with pytest.raises(ValueError, match=r".*"):
        case_added(TEXT, "paid", name, "B4")


def test_what_is_not_there_can_not_be_moved_or_taken_out():
    with pytest.raises(NoSuchPlace):
        rule_moved(TEXT, "nowhere", 1)
    with pytest.raises(NoSuchPlace):
        case_removed(TEXT, "paid", "nowhere")
    with pytest.raises(NoSuchPlace):
        rule_moved("[[rules]]\nid = ", "paid", 1)


def test_the_last_block_of_a_text_moves_without_a_line_break_at_its_end():
    text = '[[rules]]\nid = "a"\n\n[[rules]]\nid = "b"'
    assert order(rule_moved(text, "b", -1)) == ["b", "a"]
