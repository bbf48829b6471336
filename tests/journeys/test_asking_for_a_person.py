"""By the pages and the API: whatever the machine answered, a person can be asked for (I1)."""

import re

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import chinese_in
from tests.journeys.people import CLEAR, Visitor, works
from tests.journeys.test_api import caller, problem
from weikameng.records.models import OrderUnit
from weikameng.records.reading.orders import order_of

OFFER = "提交并请人工处理"


def asked_at(page: str) -> bool:
    """Whether the history says who asked for a person."""
    return bool(re.search(r"要求人工复核 \d+月\d+日（周.）\d\d:\d\d 你", page))


def test_what_was_sent_back_goes_to_a_person_and_the_history_says_who_asked(
    xiaolin: Visitor, zhoujie: Visitor, cast: Cast
):
    case = states.awaiting_buyer(cast).number
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "这是系统自动判断的" in page.text
    page = xiaolin.sends(f"/refunds/{case}/person/", {})
    assert "人工复核中" in page.text
    assert asked_at(page.text)
    assert "要求人工复核" not in [b.get("value") for b in page.where("button")]
    assert case in zhoujie.sees("/desk/").html
    again = xiaolin.sends(f"/refunds/{case}/person/", {})
    assert again.text.count("要求人工复核") == page.text.count("要求人工复核")


def test_a_hopeless_reason_offers_a_person_and_really_brings_one(
    xiaolin: Visitor, zhoujie: Visitor, cast: Cast
):
    order = states.too_late(cast).order
    apply = f"/orders/{order}/refund/?reason=NOT_ACTIVATED"
    page = xiaolin.sees(apply)
    assert "按现在的记录，这个原因不会自动通过" in page.text
    assert OFFER in page.text
    form = {"reason": "NOT_ACTIVATED", "narrative": CLEAR, "person": "yes"}
    page = xiaolin.sends(f"/orders/{order}/refund/", form)
    assert "人工复核中" in page.text
    assert asked_at(page.text)
    number = xiaolin.here.strip("/").split("/")[-1]
    assert number in zhoujie.sees("/desk/").html


def test_who_can_not_provide_the_evidence_may_still_have_a_person(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-topup-100", account="player-5555")
    page = xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ARRIVED")
    assert "拿不出这些凭证？" in page.text
    form = {"reason": "NOT_ARRIVED", "narrative": "没到", "person": "yes"}
    assert "人工复核中" in xiaolin.sends(f"/orders/{order}/refund/", form).text


def test_a_sure_yes_offers_nothing_to_wait_for(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-3")
    assert OFFER not in xiaolin.sees(f"/orders/{order}/refund/?reason=NOT_ACTIVATED").text


def test_a_part_refund_says_what_was_left_out_and_leads_to_a_person(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-60", quantity=2)
    units = order_of(order, buyer_id=cast.xiaolin).units
    OrderUnit.objects.filter(pk=units[0].pk).update(usage="used")
    form = {"reason": "NOT_ACTIVATED", "narrative": ""}
    page = xiaolin.sends(f"/orders/{order}/refund/", form)
    case = xiaolin.here
    assert "只退了一部分：还有 60.00 元没有退" in page.text
    assert "这笔到账后" in page.text
    works(cast)
    page = xiaolin.sees(case)
    assert "申请剩下的部分，并请人工看" in page.text
    rest = f"/orders/{order}/refund/?reason=NOT_ACTIVATED"
    assert page.where("a", href=rest)
    assert OFFER in xiaolin.sees(rest).text
    page = xiaolin.sends(f"/orders/{order}/refund/", form | {"narrative": CLEAR, "person": "yes"})
    assert xiaolin.here != case
    assert "人工复核中" in page.text


def test_a_whole_refund_says_nothing_of_a_rest(xiaolin: Visitor, cast: Cast):
    assert "只退了一部分" not in xiaolin.sees(f"/refunds/{states.refunded(cast).number}/").text


@pytest.mark.parametrize("brought", [states.refunded, states.withdrawn, states.paying])
def test_a_case_that_is_over_is_not_reopened(xiaolin: Visitor, cast: Cast, brought):
    case = brought(cast).number
    before = xiaolin.sees(f"/refunds/{case}/")
    assert not before.where("form", action=f"/refunds/{case}/person/")
    xiaolin.sends(f"/refunds/{case}/person/", {})
    assert "要求人工复核" not in xiaolin.sees(f"/refunds/{case}/").text


def test_strangers_ask_for_nobody(xiaowu: Visitor, cast: Cast):
    case = states.awaiting_buyer(cast)
    xiaowu.sends(f"/refunds/{case.number}/person/", {}, status=404)
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "person": "yes"}
    xiaowu.sends(f"/orders/{case.order}/refund/", form, status=404)
    assert cast.comes_to(case.number) == "awaiting_buyer"


def test_the_offers_are_made_in_english_too(xiaolin: Visitor, cast: Cast):
    late = states.too_late(cast)
    back = states.awaiting_buyer(cast)
    xiaolin.speaks("en")
    page = xiaolin.sees(f"/orders/{late.order}/refund/?reason=NOT_ACTIVATED")
    assert "Apply and let a person decide" in page.text
    assert chinese_in(page, but=("小林",)) == []
    assert "A machine decided this" in xiaolin.sees(f"/refunds/{back.number}/").text


def test_the_api_asks_for_a_person_too(cast: Cast):
    who, case = caller(cast, "xiaolin"), states.awaiting_buyer(cast)
    person = f"/api/v1/refunds/{case.number}/person"
    problem(caller(cast, "xiaowu").calls("post", person), 404)
    for _ in range(2):  # twice is as good as once
        assert who.calls("post", person).json()["state"] == "reviewing"
    late = states.too_late(cast)
    body = {"order": late.order, "reason": "NOT_ACTIVATED", "narrative": CLEAR, "person": True}
    answer = who.calls("post", "/api/v1/refunds", body)
    assert (answer.status_code, answer.json()["state"]) == (201, "reviewing")
    problem(who.calls("post", f"/api/v1/refunds/{states.refunded(cast).number}/person"), 409)
