"""Identity checks: how names and numbers are written and masked, how often one may try."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weikameng.domain import identity as rules
from weikameng.domain import identity_words as words
from weikameng.domain.identity import BadClaim, Document, Outcome

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
M, X, U = Outcome.MATCH, Outcome.MISMATCH, Outcome.UNAVAILABLE


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("  张三 ", "张三"),
        ("John   SMITH", "John SMITH"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提.吐尔逊"),
        ("O’Neil", "O'Neil"),
        ("Ｊｏｈｎ", "John"),
    ],
)
def test_a_name_is_compared_as_people_mean_it(text, written):
    assert rules.written_name(text) == written
    assert rules.name_fault(written) is None


@pytest.mark.parametrize(
    "name", ["", " ", "张3", "<b>张</b>", "张\x00三", "\ud800", "·", "a" * 61, "😀"]
)
def test_what_is_no_name_is_told(name):
    assert rules.name_fault(name) is BadClaim.NAME


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("E12345678", None),
        (" e1234 5678 ", None),
        ("G12345678", None),
        ("123456", None),
        ("ABCDEF", BadClaim.PASSPORT),
        ("12345", BadClaim.PASSPORT),
        ("1234567890123", BadClaim.PASSPORT),
        ("E1234/678", BadClaim.PASSPORT),
        ("护照12345678", BadClaim.PASSPORT),
    ],
)
def test_a_passport_has_a_shape(text, fault):
    number = rules.written_number(text)
    assert rules.number_fault(Document.PASSPORT, number, TODAY) is fault


def test_a_resident_number_may_have_blanks_and_a_small_x():
    number = rules.written_number(" 110105 19491231 002x ")
    assert number == "11010519491231002X"
    assert rules.number_fault(Document.RESIDENT, number, TODAY) is None
    assert rules.number_fault(Document.RESIDENT, number[:-1] + "1", TODAY) is BadClaim.CHECK


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("欧阳娜娜", "欧***"), ("John Smith", "J*** S***"), ("张", "张*")],
)
def test_a_name_is_shown_by_its_first_sign(name, shown):
    assert rules.masked_name(name) == shown


def test_a_number_is_shown_by_its_end():
    resident, passport = "11010519491231002X", "E12345678"
    assert rules.masked_number(Document.RESIDENT, resident) == "*" * 14 + "002X"
    assert rules.masked_number(Document.PASSPORT, passport) == "*******78"


def test_a_claim_does_not_show_itself():
    shown = repr(rules.Claim(Document.RESIDENT, "张三", "11010519491231002X"))
    assert "张三" not in shown
    assert "1101" not in shown


@pytest.mark.parametrize(
    ("lately", "left"),
    [((), 3), ((X,), 2), ((X, X, X), 0), ((U,) * 5, 1), ((U,) * 6, 0), ((X, M, U), 2)],
)
def test_tries_run_out(lately, left):
    assert rules.tries_left(lately) == left


def test_silence_is_asked_again_later_and_later_and_then_a_person_takes_over():
    at, moments = AT, []
    for tries in range(1, 60):
        later = rules.next_try(AT, tries, at)
        if later is None:
            break
        moments.append(later - at)
        at = later
    assert moments[:4] == [timedelta(minutes=n) for n in (1, 5, 30, 120)]
    assert AT + timedelta(days=1, hours=20) < at < AT + rules.GIVE_UP_AFTER
    assert rules.needs_person(U, None)
    assert not rules.needs_person(U, at)
    assert not rules.needs_person(X, None)


def test_every_outcome_and_every_fault_has_its_sentence():
    assert set(words.TOLD) == set(words.SHORT) == set(Outcome)
    assert set(words.WRONG) == set(BadClaim)
    assert set(words.DOCUMENTS) == set(Document)


@settings(max_examples=30)
@given(st.text(max_size=70))
def test_whatever_is_written_has_an_answer(text):
    name, number = rules.written_name(text), rules.written_number(text)
    rules.name_fault(name)
    rules.masked_name(name)
    for document in Document:
        rules.number_fault(document, number, TODAY)
