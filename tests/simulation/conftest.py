"""A clean sandbox for every world, and nobody left on the line when the database is dropped."""

import pytest

from weikameng.records.reading.errands import waiting
from weikameng.records.writing import errands
from weikameng.services import wiring


@pytest.fixture(autouse=True)
def sandbox(settings, transactional_db):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    wiring.channel.cache_clear()
    wiring.supplier.cache_clear()
    wiring.forget_sandbox()
    for errand in waiting():  # Procrastinate's tables are not emptied between tests
        errands.done(errand.id)
    yield
    wiring.sandbox_memory().close()
