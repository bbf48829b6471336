"""The policy room by its pages: dry runs, backtests, and publishing by two people with notice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cast import Cast, asks
from tests.journeys.pages import Page
from tests.journeys.people import Visitor
from tests.services.policy_steps import WHY, drafts, proposes, rewrites, row_of
from weikameng.records.reading import backtests as reading
from weikameng.records.reading.looks import looks_at
from weikameng.records.writing import accounts
from weikameng.services import backtests, refunds

V = "/policy/room/2026.8/"
STAFF = 3  # the session, the person and how many notices are new


@pytest.fixture
def editor(cast: Cast) -> Visitor:
    """小郑, with a draft in which one click goes up to 80 yuan."""
    drafts(cast, "2026.8")
    rewrites(cast, "2026.8", 'paid_total_lt = "50.00"', 'paid_total_lt = "80.00"')
    return Visitor().enters(cast.xiaozheng.id)


@pytest.fixture
def supervisor(cast: Cast) -> Visitor:
    """老陈."""
    return Visitor().enters(cast.laochen)


def order_with_case(cast: Cast) -> tuple[str, str]:
    """小林 bought a card for 60 yuan and asked for the money."""
    order = cast.buys("game-card-60")
    return order, refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def test_a_dry_run_shows_both_decisions_and_who_looked(cast: Cast, editor: Visitor):
    order, _ = order_with_case(cast)
    page = editor.sends(f"{V}dry-run/", {"order": f" {order[:4]} {order[4:]} "})
    assert "结果不同" in page.text
    assert "快速通道" in page.text
    assert "一键退款" in page.text
    assert len(page.where("div", class_="tested__row tested__row--differs")) >= 1
    assert "小林" not in page.text
    assert "xiaolin" not in page.html
    (look,) = looks_at(order)
    assert (look.person_id, look.about) == (cast.xiaozheng.id, "latest: 2026.1 / 2026.8")


def test_a_dry_run_on_a_reason_uses_the_facts_of_now(cast: Cast, editor: Visitor):
    order = cast.buys("game-card-60")
    page = editor.sends(f"{V}dry-run/", {"order": order}, status=422)
    assert "还没有退款申请" in page.text
    assert page.where("input", name="order")[0]["value"] == order
    page = editor.sends(f"{V}dry-run/", {"order": order, "reason": "NOT_ACTIVATED"})
    assert "按现在的事实" in page.text
    form = {"order": order, "reason": "NOT_ACTIVATED", "beside": "2026.1"}
    assert "版本 2026.1" in editor.sends("/policy/room/2026.1/dry-run/", form).text


def test_a_dry_run_finds_a_refund_number_too(cast: Cast, editor: Visitor):
    order, case = order_with_case(cast)
    page = editor.sends(f"{V}dry-run/", {"order": case, "round": "1"})
    assert order in page.html
    page = editor.sends(f"{V}dry-run/", {"order": case, "round": "7"}, status=422)
    assert "还没有退款申请" in page.text


@pytest.mark.parametrize("number", ["", "1261123999999999", "' OR 1=1--", "x" * 400, "\u202e"])
def test_an_order_that_is_not_there_is_told(editor: Visitor, number: str):
    page = editor.sends(f"{V}dry-run/", {"order": number}, status=422)
    assert "没有这个订单" in page.text


def test_a_broken_draft_can_not_be_tried(cast: Cast, editor: Visitor):
    order, _ = order_with_case(cast)
    rewrites(cast, "2026.8", 'when = "!paid"', 'when = "!paidd"')
    page = editor.sends(f"{V}dry-run/", {"order": order}, status=422)
    assert "改好才能" in page.text
    assert page.where("a", href=f"{V}check/")


def test_an_auditor_tries_too_and_is_written_down(cast: Cast, editor: Visitor):
    order, _ = order_with_case(cast)
    person = accounts.keep_person("hedda", display_name="何", role="auditor", password="-")
    Visitor().enters(person.pk).sends(f"{V}dry-run/", {"order": order})
    assert [look.person_id for look in looks_at(order)] == [person.pk]


def test_two_people_publish_with_notice_and_buyers_are_told(
    cast: Cast, editor: Visitor, supervisor: Visitor, xiaolin: Visitor
):
    seen = row_of("2026.8").digest
    page = editor.sends(f"{V}steps/propose/", {"seen": seen, "note": "短"}, status=422)
    assert "请写明原因" in page.text
    assert ">短</textarea>" in page.html
    page = editor.sends(f"{V}steps/propose/", {"seen": seen, "note": WHY})
    assert "等第二人通过" in page.text
    assert "你自己提交的" in page.text
    page = editor.sends(f"{V}steps/publish/", {"seen": seen}, status=422)
    assert "发布要两个人" in page.text
    page = supervisor.sees(V)
    assert "<del>50.00</del>" in page.html
    assert WHY in page.html
    day = page.where("input", name="effective_on")[0]["value"]
    tomorrow = timezone.localdate().isoformat()
    form = {"seen": seen, "effective_on": tomorrow}
    page = supervisor.sends(f"{V}steps/publish/", form, status=422)
    assert "生效日期太早" in page.text
    assert page.where("input", name="effective_on")[0]["value"] == tomorrow
    page = supervisor.sends(f"{V}steps/publish/", {"seen": "x", "effective_on": day}, status=422)
    assert "已被别人改动" in page.text
    page = supervisor.sends(f"{V}steps/publish/", {"seen": seen, "effective_on": day})
    assert "已公示" in page.text
    assert "规则将有变化" in xiaolin.sees("/policy/").text
    page = supervisor.sends(f"{V}steps/withdraw/", {"note": "发现了一处错误,先撤回。"})
    assert "已撤回" in page.text
    assert "规则将有变化" not in xiaolin.sees("/policy/").text


def test_a_major_change_is_written_into_the_text(editor: Visitor):
    form = {"seen": row_of("2026.8").digest, "note": WHY, "major": "on"}
    editor.sends(f"{V}steps/propose/", form)
    assert "major = true" in row_of("2026.8").text
    assert row_of("2026.8").major


def test_a_proposal_is_sent_back_with_a_reason(cast: Cast, editor: Visitor, supervisor: Visitor):
    proposes(cast, "2026.8")
    page = supervisor.sends(f"{V}steps/send-back/", {"note": "请再想想门槛,60 元够了。"})
    assert "已退回修改" in page.text
    assert "请再想想门槛" in editor.sees(V).text
    assert editor.sees(f"{V}numbers/").where("button")


def test_a_broken_text_is_not_proposed(cast: Cast, editor: Visitor):
    rewrites(cast, "2026.8", 'when = "!paid"', 'when = "!paidd"')
    form = {"seen": row_of("2026.8").digest, "note": WHY}
    page = editor.sends(f"{V}steps/propose/", form, status=422)
    assert "改好才能提交" in page.text


def test_a_draft_behind_the_newest_version_says_so(
    cast: Cast, editor: Visitor, supervisor: Visitor
):
    drafts(cast, "2026.9")
    proposes(cast, "2026.8")
    form = {"seen": row_of("2026.8").digest}
    supervisor.sends(f"{V}steps/publish/", form)
    page = editor.sees("/policy/room/2026.9/")
    assert "此后发布了版本 2026.8" in page.text
    editor.sends("/policy/room/2026.9/steps/rebase/", {"seen": row_of("2026.9").digest})
    assert "此后发布了" not in editor.sees("/policy/room/2026.9/").text


def test_a_backtest_moves_by_itself_and_shows_what_changes(cast: Cast, editor: Visitor):
    _, case = order_with_case(cast)
    rewrites(cast, "2026.8", 'auto_approve_max = "500.00"', 'auto_approve_max = "40.00"')
    rewrites(cast, "2026.8", 'paid_total_lt = "80.00"', 'paid_total_lt = "30.00"')
    page = editor.sends(f"{V}backtest/", {})
    assert page.where("div", id="run")[0]["hx-trigger"] == "every 1s"
    assert editor.sends(f"{V}backtest/", {}, status=422).where("div", class_="form-errors")
    (run,) = reading.backtests_of("2026.8")
    backtests.run(run.pk, clock=timezone.now)
    page = Page(editor.client.get(f"{V}backtest/live/?run={run.pk}").content.decode())
    assert "hx-get" not in page.where("div", id="run")[0]
    assert "已算完" in page.text
    assert "¥60.00" in page.text
    form = {tag["name"]: tag["value"] for tag in page.where("input") if tag["name"] != "csrf"}
    assert (form["order"], form["round"]) == (case, "1")
    assert "结果不同" in editor.sends(f"{V}dry-run/", form).text
    assert "1 次申请里 1 次结果改变" in editor.sees(V).text
    rewrites(cast, "2026.8", "supplement_days = 7", "supplement_days = 8")
    assert "文本在这之后改过" in editor.sees(f"{V}backtest/").text


def test_a_backtest_is_cancelled(cast: Cast, editor: Visitor, supervisor: Visitor):
    editor.sends(f"{V}backtest/", {"since": "2026-01-01", "until": "2026-12-31"})
    (run,) = reading.backtests_of("2026.8")
    page = supervisor.sends(f"{V}backtest/{run.pk}/cancel/", {})
    assert "已取消" in page.text
    assert "2026-12-31" in page.text
    supervisor.sends(f"{V}backtest/999999/cancel/", {}, status=404)


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [("2026-02-01", "2026-01-01", "开始时间要早于结束时间"), ("gestern", "", "")],
)
def test_a_wrong_range_is_told(editor: Visitor, since: str, until: str, said: str):
    page = editor.sends(f"{V}backtest/", {"since": since, "until": until}, status=422)
    assert said in page.text
    assert page.where("input", name="since")[0]["value"] == since
    assert reading.backtests_of("2026.8") == []


def test_pages_of_the_room_cost_a_fixed_number_of_statements(cast: Cast, editor: Visitor):
    def cost(path: str) -> int:
        editor.sees(path)
        with CaptureQueriesContext(connection) as meter:
            editor.sees(path)
        return len(meter) - STAFF

    one = {path: cost(V + path) for path in ("", "numbers/", "rules/", "text/", "compare/")}
    assert one["numbers/"] == one["rules/"] == one["text/"] == 1
    versions = cost("/policy/room/")
    for number in range(5):
        drafts(cast, f"2027.{number}")
        rewrites(cast, "2026.8", "# 2026.8", f"# {number} 2026.8")
    assert cost("/policy/room/") == versions == 3
    assert {path: cost(V + path) for path in one} == one
    assert one[""] == 5
    assert one["compare/"] == 4
