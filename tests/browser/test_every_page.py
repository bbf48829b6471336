"""Every page of the site, as whoever opens it sees it: nothing against WCAG 2.2 AA, nothing runs
off a phone, in both lights and both languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver
from playwright.sync_api import Page

from tests.browser.faults import faults, runs_off
from tests.browser.looks import ACCOUNT, ACCOUNT_FILES, Look, Looks
from tests.browser.people import chromium
from tests.cast import Cast
from tests.journeys.every import NAMES
from weikameng.cli.stage import Stage
from weikameng.config.urls import urlpatterns
from weikameng.gateways.messages import credentials
from weikameng.services import carriers

# Doors of machines: JSON, never a page.
MACHINES = ("api/", "channels/")
OPEN_ALL = """document.querySelectorAll('details').forEach(one => {
  one.removeAttribute('name');
  one.open = true;
})"""

FAULTY = """<!doctype html><title>x</title><style>
@media (prefers-color-scheme: dark) { body { background: #111; color: #222 } }
button { padding: 0; width: 9px; height: 9px } div { width: 700px } * { margin: 0 }
</style><p>words</p><button aria-label="a"></button><button aria-label="b"></button><div>d</div>"""


@pytest.fixture
def looks(cast: Cast, settings: Any) -> Iterator[list[Look]]:
    """Everything is brought about before a browser starts; text messages would be carried."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # a busy machine takes its time
    texts = ", ".join(f"{code}={code}" for code in carriers.rules().codes)
    settings.MESSAGES = {
        credentials.KEY_ID: "key",
        credentials.KEY_SECRET: "secret",
        credentials.ALIYUN_SIGN: "微卡盟",
        carriers.ALIYUN_TEMPLATES: texts,
    }
    carriers.forget_carriers()
    yield list(Looks(cast).everything())
    carriers.forget_carriers()


def test_no_page_breaks_wcag_2_2_aa_or_runs_off_a_phone(looks: list[Look], shop: Stage):
    found: list[str] = []
    with chromium() as browser:
        window = browser.new_context(base_url=shop.url, locale="zh-CN")
        walk = Walk(window.new_page(), shop.url)
        for look in looks:
            found += (f"{look.name}: {fault}" for fault in walk.looked_at(look))
    assert found == [], "\n" + "\n".join(found)


def test_no_page_of_the_url_configuration_is_forgotten():
    known = set(NAMES) | set(ACCOUNT) | ACCOUNT_FILES
    there = {name for path, name in named(urlpatterns) if not path.startswith(MACHINES)}
    assert there - known == set()


def test_planted_faults_are_seen():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(FAULTY)
        found = " ".join(faults(page))
    for fault in ("360 html-has-lang", "1280 target-size", "is 700 wide", "dark color-contrast"):
        assert fault in found, found
    assert "light color-contrast" not in found


@dataclass
class Walk:
    """Somebody who opens one page after another, in whosever name."""

    page: Page
    url: str
    seen: set[int] = field(default_factory=set)

    def looked_at(self, look: Look) -> Iterator[str]:
        """Say what is wrong with a page whose folds are all open; in English, what runs off."""
        if not self._opened(look, "zh-hans"):
            yield f"{look.path} led to {self.page.url}"
            return
        self.page.evaluate(OPEN_ALL)
        yield from faults(self.page, look.part, self.seen)
        if not look.answer:
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


def named(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the URL configuration with its name."""
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, path)
        else:
            yield path, str(one.name)
