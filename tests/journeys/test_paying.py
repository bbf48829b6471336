"""Choosing how to pay: every way on the product's page, the chosen one at the cashier's."""

import pytest

from tests.journeys.people import Visitor, buys
from tests.rails import rails, sandbox_keys  # noqa: F401
from weikameng.records.reading.orders import order_of

PAGE = "/goods/game-card-3/"


def form(visitor: Visitor, **changes: str) -> dict[str, str]:
    """The checkout form with what a browser would send of it."""
    page = visitor.sees(PAGE)
    ways = [tag["value"] for tag in page.where("input", name="route") if "checked" in tag]
    digest = page.where("input", name="text_digest")[0]["value"]
    sent = {"quantity": "1", "confirmed": "yes", "text_digest": digest}
    return sent | ({"route": ways[0]} if ways else {}) | changes


def test_without_rails_there_is_no_choice_to_make(xiaolin):
    assert not xiaolin.sees(PAGE).where("input", name="route")
    assert "这是沙箱渠道的收银台" in xiaolin.sends(PAGE, form(xiaolin)).text


def test_every_open_way_is_a_radio_and_the_first_is_chosen(xiaolin, rails):  # noqa: F811
    page = xiaolin.sees(PAGE)
    radios = page.where("input", name="route", type="radio")
    assert [radio["value"] for radio in radios] == ["alipay", "wechatpay", "sandbox"]
    assert ["checked" in radio for radio in radios] == [True, False, False]
    for word in ("付款方式", "支付宝", "微信支付", "沙箱支付", "不会真的扣钱"):
        assert word in page.text
    xiaolin.speaks("en")
    page = xiaolin.sees(PAGE)
    for word in ("How to pay", "Alipay", "WeChat Pay", "Sandbox channel", "no real money"):
        assert word in page.text


@pytest.mark.parametrize(
    ("route", "name"), [("alipay", "支付宝"), ("wechatpay", "微信支付"), ("sandbox", "沙箱支付")]
)
def test_the_cashier_and_the_order_name_the_chosen_way(xiaolin, cast, rails, route, name):  # noqa: F811
    page = xiaolin.sends(PAGE, form(xiaolin, route=route))
    assert name in page.text
    assert ("这是" + name + "的替身" in page.text) == (route != "sandbox")
    number = xiaolin.here.strip("/").split("/")[-1]
    assert f"{name} 3.00 元" in xiaolin.sends(f"/pay/{number}/", {}).text
    legs = order_of(number, buyer_id=cast.xiaolin).tenders
    assert [(leg.route, bool(leg.payment_reference)) for leg in legs] == [(route, True)]


def test_a_way_nobody_offers_is_told_at_the_choice(xiaolin, rails):  # noqa: F811
    page = xiaolin.sends(PAGE, form(xiaolin, route="unionpay"), status=422)
    assert "请选择付款方式" in page.text
    assert page.where("div", id="id_route_error")
    assert "id_route_error" in page.where("input", name="route")[0]["aria-describedby"]


def test_a_form_without_a_way_is_the_shops_own(xiaolin, cast, rails):  # noqa: F811
    number = buys(xiaolin, "game-card-3")
    legs = order_of(number, buyer_id=cast.xiaolin).tenders
    assert [leg.route for leg in legs] == ["sandbox"]


def test_the_balance_pays_first_and_the_chosen_way_the_rest(xiaolin, cast, rails):  # noqa: F811
    page = "/goods/gift-card-100/"
    digest = xiaolin.sees(page).where("input", name="text_digest")[0]["value"]
    wish = {"quantity": "3", "confirmed": "yes", "use_balance": "on", "route": "wechatpay"}
    cashier = xiaolin.sends(page, wish | {"text_digest": digest})
    assert "平台余额已付" in cashier.text
    order = xiaolin.sends(xiaolin.here, {})
    assert "平台余额 200.00 元 + 微信支付 100.00 元" in order.text
    assert [sums["paid"] for sums in rails.get("ledger")["totals"].values()] == [10_000]


def test_a_sandbox_that_does_not_answer_is_told_and_the_order_waits(xiaolin, rails):  # noqa: F811
    xiaolin.sends(PAGE, form(xiaolin))
    cashier = xiaolin.here
    rails.server.shutdown()
    rails.server.server_close()
    for button in (cashier, f"{cashier}cancel/"):
        answer = xiaolin.client.post(button, headers={"Referer": f"http://testserver{cashier}"})
        assert (answer.status_code, answer.url) == (302, f"http://testserver{cashier}")
        page = xiaolin.sees(cashier)
        assert "付款渠道现在没有回应" in page.text
        assert "确认付款 3.00 元" in page.text
