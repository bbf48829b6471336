"""My messages by page and API: a count in the navigation, read once looked at, one's own."""

import re

import pytest
from django.utils import timezone

from tests.cast import Cast, Scripted
from tests.journeys import states
from tests.journeys.pages import Page, chinese_in
from tests.journeys.people import CLEAR, VAGUE, Visitor, applies, works
from tests.journeys.test_api import caller
from tests.services.test_messages import comes_back
from weikameng.domain.payout_life import Outcome, PayoutReceipt
from weikameng.records.models import Payout
from weikameng.records.reading.messages import unread_of
from weikameng.services import messages


def count_shown(page: Page) -> str | None:
    """The number beside 消息 in the navigation, if there is one."""
    found = re.search(r"消息 (\d+) （\d+ 条未读）", page.text)
    return found[1] if found else None


def test_the_count_follows_what_happens_and_goes_with_looking(cast: Cast, xiaolin: Visitor):
    assert count_shown(xiaolin.sees("/")) is None
    case = states.paying(cast).number
    assert count_shown(xiaolin.sees("/")) == "3"
    page = xiaolin.sees("/messages/")
    assert count_shown(page) is None
    assert page.text.count("退款开始退回") == 1
    assert page.html.count("notice--new") == 3
    assert page.where("a", href=f"/refunds/{case}/")
    works(cast)
    assert count_shown(xiaolin.sees("/orders/")) == "1"
    page = xiaolin.sees("/messages/")
    assert page.html.count("notice--new") == 1
    assert page.text.index("退款已到账") < page.text.index("退款开始退回")  # the newest first
    assert "notice--new" not in xiaolin.sees("/messages/").html


def test_a_correction_stands_beside_what_it_corrects(cast: Cast, xiaolin: Visitor):
    states.refunded(cast)
    cast.at = timezone.now()
    comes_back(cast)
    page = xiaolin.sees("/messages/")
    assert page.text.count("已更正") == 1
    assert "更正：到账的钱被退回了" in page.text
    assert "我们会换一种方式退给你" in page.text
    case = xiaolin.sees(f"/refunds/{Payout.objects.get().case.number}/")
    assert "退款成功" not in case.text
    assert "到账的钱被退回了" in case.text
    assert "到账后被退回" in case.text
    assert "银行通知" not in case.text  # what finance noted is for the desk


def test_nobody_else_sees_or_reads_them(cast: Cast, xiaolin: Visitor, xiaowu: Visitor):
    case = states.refunded(cast).number
    page = xiaowu.sees("/messages/")
    assert "还没有消息" in page.text
    assert case not in page.html
    assert count_shown(page) is None
    assert unread_of(cast.xiaolin) == 4
    answer = Visitor().client.get("/messages/")
    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/messages/")


def test_staff_have_no_count_and_no_entry(cast: Cast, zhoujie: Visitor):
    states.reviewing(cast)
    assert not zhoujie.sees("/desk/").where("a", href="/messages/")


def test_pages_turn(cast: Cast, xiaolin: Visitor):
    for _ in range(10):
        states.paying(cast)
    page = xiaolin.sees("/messages/")
    assert page.html.count("row-card__title") == 20
    assert page.where("a", href="?page=2", rel="next")
    second = xiaolin.sees("/messages/?page=2")
    assert second.where("a", href="?page=1", rel="prev")
    assert "还没有消息" in xiaolin.sees("/messages/?page=9").text
    xiaolin.sees("/messages/?page=x")


def test_every_message_speaks_english_too(cast: Cast, xiaolin: Visitor):
    for brought in states.EVERY.values():
        brought(cast)
    messages.tell_what_is_due(cast.at)
    written = (CLEAR, VAGUE, states.WORDS, states.NO, "小林")
    xiaolin.speaks("en")
    for page in (1, 2, 3):
        shown = xiaolin.sees(f"/messages/?page={page}")
        assert chinese_in(shown, but=written) == [], page
        assert states.placeless(shown.text) == []


