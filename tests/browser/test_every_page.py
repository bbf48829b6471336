"""Every page of the site, as whoever opens it sees it: nothing against WCAG 2.2 AA, nothing runs
off a phone, in both lights and both languages.
"""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver

from tests.browser.faults import faults
from tests.browser.looks import ACCOUNT, ACCOUNT_FILES, Looks
from tests.browser.people import chromium
from tests.browser.walk import walked
from tests.journeys.every import NAMES
from weikameng.cli.stage import Stage
from weikameng.config.urls import urlpatterns

# Doors of machines: JSON, never a page.
MACHINES = ("api/", "channels/", "suppliers/", "checkpoint", "tile/", "log/", "proof/")
FAULTY = """<!doctype html><title>x</title><style>
@media (prefers-color-scheme: dark) { body { background: #111; color: #222 } }
button { padding: 0; width: 9px; height: 9px } div { width: 700px } * { margin: 0 }
</style><p>words</p><button aria-label="a"></button><button aria-label="b"></button><div>d</div>"""


def test_no_page_breaks_wcag_2_2_aa_or_runs_off_a_phone(looks: Looks, shop: Stage):
    found = list(walked(shop, list(looks.pages())))
    assert found == [], "\n" + "\n".join(found)


def test_no_page_of_the_url_configuration_is_forgotten():
    known = set(NAMES) | set(ACCOUNT) | ACCOUNT_FILES
    there = {name for path, name in named(urlpatterns) if not path.startswith(MACHINES)}
    assert there - known == set()


def test_planted_faults_are_seen():
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(FAULTY)
        found = " ".join(faults(page, seen=set()))
    for fault in ("360 html-has-lang", "1280 target-size", "is 700 wide", "dark color-contrast"):
        assert fault in found, found
    assert "light color-contrast" not in found


def named(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, str]]:
    """Every address of the URL configuration with its name."""
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from named(one.url_patterns, path)
        else:
            yield path, str(one.name)
