"""The real platform under a real Chromium: started once on a free port, in a scratch directory.

Where no worker is needed, the application alone serves the tests' own database: what services
bring about in milliseconds the platform's worker would take seconds for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.browser.looks import Looks
from tests.browser.people import CHROMIUM, People, chromium
from tests.browser.served import served
from tests.cast import Cast, enter
from weikameng.cli.stage import Stage, open_stage
from weikameng.gateways.messages import credentials
from weikameng.services import carriers

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


# Of a module, not of the session: other tests need the thread for Django.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with chromium() as running:
        yield running


@pytest.fixture
def people(stage: Stage, browser: Browser) -> Iterator[People]:
    """People with browsers; afterwards no page of theirs may have complained on its console."""
    all_of_them = People(stage, browser)
    yield all_of_them
    complaints = all_of_them.leave()
    assert complaints == []


@pytest.fixture
def cast(transactional_db: None, settings: Any, tmp_path: Path) -> Cast:
    """Everyone on stage, now, before a browser starts; what rate limits counted is forgotten."""
    settings.DEMO, settings.DATA_DIR, settings.FILES_DIR = True, tmp_path, tmp_path / "files"
    settings.LOG_DIR = tmp_path / "log"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    cache.clear()
    people = enter()
    people.at = timezone.now()
    return people


@pytest.fixture
def shop(cast: Cast) -> Iterator[Stage]:
    """The application over HTTP in a thread, without a worker."""
    with served() as url:
        yield Stage(url, sandbox="", environment={})


@pytest.fixture
def looks(cast: Cast, settings: Any) -> Iterator[Looks]:
    """Everything that can be looked at; text messages would be carried."""
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600  # a busy machine takes its time
    texts = ", ".join(f"{code}={code}" for code in carriers.rules().codes)
    settings.MESSAGES = {
        credentials.KEY_ID: "key",
        credentials.KEY_SECRET: "secret",
        credentials.ALIYUN_SIGN: "微卡盟",
        carriers.ALIYUN_TEMPLATES: texts,
    }
    carriers.forget_carriers()
    yield Looks(cast)
    carriers.forget_carriers()
