"""What is wrong with a page's looks: what axe finds serious, and what runs off the screen."""

from collections.abc import Iterator

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.people import DESK, PHONE

SERIOUS = {"serious", "critical"}
LIGHTS = ("light", "dark")


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
