"""The description assistant on the form: hints, a sentence to take, told once, never twice."""

import json

import pytest

from tests.cast import Cast
from tests.journeys.pages import Page, chinese_in
from tests.journeys.people import CLEAR, Visitor, picture
from tests.journeys.test_api import Caller
from weikameng.records.reading.refunds import progress_of
from weikameng.services import accounts, fulfilment

VAGUE = "充了钱没到账,赶紧退"
KEY = "AB12-CD34-EF56-GH78"
TOLD = "这样的说明审核时会被退回补充"


@pytest.fixture
def order(cast: Cast) -> str:
    """A top-up nobody can prove."""
    number = cast.pays("game-topup-100", account="player-5555")
    fulfilment.deliver(number, at=cast.at)
    return number


def applying(order: str) -> str:
    return f"/orders/{order}/refund/"


def form(narrative: str, **more: object) -> dict[str, object]:
    return {"reason": "NOT_ARRIVED", "narrative": narrative, **more}


def checked(visitor: Visitor, order: str, narrative: str) -> Page:
    answer = visitor.client.post(f"{applying(order)}check/", {"narrative": narrative})
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_vague_words_are_told_once_and_go_through_the_second_time(xiaolin: Visitor, order: str):
    page = xiaolin.sends(applying(order), form(VAGUE), status=422)
    assert TOLD in page.text
    assert VAGUE in page.html
    assert page.where("p", id="suggestion")
    assert page.where("input", name="told")[0]["value"] == "yes"
    assert page.where("button", name="told")
    xiaolin.sends(applying(order), form(VAGUE, told="yes"))
    assert xiaolin.here.startswith("/refunds/")


def test_words_still_vague_after_a_change_are_not_stopped_again(xiaolin: Visitor, order: str):
    xiaolin.sends(applying(order), form(VAGUE), status=422)
    xiaolin.sends(applying(order), form("赶紧退钱啊", told="yes"))
    assert xiaolin.here.startswith("/refunds/")


def test_an_empty_description_is_told_too(xiaolin: Visitor, order: str):
    page = xiaolin.sends(applying(order), form(""), status=422)
    assert TOLD in page.text


def test_clear_words_go_straight_through(xiaolin: Visitor, order: str):
    xiaolin.sends(applying(order), form(CLEAR))
    assert xiaolin.here.startswith("/refunds/")


def test_pictures_once_chosen_are_never_asked_for_again_because_of_words(
    xiaolin: Visitor, order: str
):
    xiaolin.sends(applying(order), form(VAGUE, file_not_arrived_proof=picture()))
    assert xiaolin.here.startswith("/refunds/")


def test_who_asks_for_a_person_is_not_held_up_by_words(xiaolin: Visitor, order: str):
    xiaolin.sends(applying(order), form(VAGUE, person="yes"))
    assert xiaolin.here.startswith("/refunds/")


def test_one_click_needs_no_words(xiaolin: Visitor, cast: Cast):
    order = cast.buys("game-card-3")
    xiaolin.sends(applying(order), {"reason": "NOT_ACTIVATED", "narrative": ""})
    assert xiaolin.here.startswith("/refunds/")


def test_without_scripts_a_button_looks_at_the_words_and_sends_nothing(
    xiaolin: Visitor, order: str
):
    page = xiaolin.sends(applying(order), form(VAGUE, look="yes"))
    assert "再具体一点" in page.text
    assert TOLD not in page.text
    assert VAGUE in page.html
    page = xiaolin.sends(applying(order), form(CLEAR, look="yes"))
    assert "说得很清楚" in page.text
    page = xiaolin.sends(applying(order), form(VAGUE, look="yes", file_not_arrived_proof=picture()))
    assert "record.png" in page.text
    assert "已收好，随申请一起提交" in page.text


