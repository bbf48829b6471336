"""A clean sandbox for every world."""

import pytest

from weikameng.records.reading.errands import waiting
from weikameng.records.writing import errands
from weikameng.services import wiring


@pytest.fixture(autouse=True)
def sandbox(transactional_db):
    wiring.channel.cache_clear()
    wiring.supplier.cache_clear()
    wiring.forget_sandbox()
    for errand in waiting():  # Procrastinate's tables are not emptied between tests
        errands.done(errand.id)
