"""The policy room by its pages: numbers, clauses, rules, the whole text, the check; who may do
what, and nothing anybody typed is lost."""

import io
import re

import pytest
from django.test import Client

from tests.cast import Cast
from tests.journeys.pages import Page
from tests.journeys.people import Visitor
from tests.services.policy_steps import drafts, proposes, rewrites, row_of
from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading import policies as reading
from weikameng.records.writing import accounts
from weikameng.services import policies

V = "/policy/room/2026.8/"
CASE = f"{V}rule/one_click/cases/decides/"
BELOW = "params.one_click.paid_total_lt"


@pytest.fixture
def editor(cast: Cast) -> Visitor:
    """小郑, with a draft begun."""
    drafts(cast, "2026.8")
    return Visitor().enters(cast.xiaozheng.id)


@pytest.fixture
def supervisor(cast: Cast) -> Visitor:
    """老陈."""
    return Visitor().enters(cast.laochen)


@pytest.fixture
def auditor(cast: Cast) -> Visitor:
    """Reads everything, changes nothing."""
    person = accounts.keep_person("hedda", display_name="何", role="auditor", password="-")
    return Visitor().enters(person.pk)


def form_of(page: Page, path: str = "") -> dict[str, str]:
    """What the form of a page would send untouched: its fields with their values."""
    fields = {
        tag["name"]: tag.get("value", "")
        for tag in page.where("input")
        if tag.get("type") not in {"checkbox", "file", "search"} and "name" in tag
    }
    texts = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', page.html)
    chosen = re.findall(r'<select[^>]* name="([^"]+)".*?</select>', page.html, re.DOTALL)
    for name in chosen:
        part = page.html.split(f'name="{name}"')[1].split("</select>")[0]
        found = re.search(r'value="([^"]*)" selected', part)
        fields[name] = _plain(found[1]) if found else ""
    return fields | {name: _plain(text) for name, text in texts}


def _plain(text: str) -> str:
    for sign, plain in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        text = text.replace(sign, plain)
    return text.replace("&amp;", "&")


def saved(name: str = "2026.8") -> str:
    """The text as it is."""
    return row_of(name).text


def changed_lines(before: str) -> set[str]:
    """Lines of the text that are new."""
    return set(saved().split("\n")) - set(before.split("\n"))


def test_the_room_is_in_the_way_about_of_those_who_have_to_do_with_it(
    editor: Visitor, supervisor: Visitor, auditor: Visitor, xiaolin: Visitor, zhoujie: Visitor
):
    for visitor in (editor, supervisor, auditor):
        page = visitor.sees("/policy/room/")
        assert page.where("a", href="/policy/room/", aria_current="page")
        assert "2026.8" in page.text
    for visitor in (xiaolin, zhoujie):
        assert not visitor.sees("/").where("a", href="/policy/room/")
        visitor.sees(V, status=404)


def test_a_draft_is_begun_from_a_version(cast: Cast, editor: Visitor):
    page = editor.sends("/policy/room/", {"name": "2026.9", "based_on": "2026.1"})
    assert editor.here == "/policy/room/2026.9/"
    assert "草稿已建好" in page.text
    assert "以 2026.1 为基础" in page.text
    page = editor.sends("/policy/room/", {"name": "2026.9", "based_on": "2026.1"}, status=422)
    assert "已经有版本 2026.9" in page.text
    page = editor.sends("/policy/room/", {"name": "a b/<", "based_on": "2026.1"}, status=422)
    assert page.where("input", name="name")[0]["value"] == "a b/<"
    editor.sends("/policy/room/", {"name": "2027.1", "based_on": "nowhere"}, status=404)


def test_only_editors_begin_drafts(cast: Cast, supervisor: Visitor, auditor: Visitor):
    for visitor in (supervisor, auditor):
        assert not visitor.sees("/policy/room/").where("input", name="name")
        form = {"name": "2026.9", "based_on": "2026.1"}
        page = visitor.sends("/policy/room/", form, status=422)
        assert "只有规则管理员可以这样做" in page.text
    assert reading.version_named("2026.9") is None


