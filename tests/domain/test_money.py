"""Money: parsing is exact, shares always sum and never go below nothing (P7)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.money import minor_of, rounded_share, shared_out, unit_shares, yuan_of


@pytest.mark.parametrize(
    ("yuan", "minor"), [("12.30", 1230), ("0", 0), ("0.01", 1), ("-3.5", -350), ("500.00", 50000)]
)
def test_yuan_are_read_exactly(yuan: str, minor: int) -> None:
    assert minor_of(yuan) == minor


@pytest.mark.parametrize(
    "bad",
    ["", "1.234", "abc", "NaN", "Infinity", "1e3", "1E999999999", "1" * 21, "0.00" + "1" * 20],
)
def test_what_is_not_an_amount_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        minor_of(bad)


@given(st.integers(-(10**12), 10**12))
def test_an_amount_survives_writing_and_reading(minor: int) -> None:
    assert minor_of(yuan_of(minor)) == minor


@pytest.mark.parametrize(
    ("total", "part", "whole", "share"),
    [(100, 1, 3, 33), (100, 1, 8, 13), (1, 1, 2, 1), (5, 0, 0, 0), (-100, 1, 8, -13)],
)
def test_a_share_is_rounded_half_up(total: int, part: int, whole: int, share: int) -> None:
    assert rounded_share(total, part, whole) == share


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=20))
def test_unit_shares_sum_exactly_and_are_never_negative(paid: int, prices: list[int]) -> None:
    shares = unit_shares(paid, prices)
    assert sum(shares) == paid
    assert min(shares) >= 0


@given(st.data(), st.lists(st.integers(0, 10**7), min_size=1, max_size=8))
def test_no_share_goes_above_what_is_left(data: st.DataObject, left: list[int]) -> None:
    total = data.draw(st.integers(0, sum(left)))
    shares = shared_out(total, left, data.draw(st.integers(0, len(left) - 1)))
    assert sum(shares) == total
    assert all(0 <= share <= most for share, most in zip(shares, left, strict=True))


def test_five_fen_over_eight_equal_units_leave_no_unit_below_nothing() -> None:
    assert sum(unit_shares(5, [100] * 8)) == 5
    assert min(unit_shares(5, [100] * 8)) == 0


def test_sharing_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot share"):
        unit_shares(100, [])
