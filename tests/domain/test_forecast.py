"""Whether a channel's account holds enough for what is pending, and from when it does not."""

from datetime import UTC, date, datetime

import pytest

from weikameng.domain.forecast import Funds, Need, Recorded, Short

MON, TUE, WED = (date(2026, 11, 16 + n) for n in range(3))
AT = datetime(2026, 11, 16, 2, tzinfo=UTC)
NEEDS = (Need(WED, 1, 500), Need(MON, 2, 300), Need(TUE, 1, 200))


def funds(left: int | None, *needs: Need, review: int = 0) -> Funds:
    balance = None if left is None else Recorded(left + 50, AT, "阿财", 50)
    return Funds("alipay", needs, balance, (1 if review else 0, review))


@pytest.mark.parametrize(
    ("left", "short"),
    [
        (1_000, None),
        (999, Short(WED, 1)),
        (500, Short(WED, 500)),
        (499, Short(TUE, 501)),
        (299, Short(MON, 701)),
        (0, Short(MON, 1_000)),
        (-1, Short(MON, 1_001)),
        (None, None),
    ],
)
def test_it_is_short_from_the_day_that_it_does_not_suffice(left, short):
    assert funds(left, *NEEDS).short == short


def test_what_was_paid_since_is_taken_off():
    balance = Recorded(1_000, AT, "阿财", 400)
    assert (balance.left_minor, Funds("alipay", NEEDS, balance).rest_minor) == (600, -400)


def test_nothing_pending_is_never_short_even_of_nothing():
    assert funds(0).short is None
    assert (funds(0).share_used, funds(None).share_used) == (0, 0)


def test_refunds_in_review_are_a_line_of_their_own():
    enough = funds(1_100, *NEEDS, review=100)
    assert (enough.short, enough.covers_review) == (None, True)
    assert not funds(1_099, *NEEDS, review=100).covers_review
    assert not funds(None, *NEEDS, review=100).covers_review


@pytest.mark.parametrize(("left", "share"), [(1_000, 100), (1_001, 100), (2_000, 50), (3_000, 34)])
def test_the_bar_never_shows_less_than_is_taken(left, share):
    assert funds(left, *NEEDS).share_used == share
