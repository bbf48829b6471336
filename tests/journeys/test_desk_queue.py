"""The desk's queue through its door: rows, filters, search, claims, and what strangers see."""

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.pages import Page
from tests.journeys.people import Visitor
from weikameng.domain.desk import LAPSE
from weikameng.records.models import ClockWatch, DeskClaim, DeskFilter, RefundCase

NOTE = "供货商说明天上午回复"


@pytest.fixture
def laochen(cast: Cast) -> Visitor:
    """The supervisor."""
    return Visitor().enters(cast.laochen)


def numbers(page: Page) -> list[str]:
    return [tag["data-number"] for tag in page.where("bdi", class_="number")]


def due(number: str, at) -> None:
    RefundCase.objects.filter(number=number).update(due_at=at)


def test_rows_say_what_is_promised_and_who_holds_them(cast: Cast, zhoujie: Visitor):
    late, soon = states.reviewing(cast).number, states.reviewing(cast).number
    due(late, cast.at - LAPSE)
    due(soon, cast.later(hours=3))
    page = zhoujie.sees("/desk/")
    assert numbers(page) == [late, soon]
    for said in ("已超时", "还剩2小时", "100.00", "没有人", "全部 2", "没人处理 2", "我手上的 0"):
        assert said in page.text, said
    assert "player-5555" not in page.html
    page = zhoujie.sends("/desk/next/", {})
    assert zhoujie.here == f"/desk/{late}/"
    page = zhoujie.sees("/desk/")
    assert "没人处理 1" in page.text
    assert "我手上的 1" in page.text
    assert "已超时 1" in page.text


def test_what_the_law_presses_goes_before_every_promise(cast: Cast, zhoujie: Visitor):
    soon, pressed, past = (states.reviewing(cast).number for _ in range(3))
    marks = {soon: "nearing", pressed: "outer_nearing", past: "outer_broken"}
    for days, (number, mark) in enumerate(marks.items()):
        due(number, cast.at + LAPSE * (days + 1))
        row = RefundCase.objects.get(number=number)
        ClockWatch.objects.create(case=row, revision=row.revision, calendar=0, mark=mark)
    page = zhoujie.sees("/desk/")
    assert numbers(page) == [past, pressed, soon]
    for said in ("超过法定 15 天", "临近法定 15 天", "快到时限"):
        assert said in page.text
    zhoujie.sends("/desk/next/", {})
    assert zhoujie.here == f"/desk/{past}/"
    assert numbers(zhoujie.sees("/desk/?show=nobody")) == [pressed, soon]


def test_the_queue_is_filtered_by_what_a_case_is_about(cast: Cast, zhoujie: Visitor):
    small, large = states.reviewing(cast).number, states.urgent(cast).number
    RefundCase.objects.filter(number=large).update(due_at=cast.at)
    zhoujie.sends(f"/desk/{small}/claim/", {})
    row = RefundCase.objects.get(number=large)
    told = {
        "show=mine": [small],
        "show=nobody": [large],
        "show=overdue": [large],
        "reason=NOT_ARRIVED": [small],
        f"kind={row.goods_kind}&reason=WRONG_ACCOUNT": [large],
        f"route={row.route}&least=200": [large],
        "least=50&most=100": [small],
        "reason=NOTHING&least=x&show=odd": [large, small],
        "pictures=agrees": [],
    }
    for query, wanted in told.items():
        assert numbers(zhoujie.sees(f"/desk/?{query}")) == wanted, query
    assert "没有这样的申请" in zhoujie.sees("/desk/?least=900000").text


def test_a_filter_is_kept_used_and_deleted_by_its_owner(
    cast: Cast, zhoujie: Visitor, laochen: Visitor
):
    form = {"name": "大额", "query": "least=200&show=nobody&page=3&junk=1"}
    page = zhoujie.sends("/desk/filters/", form)
    assert page.where("a", href="?show=nobody&least=200", aria_current="true")
    assert "大额" not in laochen.sees("/desk/").text
    laochen.sends("/desk/filters/1/delete/", {})
    assert DeskFilter.objects.count() == 1
    assert "请先选好筛选条件" in zhoujie.sends("/desk/filters/", form | {"query": "junk=1"}).text
    assert "大额" not in zhoujie.sends("/desk/filters/1/delete/", {}).where("a")