def test_a_number_is_changed_and_nothing_else(editor: Visitor):
    before = saved()
    page = editor.sees(f"{V}numbers/")
    assert "一键退款金额上限" in page.text
    page = editor.sends(f"{V}numbers/", form_of(page) | {BELOW: "60"})
    assert "已保存" in page.text
    assert changed_lines(before) == {'paid_total_lt = "60.00"'}
    page = editor.sends(f"{V}numbers/", form_of(editor.sees(f"{V}numbers/")))
    assert "没有改动" in page.text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (BELOW, "五十", "这里要写金额"),
        (BELOW, "50.001", "这里要写金额"),
        (BELOW, "", ""),
        ("params.supplement_days", "0", "1"),
        ("params.late_platform_fault_years", "99", "20"),
        ("goods.gift_card.window_days", "x", ""),
    ],
)
def test_a_wrong_number_is_told_and_kept(editor: Visitor, field: str, typed: str, said: str):
    before, form = saved(), form_of(editor.sees(f"{V}numbers/"))
    form["params.max_attempts_per_item"] = "4"
    page = editor.sends(f"{V}numbers/", form | {field: typed}, status=422)
    (shown,) = page.where("input", name=field)
    assert (shown.get("value", ""), shown["aria-invalid"]) == (typed, "true")
    assert said in page.text
    assert page.where("input", name="params.max_attempts_per_item")[0]["value"] == "4"
    assert saved() == before


def test_who_saves_second_sees_both_and_keeps_their_own(cast: Cast, editor: Visitor):
    form = form_of(editor.sees(f"{V}numbers/"))
    rewrites(cast, "2026.8", "supplement_days = 7", "supplement_days = 9")
    form |= {"params.max_attempts_per_item": "4"}
    page = editor.sends(f"{V}numbers/", form, status=409)
    assert "已被别人改动" in page.text
    assert page.where("input", name="params.max_attempts_per_item")[0]["value"] == "4"
    assert page.where("input", name="params.supplement_days")[0]["value"] == "7"
    assert page.text.count("现在保存的是") == 2  # the one the other changed, and one's own
    assert '<span class="pre" lang="">9</span>' in page.html
    again = form_of(page) | {"params.supplement_days": "9"}
    assert "已保存" in editor.sends(f"{V}numbers/", again).text
    assert "supplement_days = 9" in saved()
    assert "max_attempts_per_item = 4" in saved()


def test_who_may_not_write_reads(
    cast: Cast, editor: Visitor, supervisor: Visitor, auditor: Visitor
):
    pages = ["numbers/", "clauses/?edit=A1", "rules/", "reasons/WRONG_ACCOUNT/", "goods/gift_card/"]
    before, seen = saved(), row_of("2026.8").digest
    for visitor in (supervisor, auditor):
        for path in [*pages, "text/", "rule/one_click/cases/decides/", "terms/late/"]:
            page = visitor.sees(V + path)
            sent = [f for f in page.where("form", method="post") if f.get("action") != "/language/"]
            assert [f for f in sent if "accounts" not in f.get("action", "")] == [], path
        assert "50.00 元" in visitor.sees(f"{V}numbers/").text
        visitor.client.post(f"{V}numbers/", {"seen": seen, BELOW: "1"})
        visitor.client.post(f"{V}text/", {"seen": seen, "text": "x"})
        visitor.client.post(f"{V}rules/move/", {"seen": seen, "rule": "owner", "by": "up"})
        visitor.client.post(f"{V}clauses/", {"seen": seen, "row": "A1", "clauses.A1.zh": "x"})
    assert saved() == before


def test_what_is_proposed_is_not_edited_any_more(cast: Cast, editor: Visitor):
    form = form_of(editor.sees(f"{V}numbers/"))
    proposes(cast, "2026.8")
    before = saved()
    assert not editor.sees(f"{V}numbers/").where("input", name=BELOW)
    page = editor.sends(f"{V}numbers/", form | {BELOW: "60"}, status=422)
    assert "现在的状态不能这样操作" in page.text or "50.00 元" in page.text
    assert saved() == before


def test_a_clause_is_edited_in_its_row(editor: Visitor):
    page = editor.sees(f"{V}clauses/")
    assert page.where("a", href="?edit=A1#A1")
    assert page.where("a", href=f"{V}rules/#review")
    page = editor.sees(f"{V}clauses/?edit=A1")
    form = form_of(page)
    assert "充值信息填错" in form["clauses.A1.zh"]
    page = editor.sends(f"{V}clauses/", form | {"clauses.A1.zh": ""}, status=422)
    assert page.where("textarea", name="clauses.A1.zh")[0]["aria-invalid"] == "true"
    before = saved()
    editor.sends(f"{V}clauses/", form | {"clauses.A1.zh": "填错了，还没有到账的，全额退款。"})
    assert changed_lines(before) == {'zh = "填错了，还没有到账的，全额退款。"'}


