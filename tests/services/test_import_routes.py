"""What a shop's rows may name as paid by: its own money, that its refunds can go back by (P2)."""

from datetime import timedelta

import pytest

from tests import shop_rows
from tests.cast import asks
from weikameng.domain.shops import Money
from weikameng.records.models import Order, Payout, Tender
from weikameng.records.reading.audit import audit
from weikameng.services import imports, refunds


def brings(cast, shop, *routes, money="30.00", **changes):
    row = shop_rows.row("R-1", cast.at) | changes
    row["payments"] = [{"route": r, "amount": money, "reference": f"x-{r}"} for r in routes]
    (result,) = imports.take_rows([(1, row)], shop_id=shop and shop.id, at=cast.at)
    return result


@pytest.mark.parametrize("route", ["alipay", "wechatpay", "sandbox"])
def test_a_shop_that_we_pay_back_for_names_a_channel_of_ours(cast, route):
    assert brings(cast, shop_rows.opens("east", cast.at, Money.OURS), route).number


@pytest.mark.parametrize("route", ["wallet", "balance", "points", "unionpay", "offline", "shop"])
def test_it_names_nothing_else_and_is_told_what_to_write(cast, route):
    told = brings(cast, shop_rows.opens("east", cast.at, Money.OURS), "alipay", route)
    assert not told.number
    assert told.problem.startswith("route: ")
    assert route in told.problem
    assert told.words
    assert route in told.words.zh
    assert not Order.objects.exists()


@pytest.mark.parametrize("route", ["balance", "points", "unionpay", "alipay"])
def test_a_shop_that_pays_back_itself_names_whatever_is_its_own(cast, route):
    assert brings(cast, shop_rows.opens("east", cast.at, Money.SHOP), route).number


@pytest.mark.parametrize("route", ["wallet", "offline", "chargeback", "shop"])
def test_but_not_our_balance_nor_how_money_goes_back(cast, route):
    told = brings(cast, shop_rows.opens("east", cast.at, Money.SHOP), route)
    assert told.problem.startswith("route: ")
    assert not Order.objects.exists()


def test_an_order_that_is_here_already_is_left_as_it_is(cast):
    shop = shop_rows.opens("east", cast.at, Money.OURS)
    first = brings(cast, shop, "alipay")
    again = brings(cast, shop, "points")
    assert (again.known, again.number, again.problem) == (True, first.number, "")


def own(cast, *routes):
    moment = (cast.at - timedelta(days=2)).isoformat()
    changes = {"buyer": "xiaolin", "sku": "game-card-3", "units": [{"price": "3.00"}]}
    changes |= {"paid_at": moment, "completed_at": moment}
    return brings(cast, None, *routes, money="1.50" if len(routes) > 1 else "3.00", **changes)


@pytest.mark.parametrize("said", ["wallet", "balance"])
def test_the_balance_of_our_own_storefront_is_the_one_buyers_have_here(cast, said):
    number = own(cast, said, "sandbox").number
    assert set(Tender.objects.values_list("route", flat=True)) == {"wallet", "sandbox"}
    refunds.apply(asks(number), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    settled = Payout.objects.get(route="wallet")
    assert (settled.state, settled.amount_minor) == ("settled", 150)
    assert audit() == []


def test_our_own_storefront_names_it_once_and_no_way_money_goes_back(cast):
    assert own(cast, "wallet", "balance").problem == "payments: each route once"
    assert own(cast, "chargeback").problem.startswith("route: ")


@pytest.mark.parametrize("currency", ["USD", "HKD"])
def test_a_payment_in_another_currency_is_refused_with_what_to_do(cast, currency):
    told = brings(cast, None, "alipay", currency=currency, cross_border=True)
    assert told.problem.startswith("currency: the buyer's payment must be in CNY")
    assert currency in told.problem
    assert "exchange" in told.problem
    assert told.words
    assert "原付款处退款" in told.words.zh
