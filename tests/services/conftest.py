"""Quick password digests, and nobody left on the line when the database is dropped."""

import pytest

from tests.cast import enter
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.supplier_rails import suppliers  # noqa: F401
from weikameng.records.reading.errands import waiting
from weikameng.records.writing import errands
from weikameng.services import wiring


@pytest.fixture(autouse=True)
def quick(settings, transactional_db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for errand in waiting():  # Procrastinate's tables are not emptied between tests
        errands.done(errand.id)
    yield
    wiring.sandbox_memory().close()


@pytest.fixture
def cast():
    """Everyone on stage."""
    return enter()
