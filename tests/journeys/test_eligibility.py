"""Can this be refunded? Told before buying, on the order, in the list and on the form (R1.3)."""

import re

from django.db import connection

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import chinese_in
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller, problem

UNTIL = r"\d+月\d+日（周.）24:00"


def test_before_buying_the_terms_of_this_good_are_told(cast: Cast):
    page = Visitor().sees("/goods/video-trial-7/")
    for told in ("这件商品怎么退", "7 天", "体验一经开始即视为使用", "整单实付低于 50.00 元"):
        assert told in page.text
    assert page.where("a", href="/policy/standards/AUTO_RENEWAL/")
    assert not page.where("a", href="/policy/standards/KEY_INVALID/")
    page = Visitor().sees("/goods/oversea-card-99/")
    assert "不适用：跨境商品先核验身份" in page.text
    assert "不适用：满 50.00 元的由系统审核" in Visitor().sees("/goods/game-card-60/").text
    assert Visitor().sees("/goods/game-topup-100/").where("a", href="/policy/standards/WRONG_ZONE/")
    english = Visitor().speaks("en").sees("/goods/video-trial-7/")
    assert chinese_in(english) == []


def test_what_is_confirmed_at_checkout_is_said_in_words_of_one_language(cast: Cast):
    for language in ("zh-hans", "en"):
        page = Visitor().speaks(language).sees("/goods/video-trial-7/")
        assert "Words(" not in page.text


def test_the_list_says_in_one_line_until_when_and_how(xiaolin: Visitor, cast: Cast):
    cast.buys("game-card-3")
    cast.buys("game-topup-100", account="player-5555")
    late = states.too_late(cast)
    case = states.awaiting_buyer(cast)
    page = xiaolin.sees("/orders/")
    assert re.search(rf"可退：{UNTIL}前，一键退款", page.text)
    assert re.search(rf"可申请：{UNTIL}前，人工复核", page.text)
    assert "退款：等你补充" in page.text
    assert "按现在的记录不能直接退（依据 B3）" in page.text
    assert late.order != case.order
    english = xiaolin.speaks("en").sees("/orders/")
    assert re.search(r"Refundable until \w+ \d+ \w+, 24:00: one click", english.text)
    assert "Refund: Waiting for you" in english.text


def test_a_refunded_and_an_unpaid_order_say_nothing_of_it(xiaolin: Visitor, cast: Cast):
    states.refunded(cast)
    assert "可退：" not in xiaolin.sees("/orders/").text


def test_the_answer_comes_before_the_reason(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-60")
    page = xiaolin.sees(f"/orders/{order}/refund/")
    for told in ("这个订单可以申请退款", "依据 A4", "系统审核", "不用，平台的记录已经带上"):
        assert told in page.text
    assert re.search(rf"申请截止 {UNTIL} 还剩1\d天", page.text)
    assert "什么会改变结果" in page.text
    assert any("/policy/versions/" in a.get("href", "") for a in page.where("a"))
    chosen = xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ACTIVATED")
    assert "这个订单可以申请退款" not in chosen.text


def test_what_can_not_be_refunded_says_the_clause_and_what_would_change_it(
    xiaolin: Visitor, cast: Cast
):
    order = states.too_late(cast).order
    for path in (f"/orders/{order}/", f"/orders/{order}/refund/"):
        page = xiaolin.sees(path)
        assert "现在不符合直接退款的条件" in page.text
        assert "依据 B3" in page.text


def test_the_api_gives_the_same_answer_and_only_to_the_owner(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-3")
    path = f"/api/v1/orders/{order}/eligibility"
    told = caller(cast, "xiaolin").calls("get", path).json()
    assert (told["eligible"], told["way"], told["clause"]) == (True, "one_click", "E1")
    assert told["sentence"]["zh"] in xiaolin.sees(f"/orders/{order}/").text
    assert told["at_stake_minor"] == 300
    asks = {reason["code"]: reason["asks"] for reason in told["reasons"]}
    assert asks["NOT_ACTIVATED"] == []
    problem(caller(cast, "xiaowu").calls("get", path), 404)


def test_looking_draws_no_number_for_a_case(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-3")
    with connection.cursor() as cursor:
        drawn = [cursor.execute("SELECT last_value FROM case_serial").fetchone()]
        for path in ("/orders/", f"/orders/{order}/", f"/orders/{order}/refund/"):
            xiaolin.sees(path)
        caller(cast, "xiaolin").calls("get", f"/api/v1/orders/{order}/eligibility")
        drawn.append(cursor.execute("SELECT last_value FROM case_serial").fetchone())
    assert drawn[0] == drawn[1]
