"""The desk's queue by keyboard alone: choose, open, take and put back without a pointer."""

import re

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, bought, open_until, photograph

CLEAR = "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,请核实后退款。"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def applied(people: People) -> str:
    """小林 applies and wants a person to decide; returns the refund number."""
    order = bought(
        people.stage, "xiaolin", "game-topup-100", account="13912345555", zone="电信一区"
    )
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "told": "yes", "person": "yes"}
    return people.stage.enter("xiaolin").sends(f"{order}refund/", form).strip("/").split("/")[-1]


def chosen(page: Page) -> str:
    """The address of the row that has the keyboard."""
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


def test_a_case_is_taken_and_put_back_by_keyboard_alone(people: People):
    cases = [applied(people), applied(people)]
    page = people.sit_down("zhoujie", width=DESK)
    for case in cases:
        open_until(page, "/desk/", f'[data-number="{case}"]')
    page.keyboard.press("j")
    first = chosen(page)
    page.keyboard.press("j")
    assert chosen(page) != first
    page.keyboard.press("k")
    assert chosen(page) == first
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("领取最急的一单")
    photograph(page, "desk-keys-desktop", whole=False)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("cj?")  # letters in a field are letters
    expect(page.locator("#id_q")).to_have_value("cj?")
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.press("Escape")
    assert list(faults(page)) == []
    photograph(page, "desk-queue-desktop")
    page.keyboard.press("c")
    page.wait_for_url(re.compile(r"/desk/\d+/$"))
    expect(page.locator("#holder")).to_contain_text("这一单在你手上")
    page.get_by_role("button", name="放回队列").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{first}")
    page.goto("/desk/")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").press("Space")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert page.url.endswith("/desk/")
    page.set_viewport_size({"width": PHONE, "height": 780})
    assert page.evaluate(OVERFLOW) <= 0
    photograph(page, "desk-queue-phone")
    assert list(faults(page)) == []
