"""The assistant at the web door: it answers from the case, leads on, and calls a person (R8.1)."""

import re

import pytest
from django.core.cache import cache

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from weikameng.domain.errors import NOT_FOUND
from weikameng.records.models import Ticket, TicketMessage

pytestmark = pytest.mark.django_db
WAYS = re.compile(r'<ul class="talk__ways">(.*?)</ul>', re.DOTALL)


@pytest.fixture(autouse=True)
def unhurried():
    """What another test said too often is forgotten."""
    cache.clear()


def asks(who: Visitor, text: str, token: str, **more: str) -> str:
    """Say something in the conversation that goes on; returns the last answer."""
    where = who.here if who.here.startswith("/chat/") else "/chat/"
    who.sends(where, {"text": text, "token": token, **more})
    last = TicketMessage.objects.filter(author="bot", kind="words").order_by("-id")[0]
    return str(last.text)


def test_why_not_is_answered_from_the_case_and_every_link_leads_somewhere(
    cast: Cast, xiaolin: Visitor
):
    case = states.rejected(cast)
    told = asks(xiaolin, "为什么驳回?", "a", refund=case.number)
    assert f"退款 {case.number} 没有通过" in told
    assert "依据规则" in told
    more = [asks(xiaolin, text, text) for text in ("我要申诉", "卡的上链记录", "要什么凭证")]
    assert "争议处理" in more[0]
    page = xiaolin.sees(xiaolin.here).html
    links = {link for way in WAYS.findall(page) for link in re.findall(r'href="([^"#]+)', way)}
    assert len(links) >= 5
    led = {link: xiaolin.client.get(link).status_code for link in links}
    assert set(led.values()) <= {200, 302}, led
    assert cast.comes_to(case.number).value == "rejected"


def test_a_number_chosen_goes_with_the_question_before(cast: Cast, xiaolin: Visitor):
    first, second = cast.buys("game-card-60"), cast.buys("game-card-60")
    assert second in asks(xiaolin, "能退吗", "a")
    page = xiaolin.sees(xiaolin.here)
    assert f'value="{first}"' in page.html
    chosen = xiaolin.sends(xiaolin.here, {"quick": first, "token": "b"})
    assert f"订单 {first}" in chosen.text
    assert "现在符合申请条件" in chosen.text


def test_a_strangers_number_reveals_nothing_and_two_misses_call_a_person(
    cast: Cast, xiaowu: Visitor
):
    case = states.reviewing(cast)
    assert asks(xiaowu, f"退款{case.number}到哪了", "a") == NOT_FOUND.zh
    assert asks(xiaowu, "退款1261118765432107到哪了", "b") == NOT_FOUND.zh
    asks(xiaowu, "推荐个电影", "c")
    assert not Ticket.objects.get().human_wanted_at
    xiaowu.sends(xiaowu.here, {"text": "今天吃什么好", "token": "d"})
    ticket = Ticket.objects.get()
    assert ticket.human_wanted_at
    assert ticket.case_id is None
    assert TicketMessage.objects.filter(kind="handed", audience="staff").count() == 1
