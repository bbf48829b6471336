"""What an open complaint holds, and what its end means for the money (N9). Plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.complaints import Leg, Reach, stands_for, told
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, PayoutState

S = PayoutState
REACHES = [
    (S.INTENDED, "alipay", "", False, Reach.HELD),
    (S.INTENDED, "wallet", "", False, Reach.HELD),
    (S.INTENDED, "offline", "", False, Reach.UNDER_WAY),
    (S.INTENDED, "offline", "", True, Reach.UNDER_WAY),
    (S.SENT, "alipay", "", False, Reach.UNDER_WAY),
    (S.ACCEPTED, "alipay", "", False, Reach.UNDER_WAY),
    (S.UNKNOWN, "wechatpay", "", False, Reach.UNDER_WAY),
    (S.SETTLED, "alipay", "", False, Reach.PAID),
    (S.SETTLED, "chargeback", "", False, Reach.PAID),
    (S.SETTLED, "offline", "", False, Reach.PAID),
    (S.REFUSED, "alipay", Concern.OFFLINE, False, Reach.DEAD),
    (S.REFUSED, "alipay", "", False, Reach.DEAD),
    (S.REFUSED, "alipay", Concern.LEDGER, False, Reach.UNDER_WAY),
    (S.REFUSED, "wechatpay", Concern.ABNORMAL, False, Reach.UNDER_WAY),
    (S.REFUSED, "alipay", Concern.OFFLINE, True, Reach.UNDER_WAY),
    (S.REVERSED, "alipay", "", False, Reach.DEAD),
    (S.REVERSED, "wechatpay", Concern.ABNORMAL, False, Reach.UNDER_WAY),
]


def leg(number, amount, state=S.INTENDED, **more):
    return Leg(number, f"22611234567890{number:04}", 1, 1, "alipay", amount, state, **more)


@pytest.mark.parametrize(("state", "route", "concern", "transfer", "reach"), REACHES)
def test_what_a_complaint_can_reach(state, route, concern, transfer, reach):
    one = Leg(1, "226112345678901201", 1, 1, route, 100, state, concern, transfer)
    assert one.reach is reach


def parts(paid, legs, left):
    settled = stands_for(paid, legs, left)
    return [(one.id, part) for one, part in settled.parts], settled.beyond_minor


def test_what_was_not_sent_comes_first_then_what_was_not_paid_then_nobodys():
    dead, held, gone = leg(1, 30, S.REFUSED), leg(2, 50), leg(3, 20, S.SETTLED)
    assert parts(10, [dead, held, gone], 40) == ([(2, 10)], 0)
    assert parts(60, [dead, held, gone], 40) == ([(2, 50), (1, 10)], 0)
    assert parts(100, [dead, held, gone], 40) == ([(2, 50), (1, 30)], 20)
    assert parts(120, [dead, held, gone], 40) == ([(2, 50), (1, 30)], 40)


@pytest.mark.parametrize(
    ("legs", "left", "paid", "code", "numbers"),
    [
        ([leg(1, 100, S.SETTLED)], 0, 1, "both_paid", [1]),
        ([leg(1, 60, S.SETTLED), leg(2, 40)], 0, 41, "both_paid", [1]),
        ([leg(1, 100, S.SENT)], 0, 100, "under_way", [1]),
        ([leg(1, 60, S.SETTLED), leg(2, 40, S.UNKNOWN)], 0, 1, "under_way", [2]),
        ([], 99, 100, "both_paid", []),
    ],
)
def test_a_second_payment_is_refused_with_the_numbers(legs, left, paid, code, numbers):
    with pytest.raises(Refusal) as refused:
        stands_for(paid, legs, left)
    assert refused.value.code == code
    for one in legs:
        for text in refused.value.words:
            assert (one.number in text) is (one.id in numbers)


def test_the_sentence_says_what_can_be_recorded_instead():
    with pytest.raises(Refusal) as refused:
        stands_for(10_000, [leg(1, 6_000, S.SETTLED)], 4_000)
    zh, en = refused.value.words
    assert "追回多退的 60.00 元" in zh
    assert "就按 40.00 元结案" in zh
    assert "recover 60.00 CNY" in en
    assert "with 40.00 CNY" in en


LEGS = st.lists(st.tuples(st.integers(1, 9_999), st.sampled_from(PayoutState)), max_size=6)


@given(LEGS, st.integers(0, 9_999), st.integers(1, 60_000))
def test_not_a_fen_is_made_or_lost(drawn, left, paid):
    legs = [leg(n, amount, state) for n, (amount, state) in enumerate(drawn, 1)]
    free = sum(one.amount_minor for one in legs if one.reach in {Reach.HELD, Reach.DEAD})
    try:
        settled = stands_for(paid, legs, left)
    except Refusal:
        assert paid > free + left
        return
    assert paid == sum(part for _, part in settled.parts) + settled.beyond_minor
    assert 0 <= settled.beyond_minor <= left
    assert all(0 < part <= one.amount_minor for one, part in settled.parts)
    assert len({one.id for one, _ in settled.parts}) == len(settled.parts)


def test_it_is_told_what_waits_and_what_does_not():
    held, gone = leg(1, 10), leg(2, 20, S.SETTLED)
    zh, en = told([held, gone])
    assert f"{held.number} 先等着" in zh
    assert f"拦不住:{gone.number}" in zh
    assert f"Held until it is closed: {held.number}." in en
    assert f"Sent or paid already: {gone.number}." in en
    assert "还没有退款" in told([])[0]
