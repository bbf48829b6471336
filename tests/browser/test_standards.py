"""The drawn examples in a real Chromium: whole, readable, in both lights and languages."""

import pytest
from playwright.sync_api import Page

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, photograph
from weikameng.web.drawn.every import EXAMPLES
from weikameng.web.drawn.pieces import Screen

DRAWN = [code for code, both in EXAMPLES.items() if isinstance(both.good, Screen)]
SMALLEST = 10.5  # CSS pixels; smaller letters can't be read on a phone

# What of the words runs off its screen, and which letters are too small to read.
SPILLED = """smallest => [...document.querySelectorAll('svg.drawn')].flatMap(svg => {
  const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect(), mark = text.closest('.d-mark');
    const right = frame.left + (mark ? svg.viewBox.baseVal.width : 298) * scale;
    const hidden = svg.classList.contains('drawn--cut') && box.top < frame.top;
    const small = parseFloat(text.getAttribute('font-size')) * scale < smallest;
    return small || box.left < frame.left || box.right > right || box.bottom > frame.bottom
      || (box.top < frame.top && !hidden);
  }).map(text => svg.querySelector('title').id + ': ' + text.textContent);
})"""


def spilled(page: Page) -> list[str]:
    """Return the words of drawings that can't be read whole."""
    found: list[str] = page.evaluate(SPILLED, SMALLEST)
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_no_word_of_a_drawing_runs_off_its_screen(people: People, language: str, width: int):
    page = people.sit_down(width=width, language=language)
    for code in DRAWN:
        page.goto(f"/policy/standards/{code}/")
        assert page.locator("svg.drawn").count() == 2, code
        assert spilled(page) == [], code


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_are_without_faults(people: People, language: str):
    page = people.sit_down(language=language)
    seen = ["", "WRONG_ACCOUNT/", "DUPLICATE_ORDER/", "KEY_INVALID/", "WRONG_ZONE/"]
    for code in seen if language == "zh-hans" else seen[1:2]:
        page.goto(f"/policy/standards/{code}")
        assert list(faults(page)) == []


def test_a_drawing_is_heard_as_one_picture(people: People):
    page = people.sit_down()
    page.goto("/policy/standards/WRONG_ACCOUNT/")
    picture = page.get_by_role("img").first
    assert "号码不存在" in str(picture.evaluate("svg => svg.querySelector('title').textContent"))
    assert page.get_by_role("img").count() == 2


def test_without_scripts_everything_is_there(people: People):
    page = people.sit_down(scripts=False)
    page.goto("/policy/standards/")
    page.get_by_role("link", name="卡密无效").click()
    assert page.get_by_role("img").count() == 2
    page.goto("/policy/?q=B1")
    assert page.locator("#B1").is_visible()


def test_good_stands_beside_bad_on_a_desk_and_above_it_on_a_phone(people: People):
    page = people.sit_down(width=DESK)
    page.goto("/policy/standards/NOT_ARRIVED/")
    good, bad = (page.locator(".example").nth(place).bounding_box() for place in (0, 1))
    assert good
    assert bad
    assert (good["y"] == bad["y"], good["x"] < bad["x"]) == (True, True)
    photograph(page, "standard-not-arrived-desktop")
    page = people.sit_down()
    page.goto("/policy/standards/NOT_ARRIVED/")
    good, bad = (page.locator(".example").nth(place).bounding_box() for place in (0, 1))
    assert good
    assert bad
    assert (good["x"] == bad["x"], good["y"] < bad["y"]) == (True, True)


def test_the_pictures_for_the_docs(people: People):
    page = people.sit_down()
    page.goto("/policy/standards/WRONG_ACCOUNT/")
    photograph(page, "standard-wrong-account-phone")
    page.goto("/policy/standards/KEY_INVALID/")
    photograph(page, "standard-key-invalid-phone-dark", "dark")
    page = people.sit_down(width=DESK, language="en")
    page.goto("/policy/standards/OVERCHARGED/")
    photograph(page, "standard-overcharged-desktop-en")
    assert page.locator("svg.drawn").count() == 2
