"""The books by hand: finance looks a refund up, makes the supplier bear it, and notes the money."""

import re

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, bought, photograph
from tests.browser.test_journeys import status

WHY = "供货商书面确认没有发货，邮件存档 2026-118。"


def looks_right(page: Page, name: str) -> list[str]:
    """Open every fold and look at both widths; keep pictures when they are asked for."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = list(faults(page))
    for width, where in ((PHONE, "phone"), (DESK, "desktop")):
        page.set_viewport_size({"width": width, "height": 800})
        photograph(page, f"money-{name}-{where}")
    return found


def refunded(people: People) -> str:
    """A one-click refund of 3.00 that has arrived; returns its number."""
    order = bought(people.stage, "xiaolin", "game-card-3")
    refund = people.stage.enter("xiaolin").sends(f"{order}refund/", {"reason": "NOT_ACTIVATED"})
    page = people.sit_down("xiaolin")
    page.goto(refund)
    status(page, "退款成功")
    return refund.strip("/").split("/")[-1]


def test_finance_makes_the_supplier_bear_a_refund_and_notes_its_payment(people: People):
    case = refunded(people)
    page = people.sit_down("acai", width=DESK)

    page.goto("/money/books/")
    found = looks_right(page, "books")
    page.get_by_label("查一笔退款的账").fill(case)
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已退款")
    found += looks_right(page, "books-case")
    page.get_by_label("改由谁承担").select_option(label="供货商 sandbox")
    page.get_by_label("原因").fill(WHY)
    page.get_by_role("button", name="记一笔更正").click()
    expect(page.get_by_text("已更正，账上多了一笔。")).to_be_visible()
    expect(page.get_by_text(WHY)).to_be_visible()
    page.get_by_role("link", name="应向 sandbox 追偿").first.click()
    found += looks_right(page, "books-account")

    page.get_by_role("link", name="供货商追偿").click()
    found += looks_right(page, "recovery")
    page.get_by_role("row", name=re.compile("sandbox")).get_by_role("link").last.click()
    expect(page.get_by_text(WHY)).to_have_count(0)  # our own words are not the supplier's
    found += looks_right(page, "recovery-month")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载账单（CSV）").click()
    assert case in waiting.value.path().read_text(encoding="utf-8-sig")
    page.get_by_label("金额（元）").fill("3.00")
    page.get_by_label("银行流水号").fill("2026112300118")
    page.get_by_role("button", name="登记到款").click()
    expect(page.get_by_text("到款已登记。")).to_be_visible()
    assert found == []


def test_the_books_can_be_kept_without_script(people: People):
    case = refunded(people)
    page = people.sit_down("acai", width=PHONE, scripts=False)
    page.goto(f"/money/books/refunds/{case}/")
    page.locator("summary", has_text="更正承担方").click()
    page.get_by_label("改由谁承担").select_option(label="供货商 sandbox")
    page.get_by_label("原因").fill(WHY)
    page.get_by_role("button", name="记一笔更正").click()
    expect(page.get_by_text("已更正，账上多了一笔。")).to_be_visible()
