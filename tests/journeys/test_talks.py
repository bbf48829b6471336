"""The agents' side of conversations through its doors: inbox, answer, notes, roles, live parts."""

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import CLEAR, Visitor
from weikameng.domain.roles import Right, Role, holders
from weikameng.records.models import CannedReply, StaffAction, Ticket, TicketMessage
from weikameng.services import tickets
from weikameng.services.tickets import Opening, Saying

STORY = "充了一百块到现在没到账,问了两次都没人理。"
SECRET = "这位买家上周也来问过,先查合作方。"


@pytest.fixture
def xiaoman(cast: Cast) -> Visitor:
    """The agent."""
    return Visitor().enters(cast.ids["xiaoman"])


def waits(cast: Cast, case: str = "") -> str:
    """小林 tells the story and asks for a person."""
    opened = tickets.open_ticket(
        Opening(case_number=case), buyer_id=cast.xiaolin, at=timezone.now()
    )
    said = Saying(STORY, token="t1")
    tickets.say(opened.number, said, buyer_id=cast.xiaolin, at=timezone.now())
    tickets.want_human(opened.number, buyer_id=cast.xiaolin, at=timezone.now())
    return opened.number


def test_whoever_wants_a_person_reaches_one_with_the_whole_context(
    cast: Cast, xiaoman: Visitor, xiaolin: Visitor
):
    case = states.reviewing(cast)
    number = waits(cast, case.number)
    inbox = xiaoman.sees("/desk/talk/")
    assert "等人工 1" in inbox.text
    assert STORY.replace(",", "，")[:10] in inbox.html.replace(",", "，")
    page = xiaoman.sends("/desk/talk/next/", {})
    assert xiaoman.here == f"/desk/talk/{number}/"
    for said in ("山河游戏直充", "人工复核", "提交了退款申请", "你在接待", "最晚回复"):
        assert said in page.text, said
    assert "player-5555" not in page.html
    xiaoman.sends(f"/desk/talk/{number}/say/", {"text": SECRET, "act": "note", "token": "n"})
    form = {"text": "我在看,合作方今天会答复。", "token": "a"}
    xiaoman.sends(f"/desk/talk/{number}/say/", form)
    again = xiaoman.sends(f"/desk/talk/{number}/say/", form)
    assert again.html.count("合作方今天会答复") == 1
    assert SECRET in again.html.replace("，", ",")
    row = Ticket.objects.get(number=number)
    assert row.first_human_at is not None
    assert "等人工 0" in xiaoman.sees("/desk/talk/").text
    told = xiaolin.sees(f"/chat/{number}/")
    assert "合作方今天会答复" in told.html
    assert "小满" in told.html
    assert "上周也来问过" not in told.html


def test_a_live_part_answers_304_until_something_is_said(
    cast: Cast, xiaoman: Visitor, django_assert_num_queries
):
    number = waits(cast)
    xiaoman.sends(f"/desk/talk/{number}/do/claim/", {})
    for path in (f"/desk/talk/{number}/live/", "/desk/talk/live/?show=mine"):
        first = xiaoman.client.get(path)
        tag = {"If-None-Match": first.headers["ETag"]}
        with django_assert_num_queries(3):  # the session, the person, the pulse
            same = xiaoman.client.get(path, headers=tag)
        assert same.status_code == 304
    said = Saying("还在吗", token="t2")
    tickets.say(number, said, buyer_id=cast.xiaolin, at=timezone.now())
    page = xiaoman.client.get(f"/desk/talk/{number}/live/", headers=tag)
    assert page.status_code == 200
    assert "还在吗" in page.content.decode()


def test_the_inbox_costs_the_same_whatever_its_length(
    cast: Cast, xiaoman: Visitor, django_assert_num_queries
):
    waits(cast)
    xiaoman.sees("/desk/talk/")
    with django_assert_num_queries(5):  # the session, the person, notices, counts, rows
        xiaoman.sees("/desk/talk/")
    order = cast.buys("game-card-3")
    opened = tickets.open_ticket(
        Opening(order_number=order), buyer_id=cast.xiaolin, at=timezone.now()
    )
    tickets.want_human(opened.number, buyer_id=cast.xiaolin, at=timezone.now())
    with django_assert_num_queries(5):
        assert "等人工 2" in xiaoman.sees("/desk/talk/").text


