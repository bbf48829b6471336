"""A shop that pays back itself: told, confirmed once, booked on its own accounts, late, failed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests import shop_rows
from tests.cast import asks
from weikameng.domain.books import CLAIMS
from weikameng.domain.calendar import beijing
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.mirror import Apart, Confirmation, TheirLine
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.shops import Money
from weikameng.records.models import Order, Payout, RefundCase
from weikameng.records.reading import books
from weikameng.records.reading.audit import audit
from weikameng.records.reading.money_overview import waits_for_person
from weikameng.services import held_payouts, mirror, payouts, refunds

PAID = Confirmation("R-1")


@pytest.fixture
def shop(cast):
    return shop_rows.opens("east", cast.at)


@pytest.fixture
def legs(cast, shop):
    """The two legs of a refund that was approved at once."""
    return goes_back(cast, shop)


def goes_back(cast, shop, name="E-1"):
    number = shop.sold(name, cast.at)
    order = Order.objects.get(number=number)
    applied = refunds.apply(asks(number), buyer_id=order.buyer_id, at=cast.at)
    assert applied.state is State.PAYING
    return list(Payout.objects.filter(case__number=applied.number).order_by("number"))


def confirms(shop, leg, at, told=PAID):
    mirror.confirm(leg.number, told, shop.payer, at=at)


def state_of(leg):
    return RefundCase.objects.get(pk=leg.case_id).state


def balances():
    return {one.account: one.balance_minor for one in books.trial_balance() if one.balance_minor}


def test_no_worker_of_ours_ever_takes_what_the_shop_pays(cast, shop, legs):
    assert {(leg.route, leg.state, leg.shop_id) for leg in legs} == {("shop", "intended", shop.id)}
    cast.at += timedelta(days=30)
    assert payouts.pay_out_due("worker", cast.at, {}) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.filter(pk=legs[0].pk).update(due_at=cast.at)


def test_nobody_can_write_a_leg_of_ours_for_such_a_shop_nor_its_route_for_another(cast, shop, legs):
    own = Payout.objects.filter(pk=legs[0].pk).values().get() | {"id": None, "number": "9" * 18}
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(**own | {"route": "alipay"})
    ours = shop_rows.opens("west", cast.at, Money.OURS)
    paid_by_us = goes_back(cast, ours)
    assert {leg.route for leg in paid_by_us} == {"alipay", "wechatpay"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Payout.objects.create(**own | {"route": "shop", "tender_id": paid_by_us[0].tender_id})


def test_confirmed_leg_by_leg_the_refund_arrives_with_the_last(cast, shop, legs):
    confirms(shop, legs[0], cast.at)
    assert state_of(legs[0]) == State.PAYING
    confirms(shop, legs[1], cast.at)
    assert state_of(legs[0]) == State.REFUNDED
    assert balances() == {"cost:shop:east": 6_000, "clearing:shop:east": -6_000}
    assert audit() == []


def test_the_same_word_twice_changes_nothing_and_another_reference_is_refused(cast, shop, legs):
    confirms(shop, legs[0], cast.at)
    confirms(shop, legs[0], cast.at)
    with pytest.raises(Refusal) as refused:
        confirms(shop, legs[0], cast.at, Confirmation("R-2"))
    assert refused.value.code == "not_now"
    assert Payout.objects.get(pk=legs[0].pk).settlements == 1
    assert balances()["clearing:shop:east"] == -legs[0].amount_minor


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Confirmation("R", amount_minor=1), "amount"),
        (Confirmation(" "), "reference"),
        (Confirmation("a\nb"), "reference"),
    ],
)
def test_what_can_not_be_this_legs_money_is_refused(cast, shop, legs, told, code):
    with pytest.raises(Refusal) as refused:
        confirms(shop, legs[0], cast.at, told)
    assert refused.value.code == code
    for paid_at in (cast.at + timedelta(hours=1), cast.at - timedelta(hours=1)):
        with pytest.raises(Refusal) as early:
            confirms(shop, legs[0], cast.at, Confirmation("R", paid_at))
        assert early.value.code == "paid_at"
    assert Payout.objects.get(pk=legs[0].pk).state == PayoutState.INTENDED


def test_another_shop_finds_nothing(cast, shop, legs):
    other = shop_rows.opens("west", cast.at)
    for act in (
        lambda: confirms(other, legs[0], cast.at),
        lambda: mirror.fail(legs[0].number, "no", other.payer, at=cast.at),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "not_found"


def test_a_shop_that_fails_is_asked_again_by_people_and_may_confirm_late(cast, shop, legs):
    mirror.fail(legs[0].number, "余额不足", shop.payer, at=cast.at)
    mirror.fail(legs[0].number, "余额不足", shop.payer, at=cast.at)
    failed = Payout.objects.get(pk=legs[0].pk)
    assert (failed.state, failed.last_message) == (PayoutState.REFUSED, "余额不足")
    assert failed.receipts.count() == 1
    assert state_of(failed) == State.PAYOUT_STUCK
    number = failed.case.number
    held_payouts.ask_again(number, staff_id=cast.ids["acai"], role="finance", at=cast.at)
    assert Payout.objects.get(pk=failed.pk).state == PayoutState.INTENDED
    assert state_of(failed) == State.PAYING
    mirror.fail(legs[1].number, "退款接口关闭", shop.payer, at=cast.at)
    for leg in legs:
        confirms(shop, leg, cast.at)
    assert state_of(failed) == State.REFUNDED
    assert audit() == []


def test_money_that_comes_back_to_the_shop_is_owed_again(cast, shop, legs):
    for leg in legs:
        confirms(shop, leg, cast.at)
    with pytest.raises(Refusal):
        mirror.fail(legs[0].number, "typo", shop.payer, at=cast.at)
    mirror.fail(legs[0].number, "账户注销", shop.payer, came_back=True, at=cast.at)
    assert state_of(legs[0]) == State.PAYOUT_STUCK
    assert balances()[CLAIMS] == -legs[0].amount_minor
    confirms(shop, legs[0], cast.at, Confirmation("R-again"))
    assert state_of(legs[0]) == State.REFUNDED
    assert audit() == []


def test_a_late_shop_holds_the_case_up_once_and_again_a_day_after_it_was_asked(cast, shop, legs):
    promised = Payout.objects.get(pk=legs[0].pk).promised_at
    assert mirror.escalate(promised - timedelta(minutes=1)) == 0
    assert mirror.escalate(promised) == 1
    assert mirror.escalate(promised) == 0
    assert state_of(legs[0]) == State.PAYOUT_STUCK
    number = RefundCase.objects.get(pk=legs[0].case_id).number
    held_payouts.ask_again(number, staff_id=cast.ids["acai"], role="finance", at=promised)
    assert mirror.escalate(promised + timedelta(hours=23)) == 0
    assert mirror.escalate(promised + timedelta(hours=24)) == 1
    for leg in legs:
        confirms(shop, leg, promised + timedelta(days=2))
    assert state_of(legs[0]) == State.REFUNDED


def test_its_books_are_held_against_ours_and_what_agrees_is_booked_once(cast, shop, legs):
    for leg in legs:
        confirms(shop, leg, cast.at)
    open_leg = goes_back(cast, shop, "E-2")[0]
    day = beijing(cast.at).date()
    first, second = legs
    lines = [
        TheirLine(first.number, "R-1", first.amount_minor),
        TheirLine(open_leg.number, "R-9", open_leg.amount_minor),
        TheirLine("1" * 18, "R-8", 5),
    ]
    for _ in range(2):
        found = mirror.reconcile(day, lines, shop.payer, at=cast.at)
        assert [one.number for one in found.agree] == [first.number]
        assert {one.number: one.apart for one in found.differ} == {
            second.number: Apart.MISSING,
            open_leg.number: Apart.NOT_CONFIRMED,
            "1" * 18: Apart.UNKNOWN,
        }
    assert balances()["cash:shop:east"] == -first.amount_minor
    assert audit() == []


def test_what_is_late_or_failed_waits_for_finance(cast, shop, legs):
    promised = Payout.objects.get(pk=legs[0].pk).promised_at
    assert not waits_for_person(promised).exists()
    mirror.fail(legs[0].number, "退款接口关闭", shop.payer, at=cast.at)
    assert [leg.pk for leg in waits_for_person(cast.at)] == [legs[0].pk]
    assert waits_for_person(promised + timedelta(minutes=1)).count() == 2
