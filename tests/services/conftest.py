"""Nothing left to do from the test before, and everyone on stage."""

import pytest

from tests.cast import enter
from tests.rails import rails, sandbox_keys  # noqa: F401
from tests.services.identity_steps import identities  # noqa: F401
from tests.services.webhook_steps import receiver, shop  # noqa: F401
from tests.supplier_rails import suppliers  # noqa: F401
from weikameng.records.reading.errands import waiting
from weikameng.records.writing import errands


@pytest.fixture(autouse=True)
def idle(transactional_db):
    for errand in waiting():  # Procrastinate's tables are not emptied between tests
        errands.done(errand.id)


@pytest.fixture
def cast():
    """Everyone on stage."""
    return enter()
