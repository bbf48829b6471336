"""Conditions: our own evaluation says what Google's CEL says, and what may not be written is
refused with its line and column."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cel_expr_python import cel
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.policies import POLICY
from tests.domain.policy_corpus import corpus
from weikameng.domain.policy.declared.fact import NEVER, Kind
from weikameng.domain.policy.declared.fact_list import FACTS, FINDING_FACTS
from weikameng.domain.policy.declared.question import Question
from weikameng.domain.policy.finding import Values
from weikameng.domain.policy.language.conditions import (
    CEL_TYPES,
    MAX_CONDITION_CHARS,
    Condition,
    Fault,
    Language,
    Unsound,
)

TERMS = {name: term.condition.kind for name, term in POLICY.terms.items()}
LANGUAGE = Language(TERMS)
AFTERWARDS = Language(TERMS, after_finding=True)
ENV = cel.NewEnv(variables={name: CEL_TYPES[kind] for name, kind in AFTERWARDS.known.items()})
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
Row = dict[str, Any]


def conditions() -> Iterator[tuple[str, Condition]]:
    """Every condition of the shipped policy with its place."""
    yield from ((f"terms.{name}", term.condition) for name, term in POLICY.terms.items())
    yield "held_route", POLICY.held_route
    for brake in POLICY.brakes:
        yield f"brakes.{brake.id}", brake.when
    for at, cite in enumerate(POLICY.cites):
        yield f"cites.{at}.{cite.clause}", cite.when
    for rule in POLICY.rules:
        for case in rule.cases:
            place = f"rules.{rule.id}.{case.id}"
            yield place, case.when
            until = (case.until,) if case.until else ()
            for guarded in (*case.clauses, *case.missing, *case.changes, *until):
                if guarded.condition:
                    yield f"{place}.{guarded.value}", guarded.condition


ALL = dict(conditions())
# Values near the ones that conditions name, so that both answers of a comparison come up.
LITERALS = {
    Kind.COUNT: [-1, 0, 1, 2, 3, 4],
    Kind.FEN: [-1, 0, 1, 4999, 5000, 5001, 49999, 50000, 50001],
    Kind.MOMENT: [NOW + timedelta(seconds=step) for step in (-1, 0, 1)] + [NEVER],
    Kind.TRUTH: [False, True],
}
OTHERS = ["", "x", "OUT_OF_STOCK", "ZONE_MISMATCH", "KEY_VOID"]


def texts_of(name: str) -> list[str]:
    """What a text fact or term can hold."""
    codes = {
        "reason": list(POLICY.reasons),
        "goods_kind": list(POLICY.goods),
        "reason_clause": ["", *POLICY.clauses],
    }
    known = codes.get(name) or (list(FACTS[name].values) if name in FACTS else [])
    return known or [*OTHERS, "standard", "urgent", "cross_border"]


def value_of(name: str) -> st.SearchStrategy[Any]:
    kind = AFTERWARDS.known[name]
    return st.sampled_from(texts_of(name) if kind is Kind.TEXT else LITERALS[kind])


def rows(names: frozenset[str]) -> st.SearchStrategy[Row]:
    """Random values of some facts; terms are values like others here."""
    return st.fixed_dictionaries({name: value_of(name) for name in sorted(names)})


def theirs(text: str, row: Row) -> Any:
    """What Google's runtime says."""
    return ENV.compile(text).eval(data=row).value()


@pytest.mark.parametrize("place", ALL)
def test_a_shipped_condition_means_what_cel_says(place: str) -> None:
    condition = ALL[place]
    compiled = ENV.compile(condition.text)

    @settings(max_examples=40, deadline=None)
    @given(rows(condition.names))
    def same(row: Row) -> None:
        assert condition.means(row) == compiled.eval(data=row).value()

    same()


def test_on_the_written_cases_every_condition_says_both_yes_and_no() -> None:
    """A comparison that always says the same on thousands of cases would not be worth writing."""
    said: dict[str, set[Any]] = {place: set() for place in ALL}
    for one in corpus():
        values = Values(Question(POLICY, one.facts, one.at))
        for place, condition in ALL.items():
            if len(said[place]) < 2 and not condition.names & FINDING_FACTS:
                said[place].add(condition.means(values))
    silent = {place for place, found in said.items() if found and len(found) < 2}
    # The last case always holds; what a stopped top-up of the buyer's fault cites can't come up.
    assert silent == {"rules.person.decides"}


# Expressions of the allowed language, by the kind of value they have.
LEAVES = {
    kind: [name for name, known in LANGUAGE.known.items() if known is kind][:12]
    for kind in (Kind.TRUTH, Kind.COUNT, Kind.TEXT, Kind.MOMENT)
}
INTS = st.integers(-5, 60000)


def names_of(kind: Kind) -> st.SearchStrategy[str]:
    return st.sampled_from(LEAVES[kind])


def joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(" ".join).map(lambda text: f"({text})")


SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
TEXT_VALUES = st.one_of(names_of(Kind.TEXT), st.sampled_from(["'owner'", "'x'", "'退'", "''"]))
NUMBERS = st.recursive(
    names_of(Kind.COUNT) | INTS.map(str),
    lambda inner: (
        joined(inner, st.sampled_from(["+", "-", "*"]), inner)
        | inner.map(lambda text: f"(-{text})" if not text.startswith("-") else text)
    ),
    max_leaves=3,
)
LISTS = st.lists(INTS.map(str), max_size=4)
COMPARISONS = st.one_of(
    names_of(Kind.TRUTH),
    st.sampled_from(["true", "false"]),
    joined(NUMBERS, SIGNS, NUMBERS),
    joined(TEXT_VALUES, SIGNS, TEXT_VALUES),
    joined(names_of(Kind.MOMENT), SIGNS, names_of(Kind.MOMENT)),
    joined(NUMBERS, st.just("in"), LISTS.map(lambda items: f"[{', '.join(items)}]")),
    joined(names_of(Kind.TEXT), st.just("in ['owner', 'guardian', '退']")),
    joined(names_of(Kind.TRUTH), st.just("in [true]")),
)
EXPRESSIONS = st.recursive(
    COMPARISONS,
    lambda inner: (
        joined(inner, st.sampled_from(["&&", "||", "==", "!="]), inner)
        | inner.map(lambda text: f"!{text}")
        | joined(inner, st.just("?"), inner, st.just(":"), inner)
    ),
    max_leaves=6,
)


@settings(max_examples=1500, deadline=None)
@given(EXPRESSIONS, st.data())
def test_any_allowed_expression_means_what_cel_says(text: str, data: st.DataObject) -> None:
    condition = LANGUAGE.read(text)
    row = data.draw(rows(condition.names))
    assert condition.means(row) == theirs(text, row)
    assert type(condition.means(row)) is bool


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60) | st.text("paid !&|=<>in[]()'\"?:+-*01.,\n", max_size=40))
def test_nothing_anybody_types_raises_anything_but_unsound(text: str) -> None:
    assert all(
        fault.words.zh.strip() and fault.words.en.strip() and fault.line >= 1 and fault.column >= 1
        for fault in tried(text)
    )


def tried(text: str) -> tuple[Fault, ...]:
    """What is wrong with a text; nothing when it is a condition."""
    try:
        condition = LANGUAGE.read(text)
    except Unsound as error:
        return error.faults
    assert condition.kind is Kind.TRUTH
    return ()


def faults(text: str, kind: Kind = Kind.TRUTH, language: Language = LANGUAGE) -> tuple[Fault, ...]:
    with pytest.raises(Unsound) as refused:
        language.read(text, kind)
    return refused.value.faults


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("payd", 1, 1, "There is no fact “payd”. Did you mean paid"),
        ("paid &&\n  payd", 2, 3, "Did you mean paid"),
        (
            "paid ||\n\n    (attempt > 'x')",
            3,
            14,
            "Wrong types: “>” does not work on (int, string)",
        ),
        ("zzz", 1, 1, "There is no fact “zzz”. The help lists"),
        ("usage == 'none'", 1, 1, "There is no fact “usage”"),
        ("evidence == 'x'", 1, 1, "There is no fact “evidence”"),
        ("amount_minor > 0", 1, 1, "There is no fact “amount_minor”"),
        ("held", 1, 1, "There is no fact “held”"),
        ("paid_minor > '50.00'", 1, 12, "Write amounts as whole fen"),
        ("paid_minor > 50.00", 1, 12, "Write amounts as whole fen"),
        ("paid == 'yes'", 1, 6, "does not work on (bool, string)"),
        ("paid == null", 1, 6, "does not work on (bool, null_type)"),
        ("attempt == 1u", 1, 9, "does not work on (int, uint)"),
        ("at - at == at", 1, 9, "does not work on"),
        ("!attempt", 1, 1, "“!” does not work on (int)"),
        ("attempt", 1, 1, "This has to be true or false, not a number"),
        ("'yes'", 1, 1, "This has to be true or false, not a text"),
        ("at", 1, 1, "This has to be true or false, not a moment"),
        ("paid ? 1 : 2", 1, 1, "This has to be true or false, not a number"),
        ("[1, 2]", 1, 1, "literals"),
        ("[] == []", 1, 1, "literals"),
        ("[1] == [1]", 1, 1, "literals"),
        ("(paid ? [1] : [2]) != [3]", 1, 1, "literals"),
        ("attempt in [1, attempt]", 1, 1, "may hold only literals"),
        ("attempt in [1, 1 + 1]", 1, 1, "may hold only literals"),
        ("attempt in [1] + [2]", 1, 1, "may hold only literals"),
        ("attempt in [1, true]", 1, 1, "may hold only literals"),
        ("attempt in (paid ? [1] : [2])", 1, 1, "may hold only literals"),
        ("size(reason) > 1", 1, 5, "can't use size()"),
        ("reason.size() > 1", 1, 12, "can't use size()"),
        ("reason.matches('A.*')", 1, 15, "can't use matches()"),
        ("reason.startsWith('A')", 1, 18, "can't use startsWith()"),
        ("timestamp('2026-01-01T00:00:00Z') < at", 1, 10, "can't use timestamp()"),
        ("dyn(paid)", 1, 4, "can't use dyn()"),
        ("attempt / 2 == 1", 1, 9, "can't use _/_()"),
        ("attempt % 2 == 1", 1, 9, "can't use _%_()"),
        ("[1, 2][0] == 1", 1, 7, "can't use _[_]()"),
        ("[1, 2].exists(x, x > 1)", 1, 14, "can't use"),
        ("[1, 2].all(x, x > 1)", 1, 11, "can't use"),
        ("{'a': 1} == {'a': 1}", 1, 1, "can't use"),
        ("b'a' == b'a'", 1, 1, "can't use"),
        ("1.0 == 1.0", 1, 1, "can't use"),
        ("paid.x", 1, 5, "Not understood"),
        ("paid &&", 1, 8, "Not understood"),
        ("paid &\n& direct", 1, 6, "Not understood"),
        ("(paid", 1, 6, "Not understood"),
        ("paid && 退", 1, 9, "Not understood"),
        ("‘owner’ == applicant", 1, 1, "Not understood"),
        ("paid;", 1, 5, "Not understood"),
        ("paid = true", 1, 6, "Not understood"),
        ("paid and direct", 1, 6, "Not understood"),
        ("attempt == 9223372036854775808", 1, 12, "Not understood"),
        ("", 1, 1, "Not understood"),
        ("   ", 1, 4, "Not understood"),
    ],
)
def test_what_may_not_be_written_is_refused_where_it_stands(
    text: str, line: int, column: int, says: str
) -> None:
    first = faults(text)[0]
    assert (first.line, first.column) == (line, column)
    assert says in first.words.en
    assert first.words.zh


