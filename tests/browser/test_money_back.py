"""Money back on real rails: paid and refunded by hand, through web, worker and the sandbox over
HTTP; the page of the refund moves by itself.
"""

import re

import httpx
from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import (
    DESK,
    PATIENCE,
    PHONE,
    People,
    photograph,
    screenshot_of_a_record,
)
from tests.browser.test_journeys import choose, status, tab_to
from weikameng.cli.stage import Stage, Visitor
from weikameng.services.demo_data import PASSWORD

ONE_MINUTE, FIVE_MINUTES = 61, 301
CARD = "6222021234567894"
_SEND = re.compile("一键退款|提交申请")


def arrives(stage: Stage, name: str) -> str:
    """Somebody new signs up: nobody else's refunds count against theirs."""
    newcomer = Visitor(httpx.Client(base_url=stage.url, follow_redirects=True, timeout=20))
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD}
    newcomer.sends("/accounts/signup/", form)
    stage.visitors[name] = newcomer
    return name


def buys(page: Page, sku: str, way: str, quantity: int = 1) -> None:
    """Choose how to pay on the product's page, and pay at the cashier."""
    page.goto(f"/goods/{sku}/")
    page.get_by_label("数量").fill(str(quantity))
    page.get_by_role("radio", name=way).check()
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="提交订单").click()
    expect(page.locator(".facts")).to_contain_text(way)
    page.get_by_role("button", name="确认付款").click()
    expect(page.get_by_text("这个订单可以申请退款")).to_be_visible()
    expect(page.get_by_text(f"{way} ")).to_be_visible()


def asks_back(page: Page) -> str:
    """Apply with one click; returns the refund number."""
    page.get_by_role("link", name="申请退款").click()
    page.get_by_label("退款原因").select_option("NOT_ACTIVATED")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name=_SEND).click()
    page.wait_for_url("**/refunds/*/")
    page.evaluate("window.stillHere = true")
    return page.url.strip("/").split("/")[-1]


def moved(page: Page, title: str) -> None:
    """The page came to say so by itself."""
    status(page, title)
    assert page.evaluate("window.stillHere")


def sandbox(stage: Stage, case: str) -> list[tuple[str, int, str]]:
    """What the sandbox's own ledger knows of a case: provider, fen, status."""
    book = httpx.get(f"{stage.sandbox}/_control/ledger", trust_env=False).json()
    mine = [row for row in book["refunds"] if row["number"].startswith(case)]
    return [(row["provider"], row["amount"], row["status"]) for row in mine]


def time_passes(stage: Stage, seconds: int) -> None:
    """The sandbox's clock is moved on; ours goes as it goes."""
    wish = {"advance_seconds": seconds}
    httpx.post(f"{stage.sandbox}/_control/clock", json=wish, trust_env=False).raise_for_status()


def test_alipay_gives_it_back_at_once(people: People):
    page = people.sit_down(arrives(people.stage, "zhifubao"), width=DESK)
    buys(page, "game-card-3", "支付宝")
    case = asks_back(page)
    moved(page, "退款成功")
    expect(page.locator("#live")).to_contain_text("3.00 元已退回支付宝")
    assert sandbox(people.stage, case) == [("alipay", 300, "SUCCESS")]


def test_wechat_pay_holds_it_for_a_while_and_the_page_moves_when_it_arrives(people: People):
    page = people.sit_down(arrives(people.stage, "weixin"), width=PHONE)
    page.goto("/goods/star-points/")
    photograph(page, "pay-by-phone", whole=False)
    buys(page, "star-points", "微信支付")
    case = asks_back(page)
    moved(page, "退款处理中")
    expect(page.locator(".legs")).to_contain_text("渠道处理中")
    assert sandbox(people.stage, case) == [("wechatpay", 111, "PROCESSING")]
    photograph(page, "refund-on-its-way-phone", whole=False)
    time_passes(people.stage, FIVE_MINUTES)
    moved(page, "退款成功")
    expect(page.locator(".legs")).to_contain_text("已到账")
    assert sandbox(people.stage, case) == [("wechatpay", 111, "SUCCESS")]


def test_balance_and_alipay_each_get_their_part_back(people: People):
    page = people.sit_down("xiaowu", width=DESK)
    page.goto("/goods/gift-card-100/")
    page.get_by_label("数量").fill("3")
    page.get_by_label("先用平台余额（现有 200.00 元）").check()
    page.get_by_role("radio", name="支付宝").check()
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="提交订单").click()
    expect(page.locator(".facts")).to_contain_text("¥200.00")
    assert list(faults(page)) == []  # the cashier, in both widths and lights
    page.get_by_role("button", name="确认付款 100.00 元").click()
    expect(page.get_by_text("平台余额 200.00 元 + 支付宝 100.00 元")).to_be_visible()
    expect(page.get_by_text("这个订单可以申请退款")).to_be_visible()
    case = asks_back(page)
    moved(page, "退款成功")
    expect(page.locator(".legs")).to_contain_text("平台余额")
    assert sandbox(people.stage, case) == [("alipay", 10_000, "SUCCESS")]
    photograph(page, "refund-to-two-places-desktop")
    page.get_by_role("button", name="English").click()
    status(page, "Refunded")
    photograph(page, "refund-to-two-places-desktop-en")
    page.goto("/goods/gift-card-100/")
    expect(page.get_by_label("Use my platform balance first (200.00 CNY)")).to_be_visible()


