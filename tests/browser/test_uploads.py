"""Pictures handed in on a phone: over a bad line, over a reload, pasted, refused, taken back."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.faults import faults
from tests.browser.people import PATIENCE, PHONE, People, bought, photograph, screenshot_of_a_record

CLEAR = "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,请核实后退款。"
READY = "已收好，随申请一起提交"
ITEM = "未到账证明"


def large() -> bytes:
    """A picture of several parts."""
    out = io.BytesIO()
    Image.effect_noise((900, 800), 80).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def order(stage) -> str:
    """A top-up of 小林's that did not arrive."""
    return bought(stage, "xiaolin", "game-topup-100", account="player-5555", zone="电信一区")


def opened(people: People, order: str, **how: object) -> Page:
    page = people.sit_down("xiaolin", **how)
    page.goto(f"{order}refund/?reason=NOT_ARRIVED")
    return page


def chooses(page: Page, name: str, content: bytes, kind: str = "image/png") -> Locator:
    """Choose a file; returns its row."""
    file = {"name": name, "mimeType": kind, "buffer": content}
    page.get_by_label(ITEM).set_input_files(file)
    return row_of(page, name)


def row_of(page: Page, name: str) -> Locator:
    return page.locator("[data-upload]", has_text=name)


def breaks(page: Page, when: Callable[[int], bool]) -> list[int]:
    """Cut the line at some of the parts; returns the offsets that were asked for."""
    asked: list[int] = []

    def cut(route: Route) -> None:
        if route.request.method != "PATCH":
            return route.continue_()
        asked.append(int(route.request.headers["upload-offset"]))
        return route.abort() if when(len(asked)) else route.continue_()

    page.route(re.compile(r"/uploads/[\w-]+/$"), cut)
    return asked


def test_a_bad_line_is_waited_for_and_gone_on_with_where_it_was_cut(people: People, order: str):
    page = opened(people, order)
    expect(page.locator("#evidence-count")).to_contain_text("已有")
    before = page.locator("#evidence-count").inner_text()
    asked = breaks(page, lambda part: part in {2, 3, 4})
    row = chooses(page, "记录.png", large())
    expect(row).to_contain_text("线路断了", timeout=3 * PATIENCE)  # the shop has just opened
    expect(
        page.get_by_role("button", name=re.compile("提交申请.*还有 1 张图片在传"))
    ).to_be_visible()
    photograph(page, "uploading-phone")
    expect(row).to_contain_text(READY, timeout=2 * PATIENCE)
    assert asked[0] == 0
    assert len(set(asked[1:5])) == 1, "gone on with from what the server has"
    assert asked[1] > 0
    expect(page.locator("#evidence-count")).not_to_have_text(before)
    expect(page.locator("#apply-checklist")).to_contain_text("已有")
    assert list(faults(page)) == []
    page.set_viewport_size({"width": PHONE, "height": 780})
    photograph(page, "uploaded-phone")
    people.complaints.clear()  # the browser notes the cut line


def test_a_reload_goes_on_by_itself_and_nothing_is_chosen_again(people: People, order: str):
    page = opened(people, order)
    breaks(page, lambda part: part > 1)
    expect(chooses(page, "记录.png", large())).to_contain_text("线路断了")
    page.unroute_all()
    page.reload()
    row = row_of(page, "记录.png")
    expect(row).to_contain_text(READY, timeout=2 * PATIENCE)
    page.reload()
    expect(row).to_contain_text(READY)
    expect(row.locator("img")).to_have_js_property("complete", value=True)
    assert row.locator("img").evaluate("picture => picture.naturalWidth") > 0
    people.complaints.clear()


