"""Every main page in both lights and both widths: nothing axe finds serious, nothing overflows."""

import pytest
from playwright.sync_api import Page

from tests.browser.faults import faults
from tests.browser.people import People, bought

OPEN = ["/", "/goods/game-topup-100/", "/policy/", "/accounts/login/"]


def looked_at(page: Page, paths: list[str]) -> list[str]:
    """Open every details, then look."""
    found: list[str] = []
    for path in paths:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
        found += faults(page)
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_for_everyone(people: People, language: str):
    page = people.sit_down(language=language)
    assert looked_at(page, OPEN if language == "zh-hans" else OPEN[1:2]) == []


def test_pages_of_a_buyer(people: People):
    order = bought(
        people.stage, "xiaolin", "game-topup-100", account="player-0000", zone="电信一区"
    )
    buyer = people.stage.enter("xiaolin")
    form = {"reason": "WRONG_ACCOUNT", "narrative": "号码填错了"}
    page = people.sit_down("xiaolin")
    page.goto(order)
    page.get_by_text("充值没有成功").wait_for()
    apply = f"{order}refund/?reason=NOT_ARRIVED"
    found = looked_at(page, [order, apply])
    case = buyer.sends(f"{order}refund/", form)
    assert found + looked_at(page, [case, "/orders/", "/refunds/"]) == []


def test_the_queue_of_the_desk(people: People):
    """The case page is looked at in the journey that decides one."""
    assert looked_at(people.sit_down("zhoujie"), ["/desk/"]) == []