def test_a_rule_moves_up_and_the_move_is_undone(editor: Visitor):
    before = saved()
    page = editor.sees(f"{V}rules/")
    seen = page.where("input", name="seen")[0]["value"]
    form = {"seen": seen, "rule": "owner", "by": "up"}
    page = editor.sends(f"{V}rules/move/", form)
    assert "owner 上移了一位" in page.text
    text = saved()
    assert text.index('id = "owner"') < text.index('id = "paid"')
    seen = page.where("input", name="seen")[0]["value"]
    form = {"seen": seen, "rule": "owner", "by": "down", "undo": "yes"}
    assert "已撤销移动" in editor.sends(f"{V}rules/move/", form).text
    assert saved() == before


def test_a_case_is_edited_with_its_condition(editor: Visitor):
    page = editor.sees(CASE)
    assert "paid_minor" in page.text
    form, before = form_of(page), saved()
    name = "rules.one_click.cases.decides."
    form[f"{name}when"] += " && !risk_flag"
    form[f"{name}clauses"] = "E1\r\nA4\r\nE2 if direct\r\n"
    form[f"{name}decision"] = "manual"
    assert "已保存" in editor.sends(CASE, form).text
    new = changed_lines(before)
    assert 'clauses = ["E1", "A4", "E2 if direct"]' in new
    assert len(new) == 2
    assert saved().count('decision = "manual"') == before.count('decision = "manual"') + 1


def test_a_case_that_is_not_there_is_not_found(editor: Visitor):
    for path in ("rule/nowhere/", "rule/paid/cases/x/", "brakes/x/", "terms/x/", "reasons/x/"):
        editor.sees(V + path, status=404)
    editor.sees("/policy/room/nowhere/", status=404)


def test_a_case_is_added_and_taken_out(editor: Visitor):
    before = saved()
    seen = row_of("2026.8").digest
    path = f"{V}rule/used/cases/"
    page = editor.sends(path, {"seen": seen, "case": "Not A Name"})
    assert editor.here == f"{V}rule/used/"
    assert page.where("input", name="case")[0]["value"] == "Not A Name"
    assert "小写字母" in page.text
    page = editor.sends(path, {"seen": seen, "case": "fresh"})
    assert editor.here == f"{path}fresh/"
    seen = page.where("input", name="seen")[0]["value"]
    editor.sends(f"{path}fresh/remove/", {"seen": seen})
    assert saved() == before


def test_a_condition_is_checked_while_it_is_written(editor: Visitor):
    def told(text: str, **more: str) -> Page:
        form = {"field": "when", "when": text, "kind": "truth", "after": "no"} | more
        answer = editor.client.post(f"{V}condition/", form)
        assert answer.status_code == 200
        return Page(answer.content.decode())

    assert "条件写得对" in told("paid && reason == 'NOT_ARRIVED'").text
    page = told("paid &&\nreasn == 'OTHER'")
    assert "第 2 行第 1 列" in page.text
    assert "你是不是想写 reason" in page.text
    assert page.where("mark")
    assert "第 1 行第 6 列" in told("paid | true").text
    assert "条件是空的" in told("  ").text
    assert "条件太长" in told("paid && " * 400).text
    assert "条件写得对" in told("direct ? 'urgent' : 'standard'", kind="text").text
    assert "没有叫" in told("held").text
    assert "条件写得对" in told("held", after="yes").text
    assert "<b>" not in told("'<b>' == reasn").html


def test_reasons_and_goods_are_edited(editor: Visitor):
    path, before = f"{V}reasons/NOT_ARRIVED/", saved()
    form = form_of(editor.sees(path)) | {"reasons.NOT_ARRIVED.window": "none"}
    editor.sends(path, form)
    assert changed_lines(before) <= {'window = "none"'}
    assert "不限时" in editor.sees(f"{V}reasons/").text
    path = f"{V}goods/gift_card/"
    editor.sends(path, form_of(editor.sees(path)) | {"goods.gift_card.window_days": "10"})
    assert "10 天" in editor.sees(f"{V}goods/").text


def test_a_broken_text_is_saved_and_its_mistake_found(editor: Visitor):
    text = saved().replace(
        "paid_minor < one_click_below_minor", "paid_minr < one_click_below_minor"
    )
    form = {"seen": row_of("2026.8").digest, "text": text.replace("\n", "\r\n"), "way": "text"}
    assert "已保存" in editor.sends(f"{V}text/", form).text
    assert saved() == text
    page = editor.sees(f"{V}check/?now=yes")
    assert "2 处问题" in page.text
    assert page.where("a", href=CASE)
    line = text[: text.index("paid_minr")].count("\n") + 1
    assert page.where("a", href=f"{V}text/?line={line}#line")
    around = editor.sees(f"{V}text/?line={line}")
    assert around.where("li", aria_current="true")
    assert "2 处问题" in editor.sees(f"{V}check/live/?short=yes").text


