"""Talking with us at the web door: as a form, by itself, and for nobody else (R8.1, R8.2)."""

import json

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor, picture
from weikameng.domain.tickets import MESSAGES_A_MINUTE
from weikameng.records.models import Evidence, Ticket, TicketMessage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried():
    """What another test said too often is forgotten."""
    cache.clear()


def test_a_question_from_the_refund_is_about_it_and_is_answered(cast: Cast, xiaolin: Visitor):
    case = states.reviewing(cast)
    assert "就这份退款问客服" in xiaolin.sees(f"/refunds/{case.number}/").text
    xiaolin.sees(f"/chat/?refund={case.number}")
    form = {"refund": case.number, "text": "退款到哪一步了？", "token": "first"}
    page = xiaolin.sends("/chat/", form)
    ticket = Ticket.objects.get()
    assert xiaolin.here == f"/chat/{ticket.number}/"
    assert ticket.case.number == case.number
    assert "智能客服" in page.text
    assert "转人工" in page.text
    xiaolin.sends("/chat/", form)  # sent again
    assert Ticket.objects.count() == 1
    assert TicketMessage.objects.filter(author="buyer").count() == 1
    assert "咨询" in xiaolin.sees("/chat/all/").text
    assert case.order in xiaolin.sees(f"/chat/all/?q={case.order}").html.replace(" ", "")


def test_what_is_refused_stays_on_the_form(cast: Cast, xiaolin: Visitor):
    page = xiaolin.sends("/chat/", {"text": "  ", "token": "t"}, status=422)
    assert "请先写一句话" in page.text
    xiaolin.sends("/chat/", {"text": "你好", "token": "t"})
    here = xiaolin.here
    page = xiaolin.sends(here, {"text": "很" * 2_001, "token": "u"}, status=422)
    assert "很很很" in page.html
    for n in range(MESSAGES_A_MINUTE):
        xiaolin.client.post(here, {"text": "快", "token": f"n{n}"})
    page = xiaolin.sends(here, {"text": "我的长长的草稿", "token": "v"}, status=422)
    assert "我的长长的草稿" in page.html
    assert not Ticket.objects.filter(messages=0).exists()


def test_nonsense_is_not_found_or_refused_and_never_an_error(cast: Cast, xiaolin: Visitor):
    odd = (
        "/chat/%00/",
        "/chat/%00/live/",
        "/chat/x/picture/1/",
        "/chat/?order=%00",
        "/chat/?refund=9",
    )
    for path in odd:
        assert xiaolin.client.get(path).status_code == 404, path
    assert xiaolin.client.get("/chat/all/?q=%00&page=%00").status_code == 200
    form = {"text": "a\x00b", "token": "\x00", "order": "", "category": "\x00"}
    assert xiaolin.client.post("/chat/ticket/", form).status_code == 422
    assert xiaolin.client.post("/chat/", form).status_code == 302
    here = f"/chat/{Ticket.objects.get().number}/"
    for more in ({"upload": "\x00"}, {"upload": ["x"] * 9}, {"kind": "\x00", "file": picture()}):
        assert xiaolin.client.post(here, form | more).status_code == 422, more
    assert xiaolin.client.get(f"{here}?before=999999999999999999").status_code == 200


def test_a_picture_sent_as_a_form_is_in_the_case(cast: Cast, xiaolin: Visitor):
    case = states.reviewing(cast)
    xiaolin.sends("/chat/", {"refund": case.number, "text": "我补一张图", "token": "t"})
    sent = {"text": "看图", "token": "p", "kind": "error_screenshot", "file": picture()}
    page = xiaolin.sends(xiaolin.here, sent)
    assert "图片已放进这份退款的凭证" in page.text
    shown = page.where("img", alt="错误提示截图")[0]["src"]
    assert xiaolin.client.get(shown).headers["Content-Type"] == "image/jpeg"
    assert Evidence.objects.filter(order__number=case.order, kind="error_screenshot").exists()
    assert "错误提示截图" in xiaolin.sees(f"/refunds/{case.number}/").text
    file = {**sent, "token": "q", "file": picture("a.gif", "GIF")}
    assert "没有收下" in xiaolin.sends(xiaolin.here, file, status=422).text


def test_polling_costs_one_statement_while_nothing_is_new(cast: Cast, xiaolin: Visitor):
    xiaolin.sends("/chat/", {"text": "你好", "token": "t"})
    page = xiaolin.sees(xiaolin.here)
    live = f"{xiaolin.here}live/"
    seen = json.loads(page.where("div", id="talk")[0]["hx-headers"])
    xiaolin.client.get(live)
    with CaptureQueriesContext(connection) as asked:
        answer = xiaolin.client.get(live, headers=seen)
    assert answer.status_code == 304
    assert len([one for one in asked if "ticket" in one["sql"]]) == 1
    assert len(asked) <= 3  # and who asks: their session, themselves
    answer = xiaolin.client.post(
        xiaolin.here, {"text": "还在吗", "token": "u"}, headers={"HX-Request": "true"}
    )
    assert answer.headers["HX-Trigger"] == "chat-sent"
    assert "还在吗" in answer.content.decode()
    assert xiaolin.client.get(live, headers=seen).status_code == 200
    refused = xiaolin.client.post(
        xiaolin.here, {"text": "", "token": "v"}, headers={"HX-Request": "true"}
    )
    assert refused.headers["HX-Trigger"] == "chat-refused"
    assert "请先写一句话" in refused.content.decode()


def test_asking_for_a_person_ending_and_rating(cast: Cast, xiaolin: Visitor, xiaowu: Visitor):
    xiaolin.sends("/chat/", {"text": "你好", "token": "t"})
    here = xiaolin.here
    page = xiaolin.sends(f"{here}person/", {})
    assert "人工客服" in page.text
    page = xiaolin.sends(f"{here}close/", {})
    assert "这次咨询结束了" in page.text
    assert "谢谢你的评价" in xiaolin.sends(f"{here}rating/", {"score": "5"}).text
    assert xiaolin.client.post(f"{here}typing/").status_code == 204
    order = cast.buys("game-card-3")
    page = xiaolin.sends(f"{here}order/", {"order": order})
    assert "接下来就说这个订单" in page.text
    for verb in ("person", "close", "rating", "typing", "order"):
        assert xiaowu.client.post(f"{here}{verb}/", {"score": "1"}).status_code == 404


def test_a_ticket_has_its_category_files_and_history(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-card-3")
    form = {
        "category": "evidence", "order": order, "text": "两张图一起看", "token": "t",
        "kind": "key_error_screenshot", "file": [picture(), picture()],
    }  # fmt: skip
    assert (
        "请选择问题类型" in xiaolin.sends("/chat/ticket/", form | {"category": ""}, status=422).text
    )
    for shot in form["file"]:
        shot.seek(0)
    page = xiaolin.sends("/chat/ticket/", form)
    assert "工单" in page.text
    assert "收到" in page.text
    assert len(page.where("img", alt="兑换报错截图")) == 2
    assert Ticket.objects.get().human_wanted_at is None


def test_news_is_counted_in_the_navigation_until_it_is_seen(cast: Cast, xiaolin: Visitor):
    xiaolin.sends("/chat/", {"text": "你好", "token": "t"})
    number = Ticket.objects.get().number
    assert xiaolin.sees("/orders/").where("a", href="/chat/")
    xiaolin.client.post(f"/chat/{number}/person/", headers={"HX-Request": "true"})
    assert "条未读" not in xiaolin.sees("/orders/").text  # they have just seen it
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ticket_seen")
    assert "条未读" in xiaolin.sees("/orders/").text
