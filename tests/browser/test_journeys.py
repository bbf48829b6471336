"""The article's stories by hand: clicks, keys, no scripts; the page moves by itself."""

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
    screenshot_of_a_record,
)
from weikameng.services.demo_data import PASSWORD

VAGUE = "充了钱没到账,赶紧退"
BECAUSE = "已核实：合作方没有到账记录，你的截图与订单一致，全额原路退回。"
MOST_TABS = 80
OUTLINE = """e => getComputedStyle(e).outlineStyle + getComputedStyle(e, "::after").outlineStyle"""


def status(page: Page, title: str) -> None:
    """Wait for the status in the top card."""
    expect(page.locator("#status-title")).to_have_text(title, timeout=2 * PATIENCE)


def test_a_person_buys_a_card_and_gets_the_money_back_without_reloading(people: People):
    page = people.sit_down()
    page.goto("/")
    photograph(page, "home-phone")
    page.get_by_role("link", name="登录").click()
    page.get_by_label("用户名").fill("xiaolin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    page.get_by_role("link", name="星海点卡 3元").click()
    photograph(page, "product-phone")
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="提交订单").click()
    page.get_by_role("button", name="确认付款 3.00 元").click()
    expect(page.get_by_text("这个订单可以申请退款")).to_be_visible()
    expect(page.locator("#live .badge").first).to_have_text("已完成")
    photograph(page, "order-phone")
    page.get_by_role("link", name="申请退款").click()
    page.get_by_label("退款原因").select_option("NOT_ACTIVATED")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="一键退款 3.00 元").click()
    page.evaluate("window.stillHere = true")
    status(page, "退款成功")
    assert page.evaluate("window.stillHere")
    expect(page.locator(".clause--decides")).to_contain_text("实付 3.00 元（低于 50.00 元）")
    expect(page.locator(".clause--decides")).to_contain_text("依据 E1")
    expect(page.locator(".legs")).to_contain_text("已到账")
    photograph(page, "refund-settled-phone")
    photograph(page, "refund-settled-phone-dark", "dark")
    page.set_viewport_size({"width": DESK, "height": 800})
    photograph(page, "refund-settled-desktop")
    page.get_by_role("button", name="English").click()
    status(page, "Refunded")
    photograph(page, "refund-settled-desktop-en")


def test_vague_words_are_flagged_and_a_person_decides(people: People):
    order = bought(
        people.stage, "xiaolin", "game-topup-100", account="player-5555", zone="电信一区"
    )
    page = people.sit_down("xiaolin")
    page.goto(order)
    expect(page.get_by_text("这个订单可以申请退款")).to_be_visible()
    page.goto(f"{order}refund/?reason=NOT_ARRIVED")
    field = page.get_by_label("详细说明")
    field.press_sequentially(VAGUE)
    expect(page.get_by_text("再具体一点")).to_be_visible()
    photograph(page, "description-flagged-phone")
    page.get_by_role("button", name="用这句话").click()
    expect(field).not_to_have_value(VAGUE)
    expect(page.get_by_text("说得很清楚")).to_be_visible()
    page.get_by_label("未到账证明").set_input_files(
        {"name": "记录.png", "mimeType": "image/png", "buffer": screenshot_of_a_record()}
    )
    expect(page.locator("[data-upload]")).to_contain_text("已收好")
    page.get_by_role("button", name="提交申请").click()
    status(page, "人工复核中")
    reviewer = people.sit_down("zhoujie", width=DESK)
    reviewer.goto("/desk/")
    number = page.url.strip("/").split("/")[-1]
    reviewer.locator("tr", has=reviewer.locator(f'[data-number="{number}"]')).get_by_role(
        "link"
    ).click()
    expect(reviewer.locator(".shot__sheet img")).to_be_visible()
    photograph(reviewer, "desk-case-desktop")
    assert list(faults(reviewer)) == []
    tops = [one.bounding_box()["y"] for one in reviewer.locator(".case > *").all()]
    assert max(tops) - min(tops) < 2  # three columns beside each other
    decide = reviewer.locator("#decide")
    decide.get_by_label("写给买家的话").first.fill(BECAUSE)
    decide.get_by_role("button", name="通过，原路退款").click()
    expect(reviewer.get_by_text("已决定，买家会看到你的话")).to_be_visible()
    page.reload()
    status(page, "退款成功")
    expect(page.locator(".clause--decides").first).to_contain_text(BECAUSE)


def test_everything_is_reached_by_the_keyboard_alone(people: People):
    page = people.sit_down("xiaowu", width=DESK)
    page.goto("/")
    tab_to(page, "a[href='/goods/game-card-3/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/goods/**")
    tab_to(page, "#id_confirmed")
    page.keyboard.press("Space")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/**")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/**")
    expect(page.get_by_text("这个订单可以申请退款")).to_be_visible()
    tab_to(page, "a[href$='/refund/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refund/")
    tab_to(page, "#id_reason")
    choose(page, "NOT_ACTIVATED")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/refund/?reason=NOT_ACTIVATED")
    tab_to(page, "main form[method=post] button")
    page.keyboard.press("Enter")
    status(page, "退款成功")


def test_without_scripts_everything_still_works(people: People):
    page = people.sit_down("xiaowu", width=PHONE, scripts=False)
    page.goto("/goods/game-card-3/")
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="提交订单").click()
    page.get_by_role("button", name="确认付款").click()
    open_until(page, page.url, "text=这个订单可以申请退款")
    page.get_by_role("link", name="申请退款").click()
    page.get_by_label("退款原因").select_option("NOT_ACTIVATED")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="一键退款").click()
    page.wait_for_url("**/refunds/**")
    assert page.locator("#status-title").inner_text() in {"退款处理中", "退款成功"}


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that the focus can be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            assert "solid" in page.locator(":focus").evaluate(OUTLINE), selector
            return
    raise AssertionError(f"{selector} is not reached by the keyboard")


def choose(page: Page, value: str) -> None:
    """Choose in the focused list with the arrow keys."""
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not in the list")
