"""Numbers catch slips of the finger: any one digit, any neighbours swapped (glossary)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.numbers import CASE, ORDER, is_number, number_of, payout_number, readable

NUMBERS = st.builds(
    number_of,
    st.sampled_from([ORDER, CASE]),
    st.dates(date(2020, 1, 1), date(2099, 12, 31)),
    st.integers(1, 10**9),
)


@given(NUMBERS)
def test_every_number_we_make_is_sixteen_digits_and_valid(number):
    assert is_number(number)
    assert len(number) == 16


@given(NUMBERS, st.integers(0, 15), st.integers(1, 9))
def test_any_single_digit_mistyped_is_noticed(number, place, off):
    digit = (int(number[place]) + off) % 10
    assert not is_number(f"{number[:place]}{digit}{number[place + 1 :]}")


@given(NUMBERS, st.integers(0, 14))
def test_any_two_neighbours_swapped_are_noticed(number, place):
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or not is_number(swapped)


@given(st.text(max_size=20))
def test_other_texts_are_no_numbers_and_never_an_error(text):
    assert is_number(text) in (True, False)
    assert not is_number("１" * 16)


def test_ten_million_serials_a_day_are_all_different():
    day = date(2026, 11, 18)
    seen = {number_of(CASE, day, serial) for serial in range(200_000)}
    assert len(seen) == 200_000
    scattered = {serial * 7_654_321 % 10**7 for serial in range(0, 10**7, 97)}
    assert len(scattered) == len(range(0, 10**7, 97))


def test_a_payout_is_numbered_after_its_case_and_leg():
    assert payout_number("2611220000123497", 2) == "261122000012349702"
    assert readable("2611220000123497") == "2611 2200 0012 3497"
