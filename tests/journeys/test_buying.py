"""Buying: the rules are confirmed first, what is wrong is told at its field, a key is shown once
asked for and nowhere else."""

import logging

import pytest

from tests.cast import Cast
from tests.journeys.pages import Page
from tests.journeys.people import Visitor, buys
from weikameng.records.reading.orders import order_of
from weikameng.services import fulfilment

TOPUP = "/goods/game-topup-100/"
GOOD = {"quantity": "2", "account": "player-1234", "zone": "电信一区", "confirmed": "yes"}


def filled(visitor: Visitor, **changes: str) -> dict[str, str]:
    """The checkout form, with the digest of the text that was read."""
    digest = visitor.sees(TOPUP).where("input", name="text_digest")[0]["value"]
    form = GOOD | {"text_digest": digest} | changes
    return {name: value for name, value in form.items() if value != "-"}


def value_of(page: Page, name: str) -> str:
    """What stands in a field."""
    return page.where("input", name=name)[0]["value"]


def test_without_the_tick_the_confirmation_says_so_and_nothing_typed_is_lost(xiaolin):
    page = xiaolin.sends(TOPUP, filled(xiaolin, confirmed="-"), status=422)
    tick = page.where("input", name="confirmed")[0]
    assert tick["aria-invalid"] == "true"
    assert page.where("p", id=tick["aria-describedby"])
    assert "请先阅读退款规则并勾选确认" in page.text
    assert (value_of(page, "quantity"), value_of(page, "account")) == ("2", "player-1234")
    assert page.where("option", value="电信一区", selected="")


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("quantity", "0", "数量请填 1 到 20"),
        ("quantity", "21", "数量请填 1 到 20"),
        ("quantity", "两张", "数量请填 1 到 20"),
        ("account", "", "请填写要充值的账号"),
        ("account", "ab", "请填写要充值的账号"),
        ("zone", "", "请选择区服"),
        ("zone", "月球一区", "请选择区服"),
    ],
)
def test_a_wrong_field_is_told_at_the_field_and_the_tick_is_kept(xiaolin, field, wrong, sentence):
    page = xiaolin.sends(TOPUP, filled(xiaolin, **{field: wrong}), status=422)
    control = next(tag.attributes for tag in page.tags if tag.attributes.get("name") == field)
    assert control["aria-invalid"] == "true"
    error = f"id_{field}_error"
    assert error in control["aria-describedby"].split()
    assert page.where("div", id=error)
    assert sentence in page.text
    assert "checked" in page.where("input", name="confirmed")[0]


def test_a_text_that_changed_meanwhile_is_confirmed_again(xiaolin):
    page = xiaolin.sends(TOPUP, filled(xiaolin, text_digest="0" * 64), status=422)
    assert "请重新阅读并勾选" in page.text
    assert "checked" not in page.where("input", name="confirmed")[0]


def test_a_visitor_reads_everything_and_signs_in_to_buy(cast: Cast):
    visitor = Visitor()
    answer = visitor.client.post(TOPUP, filled(visitor))
    assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={TOPUP}")


def test_paying_twice_or_cancelling_after_paying_changes_nothing(xiaolin, cast: Cast):
    number = buys(xiaolin, "game-card-3")
    xiaolin.sends(f"/pay/{number}/", {})
    assert xiaolin.here == f"/orders/{number}/"
    xiaolin.sends(f"/pay/{number}/cancel/", {}, status=404)
    assert order_of(number, buyer_id=cast.xiaolin).order.progress == "paid"


def test_a_cancelled_order_gives_the_balance_back(xiaolin, cast: Cast):
    digest = xiaolin.sees("/goods/gift-card-100/").where("input", name="text_digest")[0]["value"]
    form = {"quantity": "3", "confirmed": "yes", "use_balance": "on", "text_digest": digest}
    page = xiaolin.sends("/goods/gift-card-100/", form)
    assert "平台余额已付" in page.text
    page = xiaolin.sends(xiaolin.here + "cancel/", {})
    assert "已取消" in page.text
    assert "现有 200.00 元" in xiaolin.sees("/goods/gift-card-100/").text


def test_what_is_on_its_way_is_waited_for_before_a_refund_is_offered(xiaolin, cast: Cast):
    number = buys(xiaolin, "game-topup-100", account="player-2222", zone="电信一区")
    page = xiaolin.sees(f"/orders/{number}/")
    assert "正在充值，先等到账" in page.text
    assert "到时没有到账可以取消并全额退款" in page.text
    assert "可以申请退款" not in page.text
    assert "最晚到账" in page.text
    fulfilment.deliver(number, at=cast.at)
    assert not fulfilment.deliver(number, at=cast.at)
    assert fulfilment.deliver(number, at=cast.at)
    assert "已完成" in xiaolin.sees(f"/orders/{number}/").text


def test_a_key_is_shown_once_asked_for_recorded_and_nowhere_else(xiaolin, cast: Cast, caplog):
    caplog.set_level(logging.DEBUG)
    number = buys(xiaolin, "game-card-3")
    fulfilment.deliver(number, at=cast.at)
    order = f"/orders/{number}/"
    assert "查看后，退款要先核实" in xiaolin.sees(order).text
    answer = xiaolin.client.post(f"{order}key/1/")
    key = Page(answer.content.decode()).where("button", type="button")[0]["data-copy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(key) == 19
    assert "卡密查看记录" in xiaolin.sees(order).text
    pages = [order, f"{order}live/", f"{order}refund/", "/orders/", "/refunds/"]
    assert not [path for path in pages if key in xiaolin.sees(path).html]
    assert key not in caplog.text
    assert xiaolin.client.get(f"{order}key/1/").status_code == 405


def test_a_key_is_not_shown_while_its_refund_runs(xiaolin, cast: Cast):
    number = buys(xiaolin, "game-card-3")
    fulfilment.deliver(number, at=cast.at)
    xiaolin.sends(f"/orders/{number}/refund/", {"reason": "NOT_ACTIVATED", "narrative": ""})
    page = xiaolin.sees(f"/orders/{number}/")
    assert "卡密已冻结" in page.text
    assert not page.where("form", action=f"/orders/{number}/key/1/")
    answer = xiaolin.client.post(f"/orders/{number}/key/1/", headers={"Referer": "/orders/"})
    assert answer.status_code == 302
    assert "卡密已冻结" in xiaolin.sees("/orders/").text
