"""Talking on a phone, by keyboard: live, nothing lost, nothing said twice (R8.1, R8.2)."""

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import PHONE, chromium, photograph, screenshot_of_a_record
from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from weikameng.cli.stage import Stage

DRAFT = "还没写完的一句话"


def test_progress_is_asked_in_chat_and_a_picture_sent_there_is_in_the_case(shop: Stage, cast: Cast):
    case = states.reviewing(cast)
    session = Visitor().enters(cast.xiaolin).client.cookies["sessionid"].value
    with chromium() as browser:
        window = browser.new_context(
            base_url=shop.url, locale="zh-CN", viewport={"width": PHONE, "height": 780}
        )
        window.add_cookies([{"name": "sessionid", "value": session, "url": shop.url}])
        page = window.new_page()
        page.goto(f"/refunds/{case.number}/")
        page.get_by_role("link", name="就这份退款问客服").press("Enter")
        page.get_by_label("你的问题").press_sequentially("退款到哪一步了？")
        page.get_by_label("你的问题").press("Control+Enter")
        expect(page.locator(".talk__line")).to_have_count(2)
        expect(page.locator(".talk")).to_contain_text("人工复核中")
        assert list(faults(page)) == []
        page.set_viewport_size({"width": PHONE, "height": 780})
        photograph(page, "chat-phone")
        _line_is_cut_and_nothing_is_lost_or_said_twice(page)
        _picture(page, screenshot_of_a_record())
        page.get_by_role("button", name="转人工").last.press("Enter")
        expect(page.locator(".talk")).to_contain_text("我要找人工客服")
        expect(page.get_by_role("button", name="转人工")).to_have_count(1)
        assert list(faults(page)) == []
        page.goto(f"/refunds/{case.number}/")
        expect(page.locator("main")).to_contain_text("兑换报错截图")


def _line_is_cut_and_nothing_is_lost_or_said_twice(page: Page) -> None:
    field = page.get_by_label("写给客服")
    field.press_sequentially(DRAFT)
    page.reload()
    expect(field).to_have_value(DRAFT)
    page.route("**/chat/*/", lambda route: route.abort())
    field.press("Control+Enter")
    expect(page.locator("#say-said")).to_contain_text("没有发出去")
    expect(field).to_have_value(DRAFT)
    page.unroute("**/chat/*/")
    field.press("Control+Enter")
    expect(page.locator(".talk__line--mine", has_text=DRAFT)).to_have_count(1)
    expect(field).to_have_value("")


def _picture(page: Page, content: bytes) -> None:
    page.get_by_text("发图片", exact=True).click()
    page.get_by_label("图片里是什么").select_option(label="兑换报错截图")
    shot = {"name": "报错.png", "mimeType": "image/png", "buffer": content}
    page.locator("#id_file").set_input_files(shot)
    expect(page.locator("[data-upload]")).to_contain_text("按“发送”就发出去")
    page.get_by_role("button", name="发送").press("Enter")
    expect(page.locator(".talk__pictures img")).to_have_count(1)
    expect(page.locator(".talk")).to_contain_text("图片已放进这份退款的凭证")
    expect(page.locator("[data-upload]")).to_have_count(0)
