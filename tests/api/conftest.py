"""The stage of these tests: everyone on it, now, and calls are not counted."""

import pytest
from django.utils import timezone

from tests.cast import Cast, enter


@pytest.fixture
def cast(transactional_db: None, settings) -> Cast:
    """Everyone on stage."""
    settings.API_CALLS_A_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    people = enter()
    people.at = timezone.now()
    return people
