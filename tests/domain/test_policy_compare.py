"""Two versions beside each other: every difference with its place, old and new, in words."""

import tomllib
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.policy.document.compare import compare
from weikameng.records.documents import shipped_policy_text

DOCUMENT = {
    "version": "2026.1",
    "title": {"zh": "规则", "en": "Policy"},
    "params": {"auto_approve_max": "500.00", "one_click": {"paid_total_lt": "50.00"}},
    "clauses": {"A1": {"zh": "甲", "en": "First", "law": ["CPL-24"]}},
    "reasons": [
        {"code": "OTHER", "zh": "其他", "en": "Other", "any_of": [], "window": "soft"},
        {"code": "DELAYED", "zh": "迟", "en": "Late", "any_of": [], "window": "none"},
    ],
    "goods": [{"kind": "gift_card", "zh": "礼品卡", "en": "Gift card", "window_days": 7}],
    "rules": [
        {"id": "paid", "clause": "B4", "cases": [{"id": "decides", "when": "!paid"}]},
        {"id": "owner", "clause": "B5", "cases": [{"id": "decides", "when": "stranger"}]},
        {"id": "window", "clause": "D2", "cases": [{"id": "a", "when": "x"}]},
    ],
    "cites": [{"clause": "F2", "when": "a"}, {"clause": "F2", "when": "b"}],
}


def edited(**changes):
    document = deepcopy(DOCUMENT)
    document.update(changes)
    return document


def told(new, old=None):
    return [(c.place, c.kind, c.old, c.new) for c in compare(old or DOCUMENT, new)]


def test_the_same_is_no_change():
    assert compare(DOCUMENT, deepcopy(DOCUMENT)) == ()


def test_a_number_is_shown_old_and_new_with_whom_it_favours():
    params = {"auto_approve_max": "400.00", "one_click": {"paid_total_lt": "60.00"}}
    lower, higher = compare(DOCUMENT, edited(params=params))
    assert (lower.place, lower.old, lower.new) == ("params.auto_approve_max", "500.00", "400.00")
    assert (lower.better_for, lower.decides) == ("shop", True)
    assert (higher.place, higher.better_for) == ("params.one_click.paid_total_lt", "buyer")
    assert higher.words.zh == "一键退款:低于(元):50.00 → 60.00"
    assert higher.words.en == "One-click refunds: below, in yuan: 50.00 → 60.00"


def test_amounts_are_compared_as_numbers_not_as_texts():
    (change,) = compare(DOCUMENT, edited(params={**DOCUMENT["params"], "auto_approve_max": "1000"}))
    assert change.better_for == "buyer"


def test_a_window_of_one_kind_is_named():
    (change,) = compare(DOCUMENT, edited(goods=[{**DOCUMENT["goods"][0], "window_days": 15}]))
    assert change.place == "goods.gift_card.window_days"
    assert change.words.zh == "商品类别 gift_card 的申请时限(天):7 → 15"
    assert change.better_for == "buyer"


def test_both_languages_of_a_clause_are_one_change_and_decide_nothing():
    clauses = {"A1": {"zh": "乙", "en": "Second", "law": ["CPL-24"]}}
    (change,) = compare(DOCUMENT, edited(clauses=clauses))
    assert (change.place, change.old, change.new) == ("clauses.A1", "甲 / First", "乙 / Second")
    assert not change.decides


def test_a_condition_and_what_is_asked_for_decide():
    rules = deepcopy(DOCUMENT["rules"])
    rules[0]["cases"][0]["when"] = "!paid || x"
    reasons = deepcopy(DOCUMENT["reasons"])
    reasons[1]["any_of"] = ["bill"]
    found = compare(DOCUMENT, edited(rules=rules, reasons=reasons))
    assert [(c.place, c.decides) for c in found] == [
        ("reasons.DELAYED.any_of", True),
        ("rules.paid.cases.decides.when", True),
    ]


def test_rows_added_and_removed_are_one_change_each():
    reasons = [DOCUMENT["reasons"][0], {"code": "NEW", "zh": "新", "en": "New", "any_of": []}]
    assert told(edited(reasons=reasons)) == [
        ("reasons.NEW", "added", "", "新 / New"),
        ("reasons.DELAYED", "removed", "迟 / Late", ""),
    ]


def test_a_rule_that_moved_is_named_and_its_neighbours_are_not():
    paid, owner, window = DOCUMENT["rules"]
    (change,) = compare(DOCUMENT, edited(rules=[window, paid, owner]))
    assert (change.place, change.kind, change.decides) == ("rules.window", "moved", True)
    assert (change.old, change.new) == ("> owner", "^")


def test_an_insertion_moves_nothing():
    rules = [{"id": "first", "clause": "A1"}, *DOCUMENT["rules"]]
    assert [kind for _, kind, _, _ in told(edited(rules=rules))] == ["added"]


def test_cases_that_changed_places_are_seen():
    two = [{"id": "a", "when": "x"}, {"id": "b", "when": "y"}]
    old = edited(rules=[{"id": "window", "cases": two}])
    new = edited(rules=[{"id": "window", "cases": two[::-1]}])
    ((place, kind, _, _),) = told(new, old)
    assert place in {"rules.window.cases.a", "rules.window.cases.b"}
    assert kind == "moved"


def test_rows_without_a_name_of_their_own_go_by_their_place():
    cites = [{"clause": "F2", "when": "a"}, {"clause": "F2", "when": "c"}]
    assert told(edited(cites=cites)) == [("cites.2.when", "changed", "b", "c")]


def test_a_section_of_another_shape_is_shown_whole():
    assert told(edited(rules="none"))[0][:2] == ("rules", "changed")
    assert told({})[0][1] == "removed"


def test_comparing_the_other_way_swaps_old_and_new():
    new = edited(params={"auto_approve_max": "400.00", "limit": 3})
    swap = {"added": "removed", "removed": "added", "changed": "changed", "moved": "moved"}
    there = {(c.place, c.kind, c.old, c.new) for c in compare(DOCUMENT, new)}
    back = {(c.place, swap[c.kind], c.new, c.old) for c in compare(new, DOCUMENT)}
    assert there == back


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "zh", "en", "a", "b"]), inner, max_size=4)
    ),
    max_leaves=12,
)
_DOCUMENTS = st.dictionaries(st.sampled_from(["rules", "params", "x", "zh", "en"]), _VALUES)


@given(old=_DOCUMENTS, new=_DOCUMENTS)
def test_whatever_the_documents_hold_a_difference_is_told_and_sameness_is_not(old, new):
    assert compare(old, deepcopy(old)) == ()
    assert bool(compare(old, new)) or old == new


@pytest.mark.parametrize("number", range(5))
def test_in_the_shipped_policy_one_edit_is_one_change(number):
    text = shipped_policy_text()
    old = tomllib.loads(text)
    new = tomllib.loads(text)
    if number == 0:
        new["rules"].insert(0, new["rules"].pop())
    elif number == 1:
        new["clauses"]["A1"]["zh"] += "!"
    elif number == 2:
        new["reasons"].pop()
    elif number == 3:
        new["goods"][0]["window_days"] += 1
    else:
        new["rules"][0]["cases"][0]["when"] += " || false"
    assert len(compare(old, new)) == 1