def test_who_reviews_or_pays_talks_with_nobody(cast: Cast, zhoujie: Visitor, xiaolin: Visitor):
    number = waits(cast)
    form = {"text": "我来说两句", "token": "x"}
    for visitor in (zhoujie, xiaolin, Visitor().enters(cast.ids["acai"])):
        visitor.sends(f"/desk/talk/{number}/say/", form, status=404)
        visitor.sees("/desk/talk/", status=404)
        visitor.sees(f"/desk/talk/{number}/", status=404)
    laochen = Visitor().enters(cast.laochen)
    page = laochen.sees(f"/desk/talk/{number}/")
    assert "发给买家" not in page.text
    laochen.sends(f"/desk/talk/{number}/say/", form, status=404)
    noted = laochen.sends(f"/desk/talk/{number}/say/", {**form, "act": "note"})
    assert "我来说两句" in noted.html
    assert not TicketMessage.objects.filter(author="agent", audience="all").exists()
    assert {Role.AGENT, Role.PHONE_AGENT} == holders(Right.TALK)


def test_conversations_are_joined_at_the_desk_and_parted_by_the_supervisor(
    cast: Cast, xiaoman: Visitor
):
    order = cast.buys("game-card-3")
    first = tickets.open_ticket(
        Opening(order_number=order), buyer_id=cast.xiaolin, at=timezone.now()
    )
    said = Saying("订单里的卡不能用", token="o")
    tickets.say(first.number, said, buyer_id=cast.xiaolin, at=timezone.now())
    second = waits(cast)
    page = xiaoman.sees(f"/desk/talk/{first.number}/")
    assert "是同一件事，并到这里" in page.text
    form = {"other": second}
    joined = xiaoman.sends(f"/desk/talk/{first.number}/do/join/", form)
    assert "充了一百块到现在" in joined.html
    assert "撤销合并" not in joined.text
    xiaoman.sends(f"/desk/talk/{first.number}/do/part/", form, status=404)
    parted = Visitor().enters(cast.laochen).sends(f"/desk/talk/{first.number}/do/part/", form)
    assert "充了一百块到现在" not in parted.html
    assert "充了一百块到现在" in xiaoman.sees(f"/desk/talk/{second}/").html


def test_a_canned_reply_is_filled_from_the_conversation(cast: Cast, xiaoman: Visitor):
    laochen = Visitor().enters(cast.laochen)
    form = {"name_zh": "进度", "name_en": "Progress"}
    form |= {"text_zh": "{case} 现在{state}。", "text_en": "{case} is {state}."}
    wrong = form | {"text_zh": "{secret}"}
    assert "没有“{secret}”" in laochen.sends("/desk/talk/replies/", wrong, status=422).text
    assert "已保存" in laochen.sends("/desk/talk/replies/", form).text
    xiaoman.sends("/desk/talk/replies/", form, status=404)
    case, bare = states.reviewing(cast), waits(cast)
    about = waits(cast, case.number)
    reply = CannedReply.objects.get().pk
    page = xiaoman.sees(f"/desk/talk/{about}/?reply={reply}")
    assert f"{case.number} 现在人工复核。" in page.text
    page = xiaoman.sees(f"/desk/talk/{bare}/?reply={reply}")
    assert "这段话要用到退款编号" in page.text


def test_a_caller_is_found_by_the_whole_number_and_the_search_is_on_record(
    cast: Cast, xiaoman: Visitor
):
    cast.buys("phone-50", account="13800138000", zone="")
    alan = Visitor().enters(cast.ids["alan"])
    xiaoman.sees("/desk/calls/", status=404)
    assert "完整的 11 位" in alan.sends("/desk/calls/", {"phone": "138"}, status=422).text
    page = alan.sends("/desk/calls/", {"phone": "138 0013 8000"})
    assert "小林" in page.text
    line = StaffAction.objects.get(what="caller_searched")
    assert (line.about, line.because) == ("caller 138****8000", "1 found")
    link = next(
        tag["href"]
        for tag in page.where("a")
        if "/desk/calls/" in tag.get("href", "") and ":" in tag["href"]
    )
    form = {"about": "", "began": "", "minutes": "6", "said": "问话费多久到账。"}
    noted = alan.sends(f"{link}note/", form)
    assert "问话费多久到账" in noted.html
    assert "电话，6 分钟" in noted.text
    assert "13800138000" not in alan.sees(link).html
    case = states.reviewing(cast)
    form = {"order": case.order, "reason": "NOT_ARRIVED", "narrative": CLEAR, "proofs": ["paid_on"]}
    assert "至少 2 项" in alan.sends(f"{link}apply/", form, status=422).text
    form["proofs"] = ["paid_on", "paid_amount"]
    joined = alan.sends(f"{link}apply/", form)
    assert "已有申请，内容已并进去" in joined.text
    assert case.number in joined.text.replace(" ", "")
    alan.sees("/desk/calls/7/", status=404)