def test_an_abnormal_refund_is_directed_to_the_buyers_card_by_finance(people: People):
    page = people.sit_down(arrives(people.stage, "yichang"), width=PHONE)
    buys(page, "star-points", "微信支付", quantity=2)
    case = asks_back(page)
    moved(page, "退款处理中")
    time_passes(people.stage, ONE_MINUTE)
    moved(page, "原路退回受阻")
    assert sandbox(people.stage, case) == [("wechatpay", 222, "ABNORMAL")]

    acai = people.sit_down("acai", width=DESK)
    acai.goto(f"/money/payouts/?q={case}")
    acai.get_by_role("table").get_by_role("link").click()
    acai.locator("summary", has_text="让微信支付改退到别的账户").click()
    assert list(faults(acai)) == []
    photograph(acai, "money-abnormal-desktop")
    acai.get_by_label("开户银行").select_option(label="工商银行")
    acai.get_by_label("借记卡号").fill(CARD)
    acai.get_by_label("持卡人姓名").fill("林小")
    acai.get_by_role("button", name="退到这张卡").click()
    expect(acai.get_by_text("渠道已受理，会继续查询。")).to_be_visible()
    assert CARD not in acai.content()

    time_passes(people.stage, FIVE_MINUTES)
    moved(page, "退款成功")
    assert sandbox(people.stage, case) == [("wechatpay", 222, "SUCCESS")]


def test_a_frozen_trade_is_paid_by_transfer_and_two_people_sign_it(people: People):
    page = people.sit_down(arrives(people.stage, "dongjie"), width=PHONE)
    buys(page, "star-points", "支付宝", quantity=2)
    case = asks_back(page)
    moved(page, "原路退回受阻")
    assert sandbox(people.stage, case) == []

    acai, laochen = (people.sit_down(who, width=DESK) for who in ("acai", "laochen"))
    acai.goto(f"/money/payouts/?q={case}")
    acai.get_by_role("table").get_by_role("link").click()
    acai.get_by_role("link", name="换一种方式付给买家").click()
    acai.get_by_label("银行转账").check()
    acai.get_by_label("收款人姓名或户名").fill("林小")
    acai.get_by_label("收款账号").fill(CARD)
    acai.get_by_label("原因").fill("支付宝说交易被冻结，账号由买家电话确认。工商银行北京西单支行。")
    acai.get_by_role("button", name="提议转账").click()
    expect(acai.get_by_text("这是你提议的，要由另一人同意。")).to_be_visible()
    transfer = acai.url

    laochen.goto(transfer)
    laochen.get_by_role("button", name="同意这笔转账").click()
    expect(laochen.get_by_label("四个签名")).to_contain_text("老陈")
    acai.goto(transfer)
    acai.get_by_label("银行或平台的流水号").fill("ICBC-20261123-0001")
    acai.get_by_label("回单图片").set_input_files(
        {"name": "回单.png", "mimeType": "image/png", "buffer": screenshot_of_a_record()}
    )
    acai.get_by_role("button", name="登记付款").click()
    expect(acai.get_by_text("这是你付的，要由另一人核对。")).to_be_visible()
    laochen.goto(transfer)
    laochen.get_by_alt_text("付款回单").scroll_into_view_if_needed()
    photograph(laochen, "money-transfer-desktop")
    laochen.get_by_role("button", name="核对无误").click()
    moved(page, "退款成功")
    assert sandbox(people.stage, case) == []  # the channel paid nothing


def test_the_way_to_pay_is_chosen_by_the_keyboard_alone(people: People):
    page = people.sit_down("xiaowu", width=DESK)
    page.goto("/goods/game-card-3/")
    assert list(faults(page)) == []
    tab_to(page, "input[name=route]")
    choose(page, "wechatpay")
    tab_to(page, "#id_confirmed")
    page.keyboard.press("Space")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/pay/**")
    expect(page.locator(".facts")).to_contain_text("微信支付")
    page.get_by_role("button", name="取消订单").click()
    expect(page.get_by_text("已取消").first).to_be_visible(timeout=PATIENCE)


def test_without_scripts_the_way_to_pay_is_chosen_too(people: People):
    page = people.sit_down("xiaowu", scripts=False)
    page.goto("/goods/game-card-3/")
    page.get_by_role("radio", name="微信支付").check()
    page.get_by_label("我看过了").check()
    page.get_by_role("button", name="提交订单").click()
    page.get_by_role("button", name="确认付款 3.00 元").click()
    expect(page.get_by_text("微信支付 3.00 元")).to_be_visible()
