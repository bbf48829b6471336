"""The calendar by its page: one person brings a year, another adopts it, strangers find nothing."""

import io
import json
from datetime import datetime

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.services.test_calendars import _as_shipped, corrected, year_2027  # noqa: F401
from weikameng.domain.calendar import CHINA
from weikameng.records.models import CalendarNotice, RefundCase
from weikameng.services import clocks

ROOM = "/clocks/calendar/"


@pytest.fixture
def editor(cast: Cast) -> Visitor:
    """小郑."""
    return Visitor().enters(cast.xiaozheng.id)


@pytest.fixture
def supervisor(cast: Cast) -> Visitor:
    """老陈."""
    return Visitor().enters(cast.laochen)


def file_of(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "year.json"
    return file


def test_a_year_is_brought_by_one_and_adopted_by_another(cast, editor, supervisor):
    page = editor.sees("/policy/room/")
    assert ROOM in page.html
    assert "工作日历" in editor.sees(ROOM).text
    sent = editor.sends(ROOM, {"year": "2027", "file": file_of(json.dumps(year_2027()))})
    assert "等另一个人确认" in sent.text
    notice = CalendarNotice.objects.get()
    assert f"{ROOM}{notice.pk}/adopt/" not in sent.html
    alone = editor.sends(f"{ROOM}{notice.pk}/adopt/", {})
    assert "自己提交的要由另一个人确认" in alone.text
    shown = supervisor.sees(ROOM)
    assert "2027-02-05" in shown.text
    assert "提交一年的安排" not in shown.text
    done = supervisor.sends(f"{ROOM}{notice.pk}/adopt/", {})
    assert "已启用" in done.text
    assert CalendarNotice.objects.get().state == "adopted"


def test_what_is_no_notice_comes_back_with_a_sentence_and_the_year_typed(cast, editor):
    page = editor.sends(ROOM, {"year": "2027", "file": file_of("{}")}, 422)
    assert "gov.cn" in page.text or "对照" in page.text
    assert page.where("input", name="year")[0]["value"] == "2027"
    assert "请先选一个文件" in editor.sends(ROOM, {"year": "2027"}, 422).text
    assert "没有这一年" in editor.sends(ROOM, {"year": "第二年", "file": file_of("{}")}, 422).text


def test_strangers_find_no_calendar_room(cast, xiaolin, xiaowu):
    CalendarNotice.objects.create(
        year=2027,
        entry=year_2027(),
        digest="0" * 64,
        state="proposed",
        proposed_by_id=cast.xiaozheng.id,
        proposed_at=cast.at,
    )
    notice = CalendarNotice.objects.get().pk
    reviewer, finance = Visitor().enters(cast.zhoujie), Visitor().enters(cast.ids["acai"])
    for stranger in (xiaolin, xiaowu, reviewer, finance):
        stranger.sees(ROOM, 404)
        for verb in ("adopt", "decline", "burn"):
            stranger.sends(f"{ROOM}{notice}/{verb}/", {}, 404)
    assert Visitor().client.get(ROOM).status_code == 302
    assert Visitor().client.post(f"{ROOM}{notice}/adopt/").status_code == 302
    assert CalendarNotice.objects.get().state == "proposed"


def test_a_date_in_a_year_without_a_notice_is_marked_as_expected(cast, xiaolin):
    case = states.rejected(cast)
    unpublished = datetime(2035, 2, 10, 18, tzinfo=CHINA)
    RefundCase.objects.filter(number=case.number).update(due_at=unpublished)
    assert "预计" in xiaolin.sees(f"/refunds/{case.number}/").text


def test_a_broken_promise_names_the_new_time_on_the_page_and_once_in_the_messages(cast, xiaolin):
    cast.later(days=-9)
    case = states.reviewing(cast)
    cast.later(days=9)
    for _ in range(2):
        clocks.keep(cast.at)
    page = xiaolin.sees(f"/refunds/{case.number}/")
    assert "没有按承诺的时间给你结果" in page.text
    assert "新的时间" in page.text
    told = xiaolin.sees("/messages/").text
    assert told.count("比承诺的晚了，新的时间") == 1


def test_the_policy_page_shows_our_clocks_even_when_nothing_was_measured(cast, xiaowu):
    page = xiaowu.sees("/policy/").text
    assert "处理时间：承诺的和做到的" in page
    assert "3 个工作日内" in page
    assert "数据还不够" in page


def test_the_room_costs_the_same_however_many_cases_are_open(
    cast, editor, django_assert_max_num_queries
):
    text = corrected(2026, "2026-11-20")
    editor.sends(ROOM, {"year": "2026", "file": file_of(text)})
    editor.sees(ROOM)
    for _ in range(3):
        states.reviewing(cast)
    with django_assert_max_num_queries(8):
        editor.sees(ROOM)
