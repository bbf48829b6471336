"""Resident numbers by GB 11643: what can be one, and what is wrong with what can't."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.resident_number import check_character, fault_of

TODAY = date(2026, 11, 23)


def numbered(first: str) -> str:
    """Seventeen digits with their check character."""
    return first + check_character(first)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("11010519491231002X", None),  # the standard's own example
        ("440524188001010014", None),  # its example of a woman of a hundred years
        (numbered("31010119900101001"), None),
        (numbered("81000019990228001"), None),  # a residence permit of Hong Kong
        (numbered("11010520000229001"), None),  # a leap day
        (numbered("11010520261123001"), None),  # born today
        ("11010519491231002x", "shape"),
        ("11010519491231002", "shape"),
        ("110105194912310020X", "shape"),
        ("1101051949123100２X", "shape"),  # a digit of full width
        ("110105491231002", "shape"),  # fifteen digits ended in 2013
        ("X1010519491231002X", "shape"),
        ("", "shape"),
        (numbered("01010519491231002"), "region"),
        (numbered("99010519491231002"), "region"),
        (numbered("11000019491231002"), "region"),
        (numbered("11010520010229001"), "birth"),  # no leap year
        (numbered("11010519001301001"), "birth"),  # the month 13
        (numbered("11010519000100001"), "birth"),
        (numbered("11010518791231001"), "birth"),
        (numbered("11010520261124001"), "birth"),  # tomorrow
        (numbered("11010500000101001"), "birth"),
        ("110105194912310021", "check"),
        ("11010519491231012X", "check"),
        ("11010519491213002X", "check"),
    ],
)
def test_a_number_is_taken_or_told_what_is_wrong(number, fault):
    assert fault_of(number, TODAY) == fault


def test_all_eleven_check_characters_come_about():
    found = {check_character(f"1101051949{n:07d}") for n in range(200)}
    assert found == set("10X98765432")


@given(st.integers(0, 16), st.integers(0, 9))
def test_one_wrong_digit_never_passes(place, digit):
    good = "11010519491231002X"
    wrong = good[:place] + str(digit) + good[place + 1 :]
    assert (fault_of(wrong, TODAY) is None) == (wrong == good)


@given(st.integers(0, 15))
def test_two_neighbours_in_the_wrong_order_never_pass(place):
    good = "11010519491231002X"
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    assert (fault_of(swapped, TODAY) is None) == (swapped == good)


@given(st.text(max_size=20))
def test_whatever_is_written_has_an_answer(text):
    fault_of(text, TODAY)