def test_one_is_removed_brought_back_and_removed_and_the_rest_is_sent(people: People, order: str):
    page = opened(people, order)
    page.get_by_label("详细说明").fill(CLEAR)
    for name in ("一.png", "二.png"):
        expect(chooses(page, name, screenshot_of_a_record())).to_contain_text(READY)
    second = row_of(page, "二.png")
    second.get_by_role("button", name="移除").click()
    expect(second).to_contain_text("已移除")
    second.get_by_role("button", name="撤销").click()
    expect(second).to_contain_text(READY)
    second.get_by_role("button", name="移除").click()
    expect(second).to_contain_text("已移除")
    first, needed = row_of(page, "一.png"), page.locator("#apply-checklist")
    first.get_by_role("button", name="移除").click()
    expect(needed).to_contain_text("还差")
    first.get_by_role("button", name="撤销").click()
    expect(needed).not_to_contain_text("还差")
    assert list(faults(page)) == []
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/refunds/**")
    expect(page.locator("main")).to_contain_text(ITEM)


def test_sending_waits_for_what_is_still_on_its_way(people: People, order: str):
    page = opened(people, order)
    page.get_by_label("详细说明").fill(CLEAR)
    breaks(page, lambda part: part == 1)
    row = chooses(page, "记录.png", large())
    expect(row).to_contain_text("线路断了")
    page.get_by_role("button", name=re.compile("提交申请")).click()
    expect(page.get_by_role("button", name="传完自动提交")).to_be_visible()
    page.wait_for_url("**/refunds/**")
    people.complaints.clear()


def test_a_phone_offers_its_camera_and_a_desk_does_not(people: People, order: str):
    assert not opened(people, order).locator(".upload__camera").is_visible()
    page = opened(people, order, touch=True)
    expect(page.locator(".upload__camera")).to_be_visible()
    photo = {"name": "照片.jpg", "mimeType": "image/png", "buffer": screenshot_of_a_record()}
    page.get_by_label("拍照").set_input_files(photo)
    expect(row_of(page, "照片.jpg")).to_contain_text(READY)


def test_a_pasted_screenshot_goes_to_the_first_open_item(people: People, order: str):
    page = opened(people, order)
    page.get_by_label("详细说明").focus()
    page.evaluate(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
          document.activeElement.dispatchEvent(new ClipboardEvent(
            "paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        list(screenshot_of_a_record()),
    )
    expect(row_of(page, "粘贴的截图")).to_contain_text(READY)


def test_a_file_dropped_anywhere_on_the_form_is_taken(people: People, order: str):
    page = opened(people, order)
    dropped = page.evaluate_handle(
        """bytes => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "拖.png", { type: "image/png" }));
          return data;
        }""",
        list(screenshot_of_a_record()),
    )
    page.dispatch_event("#id_narrative", "drop", {"dataTransfer": dropped})
    expect(row_of(page, "拖.png")).to_contain_text(READY)


def test_a_file_that_is_no_picture_shows_its_sentence_and_can_be_replaced(
    people: People, order: str
):
    page = opened(people, order)
    bad = chooses(page, "发票.png", b"%PDF-1.7 " + b"x" * 5000)
    expect(bad).to_contain_text("不是 JPG、PNG 或 WebP 图片")
    heic = chooses(page, "IMG_0001.HEIC", b"heic" * 500, "image/heic")
    expect(heic).to_contain_text("苹果 HEIC 请先截图")
    expect(page.locator("#apply-checklist")).to_contain_text("没收下")
    assert list(faults(page)) == []
    page.set_viewport_size({"width": PHONE, "height": 780})
    photograph(page, "upload-refused-phone")
    people.complaints.clear()  # the browser notes each refusal
    bad.get_by_role("button", name="移除").click()
    expect(chooses(page, "截图.png", screenshot_of_a_record())).to_contain_text(READY)


def test_without_scripts_pictures_stay_when_the_form_comes_back(people: People, order: str):
    page = opened(people, order, scripts=False)
    files = [
        {"name": name, "mimeType": "image/png", "buffer": screenshot_of_a_record()}
        for name in ("一.png", "二.png")
    ]
    page.get_by_label(ITEM).set_input_files(files)
    page.get_by_role("button", name="检查说明").click()
    expect(row_of(page, "一.png")).to_contain_text(READY)
    row_of(page, "二.png").get_by_role("button", name="移除").click()
    expect(row_of(page, "二.png")).to_have_count(0)
    page.get_by_label("详细说明").fill(CLEAR)
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_url("**/refunds/**")
