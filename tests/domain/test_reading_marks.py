"""What readings come to: one mark a case, and whether "differs" is trusted."""

from dataclasses import replace

import pytest

from tests.domain.screens_drawn import BILL, DETAIL, altered, rows, seen
from weikameng.domain.reading.flags import disagreements
from weikameng.domain.reading.kept import kept_of, sure_values
from weikameng.domain.reading.marks import (
    FACT,
    MARK_WORDS,
    Finding,
    Mark,
    Outcome,
    finding_of,
    mark_of,
    names_order,
    still_stands,
)
from weikameng.domain.reading.trust import trust_in

AGREES = Outcome("read", Finding.AGREES, names_order=True)
NAMELESS = Outcome("read", Finding.AGREES)
OPEN = Outcome("read", Finding.OPEN, names_order=True)
DIFFERS = Outcome("read", Finding.DIFFERS)
FLAGGED = Outcome("read", Finding.FLAGGED)
WAITING, UNCHECKED = Outcome("waiting"), Outcome("not_checked")


@pytest.mark.parametrize(
    ("pictures", "mark"),
    [
        ([], None),
        ([AGREES], Mark.AGREES),
        ([AGREES, NAMELESS], Mark.AGREES),
        ([NAMELESS], Mark.OPEN),
        ([AGREES, OPEN], Mark.OPEN),
        ([AGREES, UNCHECKED], Mark.NOT_CHECKED),
        ([AGREES, WAITING, UNCHECKED], Mark.WAITING),
        ([WAITING, DIFFERS], Mark.DIFFERS),
        ([AGREES, FLAGGED], Mark.DIFFERS),
    ],
)
def test_the_most_telling_picture_marks_the_case(pictures, mark):
    assert mark_of(pictures) is mark


def test_while_differs_is_not_trusted_it_is_as_good_as_unread():
    assert mark_of([AGREES, DIFFERS], trusted=False) is Mark.OPEN
    assert mark_of([AGREES, FLAGGED], trusted=False) is Mark.DIFFERS
    assert not still_stands("altered", trusted=False)
    assert still_stands("inconsistent", trusted=False)


def test_every_mark_has_words_and_a_value_for_the_policy():
    assert set(MARK_WORDS) == set(FACT) == set(Mark)


def test_a_picture_agrees_when_all_it_shows_matches():
    genuine = seen(rows(DETAIL))
    assert finding_of(genuine) is Finding.AGREES
    assert names_order(genuine)
    assert finding_of(seen(rows(altered(DETAIL, "25.00", "95.00")))) is Finding.DIFFERS
    assert finding_of(seen([])) is Finding.OPEN
    assert not names_order(seen([]))


def test_what_was_kept_of_one_picture_is_held_against_the_next():
    first = kept_of(seen(rows(DETAIL)), (1080, 1600))
    assert first["size"] == [1080, 1600]
    same = {name: (found,) for name, found in seen(rows(BILL)).fields.items()}
    assert disagreements(sure_values(first), same) == ()
    other = seen(rows(altered(DETAIL, "15017254746", "15017250000")))
    shown = {name: (found,) for name, found in other.fields.items()}
    assert [flag.fields for flag in disagreements(sure_values(first), shown)] == [("account",)]
    assert sure_values({}) == {}


@pytest.mark.parametrize(
    ("judged", "right", "trusted"),
    [
        (0, 0, True),
        (49, 0, True),
        (50, 49, True),
        (50, 48, False),
        (200, 196, True),
        (200, 195, False),
    ],
)
def test_differs_is_trusted_while_98_of_100_are_right(judged, right, trusted):
    assert trust_in([True] * right + [False] * (judged - right)).trusted is trusted


def test_only_the_last_200_judgements_count():
    assert trust_in([True] * 200 + [False] * 100).trusted


def test_what_was_only_guessed_at_clears_nothing():
    genuine = seen(rows(DETAIL))
    first, *others = (c for c in genuine.comparisons if c.found is not None)
    guessed = replace(first, found=replace(first.found, score=0.89))
    assert finding_of(replace(genuine, comparisons=(guessed, *others))) is Finding.OPEN
