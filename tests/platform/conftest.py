"""One running platform for all tests here that leave it as they found it."""

from collections.abc import Iterator

import pytest

from weikameng.cli.stage import Stage, open_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    """Web server, worker and database with the demo's data, started once."""
    with open_stage() as running:
        yield running