def test_a_number_opens_its_case_and_a_slip_is_told(cast: Cast, zhoujie: Visitor):
    case = states.rejected(cast)
    for typed in (case.number, case.order, f"{case.order[:4]} {case.order[4:]}"):
        zhoujie.sends("/desk/search/", {"q": typed})
        assert zhoujie.here == f"/desk/{case.number}/"
    slip = case.number[:-1] + str((int(case.number[-1]) + 1) % 10)
    assert "校验位不对" in zhoujie.sends("/desk/search/", {"q": slip}, status=422).text
    assert "请输入退款编号" in zhoujie.sends("/desk/search/", {"q": " "}, status=422).text


def test_a_phone_number_is_found_whole_and_shown_masked(cast: Cast, zhoujie: Visitor):
    cases = []
    for _ in range(2):
        case = states.reviewing(cast)
        cases.append(case.number)
    RefundCase.objects.get(number=cases[0]).order.__class__.objects.update(account="13912345555")
    page = zhoujie.sends("/desk/search/", {"q": "139 1234 5555"})
    assert sorted(numbers(page)) == sorted(cases)
    assert "139****5555" in page.text
    assert "13912345555" not in page.html
    assert "没有找到申请" in zhoujie.sends("/desk/search/", {"q": "13912345"}).text
    answer = zhoujie.client.post("/desk/search/", {"q": "13912345555"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_case_is_claimed_handed_over_and_put_back(cast: Cast, zhoujie: Visitor, laochen: Visitor):
    case = states.reviewing(cast).number
    zhoujie.sends(f"/desk/{case}/claim/", {})
    part = laochen.sees(f"/desk/{case}/holder/")
    assert "周姐正在处理这一单" in part.text
    assert not part.where("form", action=f"/desk/{case}/claim/")
    assert "周姐正在处理这一单" in laochen.sends(f"/desk/{case}/claim/", {}).text
    page = zhoujie.sends(f"/desk/{case}/hand-over/", {"to": cast.laochen, "note": " "})
    assert "请写一句交接说明" in page.text
    zhoujie.sends(f"/desk/{case}/hand-over/", {"to": cast.laochen, "note": NOTE})
    page = laochen.sees("/desk/?show=mine")
    assert f"周姐转来：{NOTE}" in page.text
    assert "不在你手上" in zhoujie.sends(f"/desk/{case}/release/", {}).text
    assert "已放回队列" in laochen.sends(f"/desk/{case}/release/", {}).text
    assert DeskClaim.objects.filter(released_at=None).count() == 0


def test_who_else_has_the_case_open_is_told_and_only_when_it_changes(
    cast: Cast, zhoujie: Visitor, laochen: Visitor
):
    case = states.reviewing(cast).number
    first = zhoujie.sees(f"/desk/{case}/holder/")
    (again,) = (tag["hx-get"] for tag in first.where("section", id="holder"))
    assert zhoujie.client.get(again).status_code == 204
    laochen.sees(f"/desk/{case}/holder/")
    page = zhoujie.sees(again)
    assert "老陈也正打开着这一单" in page.text
    assert page.where("div", role="status")


def test_nothing_left_is_said(cast: Cast, zhoujie: Visitor):
    assert "没有等你处理的申请了" in zhoujie.sends("/desk/next/", {}).text
    assert zhoujie.here == "/desk/"


@pytest.mark.parametrize("who", ["xiaolin", "xiaozheng", ""])
def test_strangers_find_no_desk(cast: Cast, who: str):
    case = states.reviewing(cast).number
    visitor = Visitor().enters(cast.ids[who]) if who else Visitor()
    wanted = 404 if who else 302
    for path in ("/desk/", "/desk/search/", f"/desk/{case}/holder/"):
        assert visitor.client.get(path).status_code == wanted, path
    sent = ("next/", "search/", "filters/", "filters/1/delete/")
    acts = (f"{case}/{verb}/" for verb in ("claim", "release", "hand-over"))
    for path in (*sent, *acts):
        assert visitor.client.post(f"/desk/{path}", {"q": case}).status_code == wanted, path
    assert DeskClaim.objects.count() == 0


def test_finance_looks_and_takes_what_waits_for_money(cast: Cast):
    case = states.reviewing(cast).number
    acai = Visitor().enters(cast.ids["acai"])
    assert numbers(acai.sees("/desk/")) == [case]
    assert "由别的岗位处理" in acai.sends(f"/desk/{case}/claim/", {}).text
    assert "没有等你处理的申请了" in acai.sends("/desk/next/", {}).text