def test_without_scripts_a_sentence_is_taken_and_the_own_words_come_back(
    xiaolin: Visitor, order: str
):
    page = xiaolin.sends(applying(order), form(VAGUE, take="yes"))
    assert page.where("input", name="before")[0]["value"] == VAGUE
    taken = page.html.split('id="id_narrative"')[1].split(">", 1)[1].split("</textarea>")[0]
    assert order in taken
    assert "至今未到账" in taken
    page = xiaolin.sends(applying(order), form(taken.strip(), undo="yes", before=VAGUE))
    assert VAGUE in page.html.split('id="id_narrative"')[1].split("</textarea>")[0]
    assert page.where("input", name="before")[0]["value"] == ""
    assert "hidden" in page.where("div", class_="button-row undo")[0]


def test_told_once_stays_told_while_looking_and_taking(xiaolin: Visitor, order: str):
    for step in ("look", "take", "undo"):
        page = xiaolin.sends(applying(order), form(VAGUE, told="yes", **{step: "yes"}))
        assert page.where("input", name="told")[0]["value"] == "yes", step


def test_the_hints_say_what_is_there_and_what_is_missing(xiaolin: Visitor, order: str):
    page = checked(xiaolin, order, VAGUE)
    rows = " ".join(page.text.split()).replace(" ： ", "：")
    for words in ("订单号：平台已经知道", "哪里不对：至今未到账", "希望怎么处理：退款"):
        assert words in rows
    assert "还缺 一个细节" in rows
    said = page.where("p", id="narrative-said")[0]
    assert said["aria-live"] == "polite"
    assert said["hx-swap-oob"] == "true"
    empty = checked(xiaolin, order, "  ")
    assert "还缺" not in empty.text
    assert not empty.where("p", id="suggestion")


def test_a_secret_is_masked_in_the_hint_with_the_reason_why(xiaolin: Visitor, order: str):
    page = checked(xiaolin, order, f"卡密{KEY}提示无效")
    assert "卡密或兑换码" in page.text
    assert "不会保存原文" in page.text
    assert "卡密****提示无效" in page.html
    assert KEY not in page.html


def test_after_applying_the_next_page_says_what_was_masked(xiaolin: Visitor, order: str):
    page = xiaolin.sends(applying(order), form(f"{CLEAR}卡密{KEY}"))
    assert "卡密或兑换码已经隐去" in page.text
    assert KEY not in page.html


def test_two_accounts_are_asked_about(xiaolin: Visitor, order: str):
    page = checked(xiaolin, order, "号码填错了,13811112222和13811112223")
    assert "写清哪个是填错的、哪个是正确的" in page.text
    assert "【请写明" in page.text
    page = checked(xiaolin, order, "想充13811112222结果充到13811112223了")
    assert "说得很清楚" in page.text


def test_an_amendment_is_not_stopped_for_its_words(xiaolin: Visitor, cast: Cast, order: str):
    xiaolin.sends(applying(order), form(VAGUE, told="yes"))
    case = xiaolin.here.strip("/").split("/")[-1]
    for _ in range(3):
        cast.supplier_speaks(case)
    xiaolin.sends(f"/refunds/{case}/amend/", form("还是没到"))
    assert xiaolin.here == f"/refunds/{case}/"


def test_in_english_the_hints_are_english(xiaolin: Visitor, order: str):
    xiaolin.client.cookies["django_language"] = "en"
    for words in (VAGUE, f"卡密{KEY}", "号码填错了,13811112222和13811112223", "x" * 2100):
        assert chinese_in(checked(xiaolin, order, words), but=("【】",)) == []
    page = xiaolin.sends(applying(order), form(VAGUE), status=422)
    assert "would be sent back" in page.text


def test_the_api_is_not_stopped_and_says_what_is_missing(cast: Cast, order: str):
    who = Caller(accounts.issue_token("xiaolin", "words", accounts.SCOPES, at=cast.at))
    body = {"order": order, "reason": "NOT_ARRIVED", "narrative": f"{VAGUE} 卡密{KEY}"}
    answer = who.calls("post", "/api/v1/refunds", body)
    assert answer.status_code == 201
    number = answer.json()["number"]
    cast.supplier_speaks(number)
    detail = who.calls("get", f"/api/v1/refunds/{number}").json()
    assert detail["outcome"] == "need_more"
    assert "description" in detail["missing"]
    progress = progress_of(number)
    assert KEY not in progress.latest.narrative
    assert KEY not in json.dumps(detail)
