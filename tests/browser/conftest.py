"""The real platform under a real Chromium: started once on a free port, in a scratch directory."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.people import People
from weikameng.cli.stage import Stage, open_stage

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
# A busy machine may take its time; nothing here is about speed.
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as slow and skippable."""
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Web server, worker and database, with the demo's people and goods."""
    with open_stage() as running:
        yield running


# Of a module, not of the session: while Playwright runs, Django takes the thread for asynchronous.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with sync_playwright() as player:
        chromium = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def people(stage: Stage, browser: Browser) -> Iterator[People]:
    """People with browsers; afterwards no page of theirs may have complained on its console."""
    all_of_them = People(stage, browser)
    yield all_of_them
    complaints = all_of_them.leave()
    assert complaints == []
