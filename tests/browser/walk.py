"""A walk along many pages: each one opened, unfolded and looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.faults import faults, runs_off
from tests.browser.looks import Look
from tests.browser.people import chromium
from weikameng.cli.stage import Stage

OPEN_ALL = """document.querySelectorAll('details').forEach(one => {
  one.removeAttribute('name');
  one.open = true;
})"""


def walked(shop: Stage, looks: Sequence[Look]) -> Iterator[str]:
    """Say what is wrong with any of the looks; they are brought about before a browser starts."""
    with chromium() as browser:
        window = browser.new_context(base_url=shop.url, locale="zh-CN")
        walk = Walk(window.new_page(), shop.url)
        for look in looks:
            yield from (f"{look.name}: {fault}" for fault in walk.looked_at(look))


@dataclass
class Walk:
    """Somebody who opens one page after another, in whosever name."""

    page: Page
    url: str

    def looked_at(self, look: Look) -> Iterator[str]:
        """Say what is wrong with a page whose folds are all open; in English, what runs off."""
        if not self._opened(look, "zh-hans"):
            yield f"{look.path} led to {self.page.url}"
            return
        self.page.evaluate(OPEN_ALL)
        yield from faults(self.page, look.part)
        if look.part == "html" and not look.answer:
            self._opened(look, "en")
            self.page.evaluate(OPEN_ALL)
            yield from runs_off(self.page)

    def _opened(self, look: Look, language: str) -> bool:
        """Whether the page is there; an answer is handed to the browser at its address."""
        cookies = {"django_language": language, "sessionid": look.session}
        self.page.context.add_cookies(
            [{"name": n, "value": v or "nobody", "url": self.url} for n, v in cookies.items()]
        )
        if look.answer:
            self.page.route(self.url + look.path, lambda route: route.fulfill(body=look.answer))
            self.page.goto(look.path)
            self.page.unroute(self.url + look.path)
            return True
        answer = self.page.goto(look.path)
        there = answer is not None and answer.status == look.status
        return there and self.page.url == self.url + look.path
