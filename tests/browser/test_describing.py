"""Writing a description in a real browser: hints while typing, a sentence taken and given back."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, bought, photograph, screenshot_of_a_record

VAGUE = "充了钱没到账,赶紧退"
KEY = "AB12-CD34-EF56-GH78"
MIXED = "号码填错了,13811112222和13811112223"
TOLD = "这样的说明审核时会被退回补充"


@pytest.fixture(scope="module")
def order(stage) -> str:
    """A top-up nobody can prove; its form is opened again and again."""
    return bought(stage, "xiaolin", "game-topup-100", account="player-5555", zone="电信一区")


def opened(people: People, order: str, **how: object) -> Page:
    page = people.sit_down("xiaolin", **how)
    page.goto(f"{order}refund/?reason=NOT_ARRIVED")
    return page


def test_hints_come_while_typing_and_the_own_words_come_back(people: People, order: str):
    page = opened(people, order)
    field = page.get_by_label("详细说明")
    field.press_sequentially(VAGUE)
    expect(page.get_by_text("再具体一点")).to_be_visible()
    expect(page.locator("#narrative-said")).to_contain_text("还缺：一个细节")
    assert list(faults(page)) == []
    page.set_viewport_size({"width": PHONE, "height": 780})
    photograph(page, "describing-phone")
    page.get_by_role("button", name="用这句话").click()
    expect(field).not_to_have_value(VAGUE)
    expect(page.get_by_text("说得很清楚")).to_be_visible()
    expect(page.locator("#narrative-said")).to_contain_text("该写的都写了")
    page.get_by_role("button", name="恢复我自己写的").click()
    expect(field).to_have_value(VAGUE)
    expect(page.get_by_role("button", name="恢复我自己写的")).to_be_hidden()
    expect(page.get_by_text("再具体一点")).to_be_visible()


def test_a_secret_is_seen_to_be_masked_at_once(people: People, order: str):
    page = opened(people, order, width=DESK, language="en")
    page.locator("#id_narrative").fill(f"卡密{KEY}提示无效")
    expect(page.get_by_text("We masked it and never keep the original")).to_be_visible()
    expect(page.locator("#narrative-check")).to_contain_text("卡密****提示无效")
    assert list(faults(page)) == []


def test_two_accounts_are_asked_about_on_a_phone(people: People, order: str):
    page = opened(people, order)
    page.get_by_label("详细说明").fill(MIXED)
    expect(page.get_by_text("写清哪个是填错的")).to_be_visible()
    assert list(faults(page)) == []


def test_the_button_looks_without_sending_and_keeps_chosen_pictures(people: People, order: str):
    page = opened(people, order)
    page.get_by_label("未到账证明").set_input_files(
        {"name": "记录.png", "mimeType": "image/png", "buffer": screenshot_of_a_record()}
    )
    page.get_by_label("详细说明").fill(VAGUE)
    page.get_by_role("button", name="检查说明").click()
    expect(page.get_by_text("再具体一点")).to_be_visible()
    expect(page.locator("[data-upload]")).to_contain_text("已收好")


def test_without_scripts_the_same_is_done_by_buttons_and_told_once(people: People):
    order = bought(
        people.stage, "xiaolin", "game-topup-100", account="player-5555", zone="电信一区"
    )
    page = opened(people, order, scripts=False)
    field = page.get_by_label("详细说明")
    field.fill(VAGUE)
    page.get_by_role("button", name="检查说明").click()
    expect(page.get_by_text("再具体一点")).to_be_visible()
    page.get_by_role("button", name="用这句话").click()
    expect(page.get_by_text("说得很清楚")).to_be_visible()
    page.get_by_role("button", name="恢复我自己写的").click()
    expect(field).to_have_value(VAGUE)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text(TOLD)).to_be_visible()
    expect(field).to_have_value(VAGUE)
    people.complaints.clear()  # the browser notes the 422 of the form that was shown again
    page.get_by_role("button", name="就这样提交").click()
    page.wait_for_url("**/refunds/**")


def test_with_scripts_too_a_vague_text_is_told_once(people: People):
    order = bought(
        people.stage, "xiaolin", "game-topup-100", account="player-5555", zone="电信一区"
    )
    page = opened(people, order)
    page.get_by_label("详细说明").fill(VAGUE)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text(TOLD)).to_be_visible()
    photograph(page, "describing-told-phone")
    assert list(faults(page)) == []
    people.complaints.clear()  # the browser notes the 422 of the form that was shown again
    page.get_by_role("button", name="就这样提交").click()
    page.wait_for_url("**/refunds/**")
