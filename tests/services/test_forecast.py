"""Pending refunds against the balance of a channel, however many there are."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.cast import asks
from tests.services.statement_steps import acai
from weikameng.domain.errors import Refusal
from weikameng.domain.forecast import Need
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.statements import day_of
from weikameng.records.models import ChannelBalance, Payout
from weikameng.records.writing import channels
from weikameng.services import forecast, refunds

MANY = 100_000


def funds_of(cast, route="sandbox"):
    return next(one for one in forecast.forecast(cast.at) if one.route == route)


def approved(cast, sku="game-card-3", **wish):
    """A refund on its way: nobody works on it."""
    order = cast.buys(sku, **wish)
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def test_what_is_pending_is_counted_by_the_day_it_is_due(cast):
    for days in (0, 0, 2):
        number = approved(cast)
        due_at = cast.at + timedelta(days=days)
        Payout.objects.filter(case__number=number).update(due_at=due_at)
    today = day_of(cast.at)
    assert funds_of(cast).needs == [Need(today, 2, 600), Need(today + timedelta(days=2), 1, 300)]


def test_what_is_on_its_way_takes_its_money_today_whenever_it_is_asked_for_next(cast):
    approved(cast)
    Payout.objects.update(state="accepted", due_at=cast.at + timedelta(days=3))
    assert funds_of(cast).needs == [Need(day_of(cast.at), 1, 300)]


def test_the_day_is_beijings(cast):
    approved(cast)
    night = cast.at.replace(hour=16, minute=30)  # half past midnight in Beijing
    Payout.objects.update(due_at=night)
    assert funds_of(cast).needs[0].day == day_of(cast.at) + timedelta(days=1)


def test_settled_and_balance_legs_take_nothing_and_what_was_paid_since_is_taken_off(cast):
    forecast.record_balance("sandbox", 1_000, by=acai(cast), at=cast.at)
    cast.later(minutes=1)
    approved(cast)
    cast.pays_out()
    approved(cast, "game-card-60", use_balance_minor=5_800)
    funds = funds_of(cast)
    assert (funds.balance.paid_since_minor, funds.pending_minor) == (300, 200)
    assert (funds.rest_minor, funds.short) == (500, None)
    assert {one.route for one in forecast.forecast(cast.at)}.isdisjoint({"wallet", "offline"})


def test_a_later_record_puts_a_wrong_one_right(cast):
    for minor in (1, 700):
        cast.later(seconds=1)
        forecast.record_balance("sandbox", minor, by=acai(cast), at=cast.at)
    assert funds_of(cast).balance.amount_minor == 700
    assert ChannelBalance.objects.count() == 2


def test_refunds_in_review_could_come_and_are_told_apart(cast):
    order = cast.buys("oversea-card-99")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    funds = funds_of(cast)
    assert (funds.pending_count, funds.review_count, funds.review_minor) == (0, 1, 9_900)


def test_one_that_the_buyer_took_back_could_come_no_more(cast):
    order = cast.buys("oversea-card-99")
    number = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    refunds.withdraw(number, buyer_id=cast.xiaolin, at=cast.at)
    assert funds_of(cast).review_count == 0


def test_a_case_in_review_takes_its_share_of_each_tender(cast):
    order = cast.buys("oversea-card-99", use_balance_minor=4_900)
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert funds_of(cast).review_minor == 5_000


def test_the_channels_own_word_that_it_is_short_is_shown(cast):
    channels.run_short("sandbox", cast.at)
    assert funds_of(cast).short_since == cast.at


def test_only_finance_and_a_supervisor_record_a_balance_that_can_be(cast):
    for role in ("auditor", "reviewer", "buyer"):
        with pytest.raises(Refusal, match="not_found"):
            forecast.record_balance("sandbox", 1, by=Actor(cast.xiaowu, role), at=cast.at)
    for route in ("wallet", "offline", "nowhere"):
        with pytest.raises(Refusal, match="not_found"):
            forecast.record_balance(route, 1, by=acai(cast), at=cast.at)
    for amount in (-1, 10**13):
        with pytest.raises(Refusal, match="amount"):
            forecast.record_balance("sandbox", amount, by=acai(cast), at=cast.at)
    assert ChannelBalance.objects.count() == 0


def test_a_hundred_thousand_payouts_take_no_more_statements(cast, django_assert_num_queries):
    approved(cast)
    row = Payout.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, due_at,"
            " leased_by, attempts, last_code, provider_reference, created_at)"
            " SELECT 'many' || n, %s, %s, 'alipay', 100, 'intended',"
            " %s + n %% 5 * interval '1 day', '', 0, '', '', %s FROM generate_series(1, %s) n",
            [row.case_id, row.tender_id, cast.at, cast.at, MANY],
        )
    with django_assert_num_queries(4):
        funds = funds_of(cast, "alipay")
    assert (funds.pending_count, len(funds.needs)) == (MANY, 5)
