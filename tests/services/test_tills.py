"""Paying at Alipay's and WeChat Pay's tills in the demo: asked, never told, nothing left behind."""

import pytest

from tests.cast import asks
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.records.reading.accounts import balance_of
from weikameng.records.reading.audit import audit
from weikameng.records.reading.orders import order_of
from weikameng.services import checkout, fulfilment, payouts, refunds, wiring

pytestmark = pytest.mark.usefixtures("rails")
REAL = ["alipay", "wechatpay"]


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


def places(cast, **wish):
    product = checkout.catalogue.product("game-card-3")
    digest = checkout.policy_shown(product, cast.at).digest
    wish = {"confirmed": True, "text_digest": digest} | wish
    return checkout.place(
        checkout.Purchase("game-card-3", **wish), buyer_id=cast.xiaolin, at=cast.at
    )


def progress(cast, number):
    return order_of(number, buyer_id=cast.xiaolin).order.progress


def kept(rails):
    """What the sandbox took, by provider."""
    return {name: sums["paid"] for name, sums in rails.get("ledger")["totals"].items()}


def test_the_tills_are_offered_in_the_demo_only_and_only_on_this_machine(settings):
    assert list(wiring.tills()) == ["alipay", "wechatpay", "sandbox"]
    settings.DEMO = False
    assert list(wiring.tills()) == ["sandbox"]
    settings.DEMO = True
    settings.CHANNELS = settings.CHANNELS | {
        "WEIKAMENG_ALIPAY_GATEWAY": "https://openapi.alipay.com/gateway.do"
    }
    wiring.forget_channels()
    assert list(wiring.tills()) == ["wechatpay", "sandbox"]


@pytest.mark.parametrize("route", REAL)
def test_an_order_is_paid_at_its_till_and_its_refund_finds_the_trade(cast, rails, route):
    number = cast.pays("game-card-3", route=route, use_balance_minor=100)
    fulfilment.deliver(number, at=cast.at)
    legs = {leg.route: leg for leg in order_of(number, buyer_id=cast.xiaolin).tenders}
    assert {name: leg.amount_minor for name, leg in legs.items()} == {"wallet": 100, route: 200}
    assert (
        legs[route].payment_reference
        == rails.get("payments", provider=route, number=number)["payment"]["trade_no"]
    )
    case = refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at).number
    for _ in range(4):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(400)
        cast.later(seconds=400)
    assert cast.comes_to(case) is State.REFUNDED
    assert sum(rails.refunded().values()) == 200
    assert balance_of(cast.xiaolin) == 20_000
    assert audit() == []


def test_being_told_is_not_enough(cast):
    number = places(cast, route="alipay")
    assert not checkout.confirm_payment(number, buyer_id=cast.xiaolin, at=cast.at)
    wiring.tills()["wechatpay"].pay(number, 300)  # paid, but at another till
    assert not checkout.confirm_payment(number, buyer_id=cast.xiaolin, at=cast.at)
    wiring.tills()["alipay"].pay(number, 299)  # at the right one, but too little
    assert not checkout.confirm_payment(number, buyer_id=cast.xiaolin, at=cast.at)
    assert progress(cast, number) == "awaiting_payment"


def test_a_route_that_is_not_offered_is_refused_and_takes_no_balance(cast):
    for route in ("unionpay", "wallet", ""):
        with pytest.raises(Refusal, match="route"):
            places(cast, route=route, use_balance_minor=100)
    assert balance_of(cast.xiaolin) == 20_000
    assert audit() == []


@pytest.mark.parametrize("route", [*REAL, "sandbox"])
def test_cancelling_an_order_that_was_paid_meanwhile_makes_it_paid(cast, route):
    number = places(cast, route=route)
    wiring.tills()[route].pay(number, 300)  # the answer was lost on its way to us
    with pytest.raises(Refusal, match="already_paid"):
        checkout.cancel(number, buyer_id=cast.xiaolin, at=cast.at)
    assert progress(cast, number) == "paid"


@pytest.mark.parametrize("route", [*REAL, "sandbox"])
def test_paying_and_cancelling_at_once_leaves_no_money_behind(cast, rails, route):
    for _ in range(5):
        before = kept(rails).get(route, 0)
        number = places(cast, route=route, use_balance_minor=100)
        at_once(
            [
                lambda number=number: checkout.pay(number, buyer_id=cast.xiaolin, at=cast.at),
                lambda number=number: checkout.cancel(number, buyer_id=cast.xiaolin, at=cast.at),
            ]
        )
        paid = wiring.tills()[route].payment(number)
        assert (paid is not None) == (progress(cast, number) == "paid")
        assert progress(cast, number) in {"paid", "cancelled"}
        if route != "sandbox":
            assert kept(rails).get(route, 0) - before == (200 if paid else 0)
    assert audit() == []


def test_a_cancellation_that_died_halfway_is_finished_by_the_next_payment(cast):
    number = places(cast, route="wechatpay", use_balance_minor=100)
    assert wiring.tills()["wechatpay"].close(number)
    with pytest.raises(Refusal, match="called_off"):
        checkout.pay(number, buyer_id=cast.xiaolin, at=cast.at)
    assert progress(cast, number) == "cancelled"
    assert balance_of(cast.xiaolin) == 20_000


def test_a_silent_till_changes_nothing_and_says_so(cast, rails, settings):
    number = places(cast, route="alipay")
    rails.server.shutdown()
    rails.server.server_close()
    for act in (checkout.pay, checkout.cancel):
        with pytest.raises(Refusal, match="till_silent"):
            act(number, buyer_id=cast.xiaolin, at=cast.at)
    settings.DEMO = False  # the till is gone altogether
    for act in (checkout.pay, checkout.cancel):
        with pytest.raises(Refusal, match="till_silent"):
            act(number, buyer_id=cast.xiaolin, at=cast.at)
    assert progress(cast, number) == "awaiting_payment"
