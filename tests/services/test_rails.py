"""Money back on real rails: Alipay and WeChat Pay over HTTP, through the engine (R4)."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.cast import Scripted, asks
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, Outcome
from weikameng.domain.payout_life import PayoutReceipt as PayoutReceiptOf
from weikameng.domain.policy.publishing import Actor
from weikameng.gateways.payments.wechatpay_abnormal import BuyersCard
from weikameng.records.models import BookEntry, ChannelStanding, Payout, PayoutReceipt, Tender
from weikameng.records.reading.audit import audit
from weikameng.records.reading.payouts import leg_named
from weikameng.records.writing import payouts as writing
from weikameng.services import channels, held_payouts, payouts, refunds, wiring

ROUTES = ["alipay", "wechatpay"]


@pytest.fixture
def case(cast, rails):
    """Return somebody who applies for a refund of an order paid by one channel."""

    def applies(route, amount=3_000, name="rails-1"):
        order = rails.brings(cast, {route: amount}, name=name)
        return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number

    return applies


def works(cast, rails, times=1, seconds=400):
    for _ in range(times):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(seconds)
        cast.later(seconds=seconds)


def leg(case_number):
    return Payout.objects.filter(case__number=case_number).order_by("-id").first()


def finance(cast):
    return {"staff_id": cast.ids["acai"], "role": "finance", "at": cast.at}


@pytest.mark.parametrize("route", ROUTES)
def test_a_refund_goes_back_over_http(cast, rails, case, route):
    number = case(route)
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.REFUNDED
    assert rails.refunded() == {f"{number}01": 3_000}
    assert audit() == []


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize(
    "scenario",
    [
        "executed_and_cut",
        "error_but_executed",
        "bad_signature",
        "unsigned",
        "bad_gateway",
        "cut_before",
        "no_balance",
        "frequency_limited",
        "wrong_serial",
    ],
)
def test_faults_that_make_naive_code_pay_twice_move_the_money_once(
    cast, rails, case, route, scenario
):
    rails.do("plan", prefixes={}, always=scenario)
    number = case(route)
    works(cast, rails, 2)
    rails.do("plan", always="")
    for _ in range(12):
        if cast.comes_to(number) is State.REFUNDED:
            break
        works(cast, rails, 1, seconds=7_200)
    assert cast.comes_to(number) is State.REFUNDED
    assert rails.refunded() == {f"{number}01": 3_000}
    assert audit() == []


def test_wrong_keys_stop_the_channel_and_spare_the_other_refunds(cast, rails, case, settings):
    stranger = rails.folder / "keys" / "stranger.private.pem"
    good = settings.CHANNELS
    settings.CHANNELS = good | {"WEIKAMENG_ALIPAY_PRIVATE_KEY_FILE": str(stranger)}
    wiring.forget_channels()
    numbers = [case("alipay", name=f"breaker-{n}") for n in range(3)]
    works(cast, rails, 1, seconds=10)
    assert ChannelStanding.objects.get(pk="alipay").stopped_at is not None
    tried = PayoutReceipt.objects.count()
    assert tried == 1  # the others of the same batch were put back
    works(cast, rails, 3, seconds=30)
    assert PayoutReceipt.objects.count() == tried  # nobody calls a stopped channel
    cast.later(minutes=6)
    works(cast, rails, 2, seconds=1)
    assert PayoutReceipt.objects.count() == tried + 1  # one probe, with one payout
    assert {cast.comes_to(number) for number in numbers} == {State.PAYING}  # no person was called

    settings.CHANNELS = good
    wiring.forget_channels()
    channels.resume("alipay", by=Actor(cast.ids["acai"], "finance"), at=cast.at)
    works(cast, rails, 8)
    assert {cast.comes_to(number) for number in numbers} == {State.REFUNDED}
    assert ChannelStanding.objects.get(pk="alipay").stopped_at is None
    assert sum(rails.refunded().values()) == 9_000
    assert audit() == []


def test_a_mended_channel_is_found_out_by_its_probe(cast, rails, case, settings):
    stranger = rails.folder / "keys" / "stranger.private.pem"
    good = settings.CHANNELS
    settings.CHANNELS = good | {"WEIKAMENG_WECHATPAY_PRIVATE_KEY_FILE": str(stranger)}
    wiring.forget_channels()
    numbers = [case("wechatpay", name=f"probe-{n}") for n in range(2)]
    works(cast, rails, 1, seconds=10)
    settings.CHANNELS = good
    wiring.forget_channels()
    cast.later(minutes=11)
    works(cast, rails, 8)
    assert {cast.comes_to(number) for number in numbers} == {State.REFUNDED}


def test_bad_credentials_switch_one_channel_off_and_its_refunds_wait(cast, rails, case, settings):
    number = case("alipay")
    other = case("wechatpay", name="other")
    settings.CHANNELS = settings.CHANNELS | {"WEIKAMENG_ALIPAY_PUBLIC_KEY_FILE": "/nowhere"}
    wiring.forget_channels()
    assert {fault.channel for fault in wiring.channel_faults()} == {"alipay"}
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.PAYING
    assert leg(number).attempts == 0
    assert cast.comes_to(other) is State.REFUNDED


def test_two_refunds_of_one_payment_keep_the_channels_gap(cast, rails):
    order = rails.brings(cast, {"wechatpay": 3_000}, name="gap", units=2)
    from weikameng.records.reading.orders import order_of

    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    for unit in units:
        refunds.apply(asks(order, unit_ids=(unit,)), buyer_id=cast.xiaolin, at=cast.at)
    works(cast, rails, 1, seconds=1)
    assert PayoutReceipt.objects.filter(verb="refund").count() == 1
    works(cast, rails, 1, seconds=29)
    assert PayoutReceipt.objects.filter(verb="refund").count() == 1
    works(cast, rails, 8, seconds=61)
    sent = list(
        PayoutReceipt.objects.filter(verb="refund").order_by("at").values_list("at", flat=True)
    )
    assert len(sent) == 2
    assert sent[1] - sent[0] >= timedelta(minutes=1)
    assert sum(rails.refunded().values()) == 3_000
    assert audit() == []


def test_a_payment_too_old_for_the_channel_is_not_even_sent(cast, rails, case):
    number = case("wechatpay")
    Tender.objects.update(paid_at=cast.at - timedelta(days=366))
    works(cast, rails)
    assert cast.comes_to(number) is State.PAYOUT_STUCK
    assert (leg(number).last_code, leg(number).last_concern) == ("REFUND_WINDOW_OVER", "offline")
    assert rails.get("calls") == [call for call in rails.get("calls") if "refund" not in str(call)]


def test_what_the_channel_closed_is_sent_anew_only_by_a_person(cast, rails, case):
    rails.do("plan", always="closed")
    number = case("wechatpay")
    works(cast, rails, 4)
    assert cast.comes_to(number) is State.PAYOUT_STUCK
    rails.do("plan", always="")
    with pytest.raises(Refusal) as refused:
        held_payouts.send_anew(
            f"{number}01", "渠道已关闭。", staff_id=cast.zhoujie, role="reviewer", at=cast.at
        )
    assert refused.value.code == "not_found"
    fresh = held_payouts.send_anew(f"{number}01", "渠道已关闭这笔退款。", **finance(cast))
    assert fresh == f"{number}02"
    with pytest.raises(Refusal):  # it was replaced a moment ago
        held_payouts.send_anew(f"{number}01", "渠道已关闭这笔退款。", **finance(cast))
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.REFUNDED
    assert rails.refunded() == {fresh: 3_000}
    assert audit() == []


def test_a_new_number_is_refused_while_the_old_one_may_still_succeed(cast, rails, case):
    rails.do("plan", always="executed_and_cut")
    number = case("alipay")
    works(cast, rails, 1, seconds=0)
    with pytest.raises(Refusal) as refused:
        held_payouts.send_anew(f"{number}01", "买家着急,换个号码。", **finance(cast))
    assert refused.value.code == "not_now"


def test_an_abnormal_refund_is_directed_to_the_buyers_card(cast, rails, case):
    rails.do("plan", always="abnormal")
    number = case("wechatpay")
    works(cast, rails, 4)
    assert cast.comes_to(number) is State.PAYOUT_STUCK
    assert leg(number).last_concern == "abnormal"
    rails.do("plan", always="")
    card = BuyersCard("ICBC_DEBIT", "6222020200112233445", "小林")
    outcome = held_payouts.redirect(f"{number}01", card, **finance(cast))
    assert outcome in {Outcome.ACCEPTED, Outcome.SETTLED}
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.REFUNDED
    assert "6222020200112233445" not in "".join(PayoutReceipt.objects.values_list("raw", flat=True))
    assert audit() == []


def test_what_comes_back_to_us_is_not_taken_for_the_buyers_money(cast, rails, case):
    rails.do("plan", always="abnormal")
    number = case("wechatpay")
    works(cast, rails, 4)
    rails.do("plan", always="")
    held_payouts.redirect(f"{number}01", None, **finance(cast))
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.PAYOUT_STUCK
    assert (leg(number).state, leg(number).last_code) == ("refused", "BACK_AT_MERCHANT")
    assert not BookEntry.objects.filter(kind="settled").exists()
    assert audit() == []


def test_a_settled_refund_the_bank_sends_back_is_booked_back_and_paid_anew(cast, rails, case):
    number = case("alipay")
    works(cast, rails, 4)
    assert cast.comes_to(number) is State.REFUNDED
    held_payouts.bank_returned(f"{number}01", "银行退票通知 20261120-7。", **finance(cast))
    assert cast.comes_to(number) is State.PAYOUT_STUCK
    assert audit() == []
    with pytest.raises(Refusal):
        held_payouts.bank_returned(f"{number}01", "银行退票通知 20261120-7。", **finance(cast))
    kinds = list(BookEntry.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == ["owed", "settled", "reversed"]


def test_what_the_channel_calls_abnormal_after_all_is_directed_and_never_sent_anew(
    cast, rails, case
):
    number = case("wechatpay")
    works(cast, rails, 6)
    assert cast.comes_to(number) is State.REFUNDED
    # As after a notice that tells of trouble: the engine asks, and the channel takes it back.
    Payout.objects.update(due_at=cast.at)
    spoken = PayoutReceiptOf(Outcome.NEEDS_HUMAN, "ABNORMAL", concern=Concern.ABNORMAL)
    answers = Scripted([lambda verb, order: spoken])
    payouts.pay_out_due("worker-1", cast.at, {"wechatpay": answers})
    assert (leg(number).state, cast.comes_to(number)) == ("reversed", State.PAYOUT_STUCK)
    with pytest.raises(Refusal):
        held_payouts.send_anew(f"{number}01", "微信支付说异常。", **finance(cast))
    may = held_payouts.may_act_on(leg_named(f"{number}01"))
    assert may == {"redirect"}
    assert audit() == []


def test_asking_again_sends_nothing_that_a_complaint_holds(cast, rails, case):
    number = case("alipay")
    Payout.objects.update(due_at=None)  # as an open complaint leaves an intent
    with transaction.atomic():
        writing.ask_again(Payout.objects.get().case_id, cast.at)
    works(cast, rails, 3)
    assert (leg(number).state, leg(number).attempts) == ("intended", 0)
