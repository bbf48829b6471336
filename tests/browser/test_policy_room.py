"""The policy room by hand: a number is raised, a condition broken and mended, an order tried,
history asked, and two people publish."""

import re

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PATIENCE, PHONE, People, bought, photograph
from weikameng.cli.stage import until

WHY = "把一键退款的门槛从 50 元提到 60 元，减少小额订单的等待。"
NAME = "2026.b"
ROOM = f"/policy/room/{NAME}/"


def begun(page: Page, name: str = NAME) -> None:
    """Begin a draft from the version in force."""
    page.goto("/policy/room/")
    fold = page.locator("details#new")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    page.get_by_label("版本名").fill(name)
    page.get_by_role("button", name="起草").click()
    expect(page.get_by_text("草稿已建好")).to_be_visible()


def at_both_widths(page: Page, name: str) -> None:
    """Keep the page on a phone and on a desk."""
    for width, where in ((PHONE, "phone"), (DESK, "desktop")):
        page.set_viewport_size({"width": width, "height": 800})
        photograph(page, f"policy-room-{name}-{where}")


def test_an_editor_changes_the_policy_and_a_second_person_publishes_it(people: People):
    order = bought(people.stage, "xiaolin", "game-card-60").strip("/").split("/")[-1]
    page = people.sit_down("xiaozheng", width=DESK)
    begun(page)

    page.get_by_role("link", name="数值").click()
    limit = page.get_by_label("一键退款金额上限")
    expect(limit).to_have_value("50.00")
    limit.fill("70")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(limit).to_have_value("70.00")
    at_both_widths(page, "numbers")

    page.get_by_role("link", name="规则", exact=True).last.click()
    page.locator("#one_click .case", has_text="decides").get_by_role("link").click()
    condition = page.get_by_label("什么时候")
    sound = condition.input_value()
    expect(page.get_by_text("条件写得对")).to_be_visible()
    condition.fill(sound.replace("cross_border", "cros_border"))
    expect(page.locator(".fault__where")).to_have_text(re.compile(r"第 1 行第 \d+ 列"))
    expect(page.locator(".fault")).to_contain_text("你是不是想写 cross_border")
    at_both_widths(page, "condition")
    assert list(faults(page)) == []
    page.set_viewport_size({"width": DESK, "height": 800})
    condition.fill(f"{sound} && !")
    page.get_by_label("找事实").fill("risk")
    page.get_by_role("button", name="risk_flag", exact=True).click()
    expect(condition).to_have_value(f"{sound} && !risk_flag")
    expect(page.get_by_text("条件写得对")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()

    page.get_by_role("link", name="检查").first.click()
    expect(page.get_by_text("没有问题")).to_be_visible(timeout=2 * PATIENCE)

    page.get_by_role("link", name="试算").click()
    page.get_by_label("订单号").fill(order)
    page.get_by_label("原因").select_option("NOT_ACTIVATED")
    page.get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="结果不同")).to_be_visible()
    expect(page.locator(".side--new")).to_contain_text("一键退款")
    at_both_widths(page, "dry-run")
    assert list(faults(page)) == []

    page.goto(ROOM)
    page.get_by_label("为什么改").fill(WHY)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("你自己提交的")).to_be_visible()

    second = people.sit_down("laochen", width=DESK)
    second.goto("/policy/room/")
    second.get_by_role("link", name=NAME).click()
    expect(second.locator("ins", has_text="70.00")).to_be_visible()
    at_both_widths(second, "approve")
    assert list(faults(second)) == []
    second.get_by_role("button", name="通过，从现在起公示").click()
    expect(second.get_by_text("已公示").first).to_be_visible()
    buyer = people.sit_down("xiaolin")
    buyer.goto("/policy/")
    expect(buyer.get_by_text("规则将有变化")).to_be_visible()
    second.locator("summary", has_text="撤回").click()
    second.get_by_label("为什么").fill("演示完毕，撤回这个版本。")
    second.get_by_role("button", name="撤回").click()
    expect(second.get_by_text("现行规则继续有效")).to_be_visible()


def test_a_backtest_fills_its_bar_without_reloading(people: People):
    order = bought(people.stage, "xiaolin", "game-card-60")
    buyer = people.stage.enter("xiaolin")
    case = buyer.sends(f"{order}refund/", {"reason": "NOT_ACTIVATED", "narrative": ""})
    until(lambda: "退款成功" in buyer.sees(case), f"{case} to be paid by itself")
    page = people.sit_down("xiaozheng", width=DESK)
    begun(page, "2026.c")
    page.goto("/policy/room/2026.c/numbers/")
    page.get_by_label("自动通过金额上限").fill("40")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="回测").click()
    page.get_by_role("button", name="开始回测").click()
    page.evaluate("window.stillHere = true")
    expect(page.get_by_text("已算完")).to_be_visible(timeout=4 * PATIENCE)
    assert page.evaluate("window.stillHere")
    expect(page.locator(".matrix")).to_be_visible()
    at_both_widths(page, "backtest")
    assert list(faults(page)) == []
    page.get_by_role("button", name=re.compile("试算")).first.click()
    expect(page.get_by_role("heading", name="结果不同")).to_be_visible()


def test_the_whole_text_opens_at_the_line_of_a_problem(people: People):
    page = people.sit_down("xiaozheng", width=DESK)
    begun(page, "2026.f")
    page.goto("/policy/room/2026.f/text/?line=900")
    area, gutter = page.get_by_label("规则文本"), page.locator("[data-numbers]")
    top = area.evaluate("e => e.scrollTop")
    assert top > 5_000
    assert abs(gutter.evaluate("e => e.scrollTop") - top) <= 1
    wanted = area.evaluate("e => e.value.split('\\n')[899]")
    assert area.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)") == wanted
    area.evaluate("e => { e.scrollTop = 100 }")
    expect(page.locator("[data-numbers]")).to_have_js_property("scrollTop", 100)
    page.close(run_before_unload=False)


def test_the_room_works_without_scripts_and_by_keyboard(people: People):
    page = people.sit_down("xiaozheng", width=DESK, scripts=False)
    begun(page, "2026.e")
    page.get_by_role("link", name="条款").click()
    page.get_by_role("link", name="改条款 A1").click()
    page.get_by_label("中文").first.fill("填错了，还没有到账的，全额退款。")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_text("填错了，还没有到账的，全额退款。")).to_be_visible()
    page.goto("/policy/room/2026.e/rules/")
    page.get_by_role("button", name="下移规则 paid").press("Enter")
    page.get_by_role("button", name="撤销").press("Enter")
    expect(page.get_by_text("已撤销移动")).to_be_visible()
    page.goto("/policy/room/2026.e/check/")
    page.get_by_role("link", name="直接看结果").press("Enter")
    expect(page.get_by_text("没有问题")).to_be_visible()
