"""Buying and being delivered: what the form could get wrong, and every scenario of the supplier."""

import pytest

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.numbers import is_number
from weikameng.records.models import CardStock, Product
from weikameng.records.reading import errands
from weikameng.records.reading.accounts import balance_of
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.services import cards, chain, checkout, fulfilment, refunds


def places(cast, sku="game-card-3", **wish):
    product = checkout.catalogue.product(sku)
    shown = checkout.policy_shown(product, cast.at)
    wish = {"confirmed": True, "text_digest": shown.digest} | wish
    return checkout.place(checkout.Purchase(sku, **wish), buyer_id=cast.xiaolin, at=cast.at)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"confirmed": False}, "not_confirmed"),
        ({"text_digest": "0" * 64}, "policy_changed"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": 21}, "quantity"),
        ({"sku": "game-topup-100", "account": "ab", "zone": "电信一区"}, "account"),
        ({"sku": "game-topup-100", "account": "x" * 61, "zone": "电信一区"}, "account"),
        ({"sku": "game-topup-100", "account": "player", "zone": "月球一区"}, "zone"),
        ({"sku": "no-such-good"}, "not_found"),
    ],
)
def test_an_order_that_is_not_right_is_refused_with_a_reason(cast, wish, code):
    if wish.get("sku") == "no-such-good":
        with pytest.raises(Refusal, match=code):
            checkout.place(checkout.Purchase("no-such-good"), buyer_id=cast.xiaolin, at=cast.at)
        return
    with pytest.raises(Refusal, match=code):
        places(cast, **wish)


def test_the_policy_as_shown_is_the_second_link_of_the_evidence(cast):
    number = places(cast)
    links = links_of(order_of(number, buyer_id=cast.xiaolin).order.pk)
    assert [link.kind for link in links] == ["order_snapshot", "policy_confirmation"]
    assert links[1].body["ticked"] is True
    assert chain.broken_at(links) is None


def test_part_from_the_balance_and_cancelling_gives_it_back(cast):
    before = balance_of(cast.xiaolin)
    number = places(cast, use_balance_minor=120)
    assert balance_of(cast.xiaolin) == before - 120
    checkout.cancel(number, buyer_id=cast.xiaolin, at=cast.at)
    assert balance_of(cast.xiaolin) == before
    with pytest.raises(Refusal, match="not_found"):
        checkout.pay(number, buyer_id=cast.xiaolin, at=cast.at)
    assert audit() == []


def test_more_balance_than_there_is_leaves_no_order_behind(cast):
    before = balance_of(cast.xiaolin)
    with pytest.raises(Refusal, match="balance_too_low"):
        places(cast, "game-card-60", quantity=9, use_balance_minor=54_000)
    assert balance_of(cast.xiaolin) == before
    assert audit() == []


def test_an_order_paid_from_the_balance_alone_waits_for_no_channel(cast):
    number = places(cast, use_balance_minor=300)
    assert order_of(number, buyer_id=cast.xiaolin).order.progress == "paid"
    assert [errand.name for errand in errands.waiting()] == ["deliver"]


def test_a_free_good_is_bought_delivered_and_given_back_without_money(cast):
    product = Product.objects.get(sku="game-card-3")
    product.pk, product.sku, product.price_minor = None, "free-card", 0
    product.save()
    cards.put_in_stock(product.pk, ["FREE-0001"], cast.at)
    number = places(cast, "free-card")
    fulfilment.deliver(number, at=cast.at)
    applied = refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REFUNDED
    assert CardStock.objects.get(product=product).voided_at is not None
    again = refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    assert (again.number, again.joined) == (applied.number, True)
    assert audit() == []


def test_order_numbers_carry_check_digits_and_paying_twice_pays_once(cast):
    number = places(cast)
    assert is_number(number)
    checkout.pay(number, buyer_id=cast.xiaolin, at=cast.at)
    assert checkout.confirm_payment(number, buyer_id=cast.xiaolin, at=cast.at) is False
    assert len(errands.waiting()) == 1


@pytest.mark.parametrize(
    ("ending", "progress", "code"),
    [
        ("-one", "delivered", ""),
        ("0000", "failed", "NUMBER_NOT_EXIST"),
        ("1111", "delivered", ""),
        ("3333", "failed", "FAILED"),
        ("4444", "failed", "ZONE_MISMATCH"),
        ("5555", "delivered", ""),
    ],
)
def test_each_scenario_of_the_supplier_ends_as_told(cast, ending, progress, code):
    number = cast.buys("game-topup-100", account=f"player{ending}")
    order = order_of(number, buyer_id=cast.xiaolin).order
    assert (order.progress, order.supplier_code) == (progress, code)
    kinds = [link.kind for link in links_of(order.pk)]
    assert kinds[-1] == ("error_shown" if code else "delivery_record")


def test_a_slow_supplier_is_asked_until_it_is_done(cast):
    number = cast.buys("game-topup-100", account="player-2222")
    assert order_of(number, buyer_id=cast.xiaolin).order.progress == "paid"
    assert fulfilment.deliver(number, at=cast.later(seconds=2)) is False
    assert fulfilment.deliver(number, at=cast.later(seconds=2)) is True
    assert order_of(number, buyer_id=cast.xiaolin).order.progress == "delivered"


def test_a_request_the_supplier_never_got_is_sent_again(cast):
    from weikameng.services import wiring

    number = cast.buys("game-topup-100", account="player-2222")
    wiring.sandbox_memory().rows("DELETE FROM sandbox.delivery")
    assert fulfilment.deliver(number, at=cast.later(seconds=2)) is False
    assert wiring.sandbox_memory().deliveries() == {number}


def test_an_errand_that_runs_twice_delivers_once(cast):
    number = cast.buys("game-card-60", quantity=2)
    assert fulfilment.deliver(number, at=cast.at)
    assert CardStock.objects.filter(unit__order__number=number).count() == 2


def test_without_stock_the_order_fails_and_the_money_goes_back(cast):
    CardStock.objects.update(voided_at=cast.at)
    number = cast.buys("game-card-60")
    assert order_of(number, buyer_id=cast.xiaolin).order.progress == "failed"
    applied = refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    assert cast.comes_to(applied.number) is State.REFUNDED
    assert audit() == []
