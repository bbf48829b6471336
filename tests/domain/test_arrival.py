"""When refunded money arrives: route and account against weekends, holidays and make-up days."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weikameng.domain.arrival import (
    BY_HAND,
    ROUTES,
    Destination,
    arrival_of,
    clocks_of,
    credited_words,
    over_for_starts_before,
)
from weikameng.domain.calendar import CHINA, calendar_from
from weikameng.domain.promises import promise_for, promises_from

SHIPPED = Path(__file__).resolve().parents[2] / "weikameng" / "records" / "shipped"
SLA = json.loads((SHIPPED / "sla.json").read_text(encoding="utf-8"))
CALENDAR = calendar_from(json.loads((SHIPPED / "cn_calendar.json").read_text(encoding="utf-8")))
PROMISES = promises_from(SLA, CALENDAR)
SAID = (
    *("", "alipay_balance", "BALANCE", "OTHER_BALANCE 支付用户零钱", "OTHER_BANKCARD"),
    *("ORIGINAL 支付用户零钱", "ORIGINAL 招商银行信用卡0403", "ORIGINAL 工商银行储蓄卡1234"),
    *("支付用户零钱通", "ORIGINAL", "什么都不是", "OTHER_BANKCARD 建设银行借记卡5678"),
)
MOMENTS = st.integers(0, 334 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=CHINA) + timedelta(minutes=minutes)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def by(route: str, start: str, credited_to: str = "", *, abroad: bool = False) -> str:
    leg = Destination(route, credited_to, abroad)
    return arrival_of(PROMISES, leg, at(start)).by.strftime("%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("route", "credited_to", "due"),
    [
        ("wallet", "", "11-19T00:00"),
        ("sandbox", "", "11-20T00:00"),
        ("alipay", "", "11-26T00:00"),  # a card may have paid: five bank days
        ("alipay", "alipay_balance", "11-20T00:00"),
        ("wechatpay", "", "11-26T00:00"),
        ("wechatpay", "ORIGINAL 支付用户零钱", "11-20T00:00"),
        ("wechatpay", "支付用户零钱", "11-20T00:00"),  # as notices name it
        ("wechatpay", "BALANCE", "11-20T00:00"),
        ("wechatpay", "OTHER_BALANCE 支付用户零钱", "11-20T00:00"),
        ("wechatpay", "ORIGINAL 工商银行储蓄卡1234", "11-24T00:00"),
        ("wechatpay", "ORIGINAL 招商银行信用卡0403", "11-26T00:00"),
        ("wechatpay", "OTHER_BANKCARD", "11-26T00:00"),
        ("wechatpay", "ORIGINAL", "11-26T00:00"),
        ("offline", "", "11-28T00:00"),
        ("oldpay", "", "11-26T00:00"),  # a route nobody here serves
    ],
)
def test_a_leg_approved_on_a_wednesday_is_promised_by_where_it_goes(route, credited_to, due):
    assert by(route, "2026-11-18T10:00", credited_to) == due


@pytest.mark.parametrize(
    ("route", "due"),
    [
        *(("alipay", "12-03T00:00"), ("wechatpay", "12-03T00:00"), ("oldpay", "12-03T00:00")),
        *(("wallet", "11-19T00:00"), ("offline", "11-28T00:00")),
    ],
)
def test_a_cross_border_order_takes_ten_days_where_money_crosses(route, due):
    assert by(route, "2026-11-18T10:00", abroad=True) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-19T23:59", "11-21T00:00"),  # Thursday's last minute: Friday counts
        ("2026-11-20T00:00", "11-24T00:00"),  # Friday's first: Monday does
        ("2026-11-20T23:59", "11-24T00:00"),
        ("2026-11-21T00:00", "11-24T00:00"),
        ("2026-11-22T12:00", "11-24T00:00"),
        ("2026-09-18T10:00", "09-21T00:00"),  # Sunday the 20th is worked for National Day
        ("2026-09-20T10:00", "09-22T00:00"),
        ("2026-09-30T12:00", "10-09T00:00"),  # seven days off
        ("2026-10-05T12:00", "10-09T00:00"),
        ("2026-10-09T12:00", "10-11T00:00"),  # Saturday the 10th is worked
        ("2026-02-13T10:00", "02-15T00:00"),  # so is the 14th before Spring Festival
    ],
)
def test_one_bank_day_ends_at_midnight_of_the_next_day_banks_work(start, due):
    assert by("alipay", start, "alipay_balance") == due


def test_five_bank_days_over_a_holiday_count_the_saturday_that_is_worked():
    assert by("alipay", "2026-09-30T12:00") == "10-14T00:00"
    assert by("wallet", "2026-10-03T23:59") == "10-04T00:00"  # the balance knows no holiday


@given(st.sampled_from([*ROUTES, "oldpay"]), st.sampled_from(SAID), MOMENTS, st.booleans())
def test_an_answer_never_moves_a_promise_later(route, said, start, abroad):
    first = arrival_of(PROMISES, Destination(route, "", abroad), start)
    assert arrival_of(PROMISES, Destination(route, said, abroad), start).by <= first.by
    assert first.by > start


@given(st.sampled_from([*ROUTES, "oldpay"]), MOMENTS)
def test_nothing_possible_takes_longer_than_what_is_promised(route, start):
    promised = arrival_of(PROMISES, Destination(route), start).by
    for clock in clocks_of(Destination(route)):
        due = promise_for(PROMISES, "arrival", start, channel=clock).due_at
        assert due is not None
        assert due <= promised


@given(MOMENTS, st.sampled_from(sorted(PROMISES.arrival)))
def test_starts_before_the_cut_are_over_and_the_cut_itself_is_not(moment, clock):
    cut = over_for_starts_before(PROMISES, clock, moment)
    before = promise_for(PROMISES, "arrival", cut - timedelta(minutes=1), channel=clock).due_at
    after = promise_for(PROMISES, "arrival", cut, channel=clock).due_at
    assert before is not None
    assert after is not None
    assert before <= moment < after


def test_transfers_by_hand_are_over_after_seven_bank_days():
    cut = over_for_starts_before(PROMISES, BY_HAND, at("2026-11-28T00:00"))
    assert cut == at("2026-11-19T00:00")


@pytest.mark.parametrize(
    ("route", "zh", "en"),
    [
        ("wallet", "实时到账", "at once"),
        ("offline", "3-7个工作日", "3 to 7 working days"),
        ("oldpay", "1-5个工作日,以发卡行入账为准", "1 to 5 working days; the card's bank decides"),
        ("alipay", "一般当天,最晚1个工作日;用银行卡付的,1-5个", "if a card paid, 1 to 5 working"),
        ("wechatpay", "一般5分钟内,最晚1个工作日;用银行卡付的", "usually within 5 minutes"),
    ],
)
def test_how_long_it_usually_takes_is_said_in_both_languages(route, zh, en):
    usual = arrival_of(PROMISES, Destination(route), at("2026-11-18T10:00")).usual
    assert zh in usual.zh
    assert en in usual.en


def test_every_clock_of_a_route_is_published():
    assert {clock for clocks in ROUTES.values() for clock in clocks} <= set(PROMISES.arrival)
    assert all(term.words.zh and term.words.en for term in PROMISES.arrival.values())


@pytest.mark.parametrize(
    ("route", "said", "zh", "en"),
    [
        ("alipay", "alipay_balance", "支付宝余额", "Alipay balance"),
        ("wechatpay", "ORIGINAL 支付用户零钱", "微信零钱", "WeChat balance"),
        ("wechatpay", "BALANCE", "微信零钱", "WeChat balance"),
        (
            *("wechatpay", "ORIGINAL 招商银行信用卡0403"),
            *("招商银行信用卡0403", "credit card ending 0403"),
        ),
        ("wechatpay", "OTHER_BANKCARD 工商银行储蓄卡", "工商银行储蓄卡", "debit card"),
        ("wechatpay", "OTHER_BANKCARD", "另一张银行卡", "another bank card"),
        ("offline", "招商银行 尾号 1234", "招商银行 尾号 1234", "account ending 1234"),
        ("offline", "a***@example.com", "a***@example.com", "a***@example.com"),
        ("offline", "同名账户", "同名账户", "the account named in Chinese"),
    ],
)
def test_where_it_went_is_said_as_buyers_call_it(route, said, zh, en):
    assert credited_words(Destination(route, said)) == (zh, en)


def test_where_it_went_is_not_said_before_it_is_known():
    assert credited_words(Destination("alipay")) is None