def test_every_fault_of_a_condition_is_named() -> None:
    found = faults("payd ||\n  direkt ||\n    applicant == 3")
    assert [(fault.line, fault.column) for fault in found] == [(1, 1), (2, 3), (3, 15)]
    assert "direct" in found[1].words.zh


def test_the_column_counts_signs_not_bytes() -> None:
    assert (faults("applicant == '退款' && payd")[0].column) == 22
    assert (faults("applicant == '退款😀' && size(reason) > 0")[0].column) in (27, 28)


@pytest.mark.parametrize(
    "text",
    [
        "!" * 10_000 + "paid",
        "(" * 10_000 + "paid" + ")" * 10_000,
        "(" * 900 + "paid" + ")" * 900,
        "!(" * 600 + "paid" + ")" * 600,
        "[" * 1900,
        "-" * 10_000 + "1 == 1",
        "1 + " * 490 + "1 == 491",
        "paid ? paid : " * 130 + "paid",
        "paid == " * 200 + "paid",
        "paid" + " " * MAX_CONDITION_CHARS,
        "'" + "x" * MAX_CONDITION_CHARS + "' == reason",
    ],
    ids=lambda text: text[:8],
)
def test_what_is_too_deep_or_too_long_is_refused_and_nothing_breaks(text: str) -> None:
    assert all(fault.words.zh and fault.words.en for fault in faults(text))


@pytest.mark.parametrize(
    ("text", "paid", "expected"),
    [
        ("!" * 1994 + "paid", True, True),
        ("!" * 1995 + "paid", True, False),
        ("paid && " * 240 + "paid", True, True),
        ("paid || " * 240 + "paid", False, False),
        ("paid // what follows is a note", True, True),
        ("paid\n  &&\n    !false", True, True),
        ("applicant != '退'", True, True),
    ],
    ids=lambda one: str(one)[:12],
)
def test_long_or_plain_ones_are_fine(text: str, paid: bool, expected: bool) -> None:
    assert LANGUAGE.read(text).means({"paid": paid, "applicant": "owner"}) is expected


def test_what_a_rule_found_can_be_read_only_afterwards() -> None:
    for name in FINDING_FACTS:
        text = name if FACTS[name].kind is Kind.TRUTH else f"{name} == {name}"
        assert AFTERWARDS.read(text).names == {name}
        assert name in faults(text)[0].words.en


def test_a_text_can_be_worked_out_as_well() -> None:
    condition = LANGUAGE.read("paid ? 'a' : applicant", Kind.TEXT)
    assert condition.means({"paid": False, "applicant": "owner"}) == "owner"
    assert "a text" in faults("paid", Kind.TEXT)[0].words.en


def test_lists_that_conditions_only_show_are_not_readable() -> None:
    shown = [name for name, fact in FACTS.items() if fact.kind is Kind.ITEMS]
    assert {"usage", "evidence", "tenders"} <= set(shown)
    assert set(shown).isdisjoint(LANGUAGE.known)
