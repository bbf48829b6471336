"""The worker reads a buyer's picture; the desk sees what matches and what differs beside it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import (
    DESK,
    PATIENCE,
    PHONE,
    People,
    bought,
    open_until,
    photograph,
)
from tests.drawn_orders import page as drawn
from weikameng.gateways.reader import available

CLEAR = "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,请核实后退款。"
ACCOUNT = "13912345555"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

pytestmark = pytest.mark.skipif(not available(), reason="the extra ocr is not installed")


def applied(people: People, yuan: str) -> str:
    """小林 buys, and applies with a picture of the order that shows this amount."""
    order = bought(people.stage, "xiaolin", "game-topup-100", account=ACCOUNT, zone="电信一区")
    number = order.strip("/").split("/")[-1]
    shown = {
        "订单状态": "已完成",
        "商品名称": "山河游戏直充 100元",
        "充值区服": "电信一区",
        "充值账号": ACCOUNT,
        "实付金额": f"¥{yuan}",
        "订单编号": number,
    }
    page = people.sit_down("xiaolin", scripts=False)
    open_until(page, order, "text=这个订单可以申请退款")
    page.goto(f"{order}refund/?reason=NOT_ARRIVED")
    page.get_by_label("详细说明").fill(CLEAR)
    page.locator("#id_file_not_arrived_proof").set_input_files(
        {"name": "订单.png", "mimeType": "image/png", "buffer": drawn("订单详情", shown)}
    )
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url(re.compile(r"/refunds/\d+/$"))
    return page.url.strip("/").split("/")[-1]


def row(page: Page, name: str):
    """The row of a field."""
    return page.locator(".readings__row", has=page.locator("th", has_text=name))


def test_the_desk_sees_match_and_differs_beside_the_picture(people: People):
    case = applied(people, "900.00")
    page = people.sit_down("zhoujie", width=DESK)
    page.goto(f"/desk/{case}/")
    expect(page.locator(".readings__row").first).to_be_visible(timeout=4 * PATIENCE)
    expect(row(page, "金额").locator(".badge")).to_have_text("不一致")
    expect(row(page, "金额").locator("mark")).to_have_text("9")
    expect(row(page, "订单号").locator(".badge")).to_have_text("一致")
    expect(page.locator("#pictures")).not_to_have_attribute("hx-trigger", re.compile(".*"))
    picture, box = page.locator(".shot__sheet img"), page.locator(".shot__link.is-bad polygon")
    whole, part = picture.bounding_box(), box.bounding_box()
    assert whole
    assert part
    assert whole["x"] < part["x"]
    assert part["x"] + part["width"] < whole["x"] + whole["width"]
    row(page, "金额").hover()
    expect(page.locator(".shot__link.is-lit")).to_have_class(re.compile("is-bad"))
    photograph(page, "desk-pictures-desktop")
    page.get_by_role("link", name=re.compile("订单号：")).focus()
    expect(page.locator(".readings__row.is-lit")).to_contain_text("订单号")
    page.get_by_role("button", name="金额：机器说得对").click()
    expect(page.get_by_role("button", name="金额：机器说得对")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_label("放大").focus()
    page.keyboard.press("Space")
    larger = picture.bounding_box()
    assert larger
    assert larger["width"] > whole["width"]
    page.keyboard.press("Escape")
    assert list(faults(page)) == []
    page.set_viewport_size({"width": PHONE, "height": 780})
    assert page.evaluate(OVERFLOW) <= 0
    photograph(page, "desk-pictures-phone")
    photograph(page, "desk-pictures-phone-dark", "dark")
    open_until(page, "/desk/?pictures=differs", f'[data-number="{case}"]')
    assert page.evaluate(OVERFLOW) <= 0
    photograph(page, "desk-queue-phone")
    assert list(faults(page)) == []


def test_a_genuine_picture_is_marked_as_agreeing_and_told_to_the_buyer(people: People):
    case = applied(people, "100.00")
    page = people.sit_down("zhoujie", width=DESK)
    page.goto(f"/desk/{case}/")
    expect(page.locator("#pictures .panel__head .badge")).to_have_text(
        "图片一致", timeout=4 * PATIENCE
    )
    buyer = people.sit_down("xiaolin")
    buyer.goto(f"/refunds/{case}/")
    buyer.locator("summary", has_text="自动留存的凭证").click()
    expect(buyer.get_by_text("图片已核对")).to_be_visible()
