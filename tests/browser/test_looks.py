"""Every main page in both lights and both widths: nothing axe finds serious, nothing overflows."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import DESK, PHONE, People, bought

SERIOUS = {"serious", "critical"}
LIGHTS = ("light", "dark")
OPEN = ["/", "/goods/game-topup-100/", "/policy/", "/accounts/login/"]


def faults(page: Page) -> Iterator[str]:
    """Look at one page in every light and width."""
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"{page.url} is {wide} wide on a screen of {width}"
        for light in LIGHTS:
            page.emulate_media(color_scheme=light, reduced_motion="reduce")
            for found in Axe().run(page).response["violations"]:
                if found["impact"] in SERIOUS:
                    where = [node["target"] for node in found["nodes"][:3]]
                    yield f"{page.url} {width} {light} {found['id']} {where}"


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


def test_pages_of_the_desk(people: People):
    """Whatever waits there; the case page is looked at through the queue's first link."""
    page = people.sit_down("zhoujie")
    found = looked_at(page, ["/desk/"])
    rows = page.locator("tbody a")
    cases = [rows.first.get_attribute("href") or "/desk/"] if rows.count() else []
    assert found + looked_at(page, cases) == []
