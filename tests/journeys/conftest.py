"""The shop as the journeys find it: a fresh cast, and somebody at each door."""

import pytest
from django.utils import timezone

from tests.cast import Cast, enter
from tests.journeys.people import Visitor
from tests.services.identity_steps import identities  # noqa: F401


@pytest.fixture
def cast(transactional_db: None, settings) -> Cast:
    """Everyone on stage, now."""
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
    people = enter()
    people.at = timezone.now()
    return people


@pytest.fixture
def xiaolin(cast: Cast) -> Visitor:
    """The buyer."""
    return Visitor().enters(cast.xiaolin)


@pytest.fixture
def xiaowu(cast: Cast) -> Visitor:
    """The stranger."""
    return Visitor().enters(cast.xiaowu)


@pytest.fixture
def zhoujie(cast: Cast) -> Visitor:
    """The reviewer."""
    return Visitor().enters(cast.zhoujie)
