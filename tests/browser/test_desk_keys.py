"""The desk by keyboard alone: sign in, choose, take, refuse with clause and facts, and back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, chromium, photograph
from tests.browser.test_journeys import choose, tab_to
from tests.cast import Cast
from tests.journeys import states
from weikameng.cli.stage import Stage
from weikameng.services.demo_data import PASSWORD

QUEUE, CASE = re.compile(r"^http://[^/]+/desk/(#.*)?$"), re.compile(r"/desk/\d+/$")


def test_a_case_is_taken_and_refused_by_keyboard_alone(cast: Cast, shop: Stage):
    cases = [states.reviewing(cast).number for _ in range(3)]
    with chromium() as browser:
        people = People(shop, browser)
        page = people.sit_down(width=DESK)
        signs_in(page)
        chooses(page)
        reads_the_keys(page)
        taken = takes_the_most_urgent(page)
        assert taken in cases
        refuses(page)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(CASE)
        assert taken not in page.url
        tab_to(page, "a.page-title__back")
        page.keyboard.press("Enter")
        page.wait_for_url(QUEUE)
        switches_the_keys_off(page)
        assert people.leave() == []


def signs_in(page: Page) -> None:
    """周姐 wants the desk and types her name and password first."""
    page.goto("/desk/")
    tab_to(page, "#id_login")
    page.keyboard.type("zhoujie")
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(QUEUE)


def chooses(page: Page) -> None:
    """Rows are gone through; letters in a field are letters."""
    page.keyboard.press("j")
    first = chosen(page)
    page.keyboard.press("j")
    assert chosen(page) != first
    page.keyboard.press("k")
    assert chosen(page) == first
    page.keyboard.press("/")
    page.keyboard.type("cj?")
    expect(page.locator("#id_q")).to_have_value("cj?")
    for _ in range(3):
        page.keyboard.press("Backspace")
    page.keyboard.press("Escape")


def reads_the_keys(page: Page) -> None:
    """The list of shortcuts opens and closes, and nothing is wrong with it."""
    photograph(page, "desk-queue-desktop")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("领取最急的一单")
    photograph(page, "desk-keys-desktop", whole=False)
    assert list(faults(page)) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def takes_the_most_urgent(page: Page) -> str:
    """One key; returns the number of the case that opens."""
    page.keyboard.press("c")
    page.wait_for_url(CASE)
    expect(page.locator("#holder")).to_contain_text("这一单在你手上")
    return page.url.strip("/").split("/")[-1]


def refuses(page: Page) -> None:
    """Skip to the decision, choose clause and fact, have it worded, read it, send it."""
    to_the_decision(page)
    tab_to(page, "#decide details:nth-of-type(2) > summary")
    page.keyboard.press("Enter")
    tab_to(page, "#decide [open] [name=clause]")
    choose(page, "B1")
    tab_to(page, "#decide [open] [name=facts]")
    page.keyboard.press("Space")
    tab_to(page, "#decide [open] [value=words]")
    page.keyboard.press("Enter")
    expect(page.locator("#decide [open] [name=because]")).to_have_value(re.compile("不能退款"))
    to_the_decision(page)
    tab_to(page, "#decide [open] [value=reject]")
    page.keyboard.press("Enter")
    page.wait_for_url(QUEUE)
    expect(page.get_by_text("已决定，买家会看到你的话")).to_be_visible()


def to_the_decision(page: Page) -> None:
    """The second link to skip by leads past pictures and facts."""
    tab_to(page, "a.skip[href='#decide-here']")
    page.keyboard.press("Enter")


def switches_the_keys_off(page: Page) -> None:
    """Whoever is disturbed by them does without, on this machine."""
    page.keyboard.press("?")
    tab_to(page, "[data-keys-on]")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert page.url.endswith("/desk/")
    page.set_viewport_size({"width": PHONE, "height": 780})
    photograph(page, "desk-queue-phone")


def chosen(page: Page) -> str:
    """The address of the row that has the keyboard."""
    return str(page.evaluate("document.activeElement.getAttribute('href')"))
