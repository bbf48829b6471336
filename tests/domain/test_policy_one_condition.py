"""One condition while it is written: its faults with line and column, or what it reads."""

import tomllib

import pytest

from tests.domain.policies import POLICY, TEXT
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.document.editing import value_at
from weikameng.domain.policy.document.marks import marked
from weikameng.domain.policy.document.one_condition import Asked, look_at
from weikameng.domain.policy.document.param_words import NOTED, PARAMS

DOCUMENT = tomllib.loads(TEXT)


def found(text: str, **more: object) -> list[tuple[int, int, str]]:
    """Line, column and English words of every fault."""
    asked = Asked(text, **more)  # type: ignore[arg-type]
    return [(f.line, f.column, f.words.en) for f in look_at(DOCUMENT, asked).faults]


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("paid && paid_minr < 1", 1, 9, "paid_minor"),
        ("paid &&\n  wanted_units == 'x'", 2, 16, "Wrong types"),
        ("paid &&", 1, 8, "Not understood"),
        ("reason == 'NOT_ARIVED'", 1, 11, "NOT_ARRIVED"),
        ("goods_kind in ['gift_card', 'gift_crad']", 1, 29, "gift_card"),
        ("amount_minor > 1", 1, 1, "There is no fact"),
        ("paid_minor", 1, 1, "has to be true or false"),
        ("'退' == '退' && paid_minr > 1", 1, 15, "paid_minor"),
    ],
)
def test_a_fault_says_where_it_is(text: str, line: int, column: int, said: str):
    (fault,) = found(text)
    assert fault[:2] == (line, column)
    assert said in fault[2]


def test_a_sound_condition_tells_what_it_reads():
    looked = look_at(DOCUMENT, Asked("late && paid_minor < one_click_below_minor"))
    assert looked.faults == ()
    assert [fact.name for fact in looked.facts] == ["one_click_below_minor", "paid_minor"]
    assert looked.terms == ("late",)


def test_brakes_may_read_what_was_just_found():
    assert found("amount_minor > 1", after_finding=True) == []


def test_a_term_can_not_read_itself_or_a_later_one():
    assert found("credited", before="late") == []
    assert found("late", before="late") != []


def test_a_term_may_be_a_text():
    assert found("direct ? 'urgent' : 'standard'", kind=Kind.TEXT) == []


@pytest.mark.parametrize("document", [{}, {"terms": 1}, {"terms": [1, {}]}, {"reasons": {}}])
def test_a_broken_document_is_no_obstacle(document: dict):
    assert look_at(document, Asked("paid")).faults == ()


def test_every_number_of_the_version_has_its_words_once():
    params = [one for _, some in PARAMS for one in some]
    for one in (*params, *NOTED):
        assert value_at(DOCUMENT, one.place) is not None, one.key
    keys = [one.key for one in (*params, *NOTED)]
    flat = [
        f"one_click.{inner}" if key == "one_click" else key
        for key, value in DOCUMENT["params"].items()
        for inner in (value if key == "one_click" else [""])
    ]
    assert sorted(keys) == sorted(flat)
    assert POLICY.params.one_click_below_minor == 5_000


@pytest.mark.parametrize(
    ("old", "new", "went", "came"),
    [
        ("低于 50.00 元的", "低于 60.00 元的", ["50.00"], ["60.00"]),
        ("退款到账", "原路退款到账", [], ["原路"]),
        ("below fifty yuan", "below sixty yuan", ["fifty"], ["sixty"]),
        ("", "新", [], ["新"]),
        ("a", "a", [], []),
    ],
)
def test_what_changed_is_marked(old: str, new: str, went: list[str], came: list[str]):
    before, after = marked(old, new)
    assert [piece.text for piece in before if piece.changed] == went
    assert [piece.text for piece in after if piece.changed] == came
    assert "".join(piece.text for piece in after) == new
