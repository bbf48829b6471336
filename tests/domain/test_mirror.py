"""A shop's books held against ours: each way two lines can differ, and none that agree."""

from datetime import UTC, datetime, timedelta

import pytest

from weikameng.domain import books
from weikameng.domain.errors import Refusal
from weikameng.domain.mirror import (
    APART_WORDS,
    Apart,
    Confirmation,
    MirrorLeg,
    OurLine,
    TheirLine,
    compared,
    demand_open,
    due_of,
    plain_reason,
)
from weikameng.domain.payout_life import PayoutState

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
OURS = {
    "1": OurLine(1, "1", "R1", 500, settled=True),
    "2": OurLine(2, "2", "", 300, settled=False),
    "3": OurLine(3, "3", "R3", 700, settled=True),
}


@pytest.mark.parametrize(
    ("theirs", "apart"),
    [
        ([TheirLine("1", "R1", 500), TheirLine("3", "R3", 700)], {}),
        ([TheirLine("1", "R1", 500)], {"3": Apart.MISSING}),
        ([TheirLine("1", "R1", 501)], {"1": Apart.AMOUNT, "3": Apart.MISSING}),
        ([TheirLine("1", "R9", 500)], {"1": Apart.REFERENCE, "3": Apart.MISSING}),
        ([TheirLine("1", "R1", 500)] * 2, {"1": Apart.TWICE, "3": Apart.MISSING}),
        (
            [TheirLine("2", "R2", 300), TheirLine("9", "R9", 1)],
            {"1": "missing", "2": "not_confirmed", "3": "missing", "9": "unknown"},
        ),
        ([], {"1": Apart.MISSING, "3": Apart.MISSING}),
    ],
)
def test_every_line_agrees_or_differs_in_one_way(theirs, apart):
    found = compared(theirs, OURS, ["1", "3"])
    assert {one.number: one.apart for one in found.differ} == apart
    assert {one.number for one in found.agree}.isdisjoint(apart)
    assert set(APART_WORDS) == set(Apart)


def leg(state, reference="R1"):
    return MirrorLeg(1, "1", 500, state, reference, AT - timedelta(hours=1))


@pytest.mark.parametrize("state", PayoutState)
def test_only_what_is_not_ended_is_confirmed_and_the_same_word_is_no_news(state):
    if state in {PayoutState.SETTLED, PayoutState.REPLACED}:
        assert state is PayoutState.REPLACED or not demand_open(leg(state), Confirmation("R1 "))
        with pytest.raises(Refusal):
            demand_open(leg(state), Confirmation("R2"))
        with pytest.raises(Refusal):
            demand_open(leg(state))
    else:
        assert demand_open(leg(state), Confirmation("R2"))


def test_a_shops_leg_is_never_due_and_its_costs_are_its_own():
    assert due_of("shop", AT) is None
    assert due_of("alipay", AT) == AT
    own = books.own_of_shop("east")
    assert books.bearer_on(books.cost_account(own)) == own
    assert books.fits(books.owed("1", 500, own))
    assert books.fits(books.settled("1", 500, own, 1))
    assert books.fits(books.cleared("1", 500, own, 1))
    assert not books.fits(books.Posting("x", books.OWED, "cost:shop", books.CLAIMS, 1))


def test_why_it_failed_is_one_plain_line():
    assert plain_reason(" a\n\tb\x00c ") == "a b c"
    assert len(plain_reason("x" * 999)) == 200
    with pytest.raises(Refusal):
        plain_reason("\n\x00")