def test_the_api_tells_the_same_and_reads_nothing(cast: Cast, xiaolin: Visitor):
    case = states.refunded(cast).number
    who = caller(cast, "xiaolin")
    told = who.calls("get", "/api/v1/messages").json()
    assert told["next"] is None
    assert [one["kind"] for one in told["items"]] == [
        *("arrived", "sent", "passed", "received_at_once"),
    ]
    newest = told["items"][0]
    assert (newest["refund"], newest["unread"], newest["corrected"]) == (case, True, False)
    assert newest["text"]["zh"].startswith("3.00 元已到账：沙箱支付 3.00 元，流水号")
    assert unread_of(cast.xiaolin) == 4
    page = xiaolin.sees("/messages/")
    assert newest["text"]["zh"] in page.text
    assert who.calls("get", "/api/v1/messages").json()["items"][0]["unread"] is False


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1"])
def test_the_api_gives_only_real_pages(cast: Cast, limit: str):
    answer = caller(cast, "xiaolin").calls("get", f"/api/v1/messages?limit={limit}")
    assert answer.status_code == 422


def test_the_api_tells_page_after_page_what_the_page_tells(cast: Cast):
    for _ in range(10):
        states.paying(cast)
    who, pages, cursor = caller(cast, "xiaolin"), [], ""
    while cursor is not None:
        page = who.calls("get", f"/api/v1/messages?cursor={cursor}").json()
        pages.append([(one["refund"], one["kind"], one["at"]) for one in page["items"]])
        cursor = page["next"]
    whole = who.calls("get", "/api/v1/messages?limit=100").json()["items"]
    assert len(pages[0]) == 20
    told = [one for page in pages for one in page]
    assert told == [(one["refund"], one["kind"], one["at"]) for one in whole]
    shown = [one for page in (1, 2, 3) for one in messages.inbox(cast.xiaolin, page)[0]]
    assert [one["text"]["en"] for one in whole] == [one.text.en for one in shown]


def test_each_leg_of_a_split_refund_tells_its_own_state(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-card-60", use_balance_minor=1_000)
    case = applies(xiaolin, order, "NOT_ACTIVATED")
    cast.at = timezone.now()
    accepted = PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")
    cast.pays_out(Scripted([lambda verb, order: accepted]))
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "平台余额已到账，沙箱支付处理中。" in page.text
    assert "退款成功" not in page.text
    assert "已退款" not in page.text
    assert "一般当天，最晚1个工作日" in page.text
    row = xiaolin.sees(f"/orders/{order}/")
    assert re.search(r"最晚 \d+月\d+日（周.）24:00 到账", row.text)
    assert re.search(r"最晚 \d+月\d+日（周.）24:00 到账", xiaolin.sees("/refunds/").text)
    legs = caller(cast, "xiaolin").calls("get", f"/api/v1/refunds/{case}").json()["payouts"]
    by_route = {leg["route"]: leg for leg in legs}
    assert by_route["wallet"]["arrives_by"] is None
    assert by_route["sandbox"]["arrives_by"] is not None
    assert by_route["sandbox"]["settled_at"] is None
    assert (by_route["sandbox"]["credited_to"], by_route["sandbox"]["replaces"]) == ("", None)


def test_on_its_way_is_never_called_refunded_and_lateness_is_admitted(cast: Cast, xiaolin: Visitor):
    case = states.paying(cast).number
    for state, said in (
        ("intended", "正在提交给沙箱支付。"),
        ("sent", "退款已提交沙箱支付。"),
        ("accepted", "退款已提交沙箱支付，渠道处理中。"),
        ("unknown", "正在向沙箱支付核实结果。"),
    ):
        Payout.objects.update(state=state)
        page = xiaolin.sees(f"/refunds/{case}/")
        assert said in page.text
        assert not re.search("退款成功|已退款|到账时间", page.text)
    Payout.objects.update(promised_at=cast.at)
    page = xiaolin.sees(f"/refunds/{case}/")
    assert "对不起，比承诺的晚了" in page.text
    assert "原定最晚到账" in page.text