@pytest.mark.parametrize("text", ["", "a = 1", "[[rules]]\nid = 1", "x = [", "规则", "\x00"])
def test_pages_hold_whatever_the_text_says(editor: Visitor, text: str):
    form = {"seen": row_of("2026.8").digest, "text": text, "way": "text"}
    answer = editor.client.post(f"{V}text/", form)
    assert answer.status_code in {302, 422}
    tabs = ("", "numbers/", "clauses/", "rules/", "reasons/", "goods/", "text/", "check/?now=yes")
    for tab in (*tabs, "compare/?now=yes", "dry-run/", "backtest/"):
        editor.sees(V + tab)


def test_a_text_that_came_late_is_shown_beside_the_saved_one(cast: Cast, editor: Visitor):
    seen = row_of("2026.8").digest
    mine = saved().replace("supplement_days = 7", "supplement_days = 8")
    rewrites(cast, "2026.8", "supplement_days = 7", "supplement_days = 9")
    page = editor.sends(f"{V}text/", {"seen": seen, "text": mine, "way": "text"}, status=409)
    assert "已被别人改动" in page.text
    assert "supplement_days = 8" in form_of(page)["text"]
    assert "- supplement_days = 9" in page.html
    assert "+ supplement_days = 8" in page.html
    editor.sends(f"{V}text/", {"seen": form_of(page)["seen"], "text": mine, "way": "text"})
    assert "supplement_days = 8" in saved()


def test_a_file_is_sent_up_and_taken_down(editor: Visitor):
    def sends(content: bytes, status: int = 200) -> Page:
        file = io.BytesIO(content)
        file.name = "policy.toml"
        form = {"seen": row_of("2026.8").digest, "text": "kept", "way": "file", "file": file}
        return editor.sends(f"{V}text/", form, status)

    text = saved().replace("supplement_days = 7", "supplement_days = 8")
    assert "已保存" in sends(b"\xef\xbb\xbf" + text.encode()).text
    answer = editor.client.get(f"{V}text/file/")
    assert answer.content.decode() == text
    assert answer.headers["Content-Disposition"] == 'attachment; filename="policy-2026.8.toml"'
    assert "不是 UTF-8" in sends(b"\xff\xfe\x00", 422).text
    assert "文件太大" in sends(b"#" * 2_000_001, 422).text
    page = editor.sends(f"{V}text/", {"seen": "", "text": "kept", "way": "file"}, 422)
    assert "请先选一个文件" in page.text
    assert form_of(page)["text"] == "kept"


def test_the_comparison_marks_what_changed(cast: Cast, editor: Visitor):
    rewrites(cast, "2026.8", 'paid_total_lt = "50.00"', 'paid_total_lt = "60.00"')
    page = editor.sees(f"{V}compare/?now=yes")
    assert "对买家更有利" in page.text
    assert "<del>50.00</del>" in page.html
    assert "<ins>60.00</ins>" in page.html
    assert "个答案不同" in page.text
    assert "一字不差" in editor.sees("/policy/room/2026.1/compare/?with=2026.1").text
    editor.sees(f"{V}compare/?with=nowhere", status=404)


def test_saves_one_after_another_are_one_line_of_history(cast: Cast, editor: Visitor):
    for number in range(3):
        rewrites(cast, "2026.8", "# 2026.8", f"# {number} 2026.8")
    page = editor.sees(V)
    assert "保存 4 次" in page.text
    assert len(page.where("li", class_="timeline__item")) == 2


def test_a_form_of_the_room_needs_its_token(cast: Cast, editor: Visitor):
    careful = Visitor(Client(enforce_csrf_checks=True)).enters(cast.xiaozheng.id)
    paths = ("numbers/", "clauses/", "rules/move/", "text/", "dry-run/", "backtest/", "condition/")
    for path in (*paths, "steps/discard/", "rule/used/cases/"):
        assert careful.client.post(V + path, {"seen": "x"}).status_code == 403, path


def test_a_draft_thrown_away_comes_back(cast: Cast, editor: Visitor):
    editor.sends(f"{V}steps/discard/", {})
    page = editor.sees("/policy/room/")
    assert "丢弃的草稿 1 份" in page.text
    editor.sends(f"{V}steps/restore/", {})
    assert "丢弃的草稿" not in editor.sees("/policy/room/").text
    editor.sends(f"{V}steps/explode/", {}, status=404)
    policies.delete_draft("2026.8", Actor(cast.xiaozheng.id, "policy_editor"), at=cast.at)
    editor.sees(f"{V}numbers/")
