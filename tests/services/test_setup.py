"""Which databases this version goes on with, and which it refuses with a sentence."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from weikameng.services import setup

pytestmark = pytest.mark.django_db


def test_a_database_of_this_version_is_up_to_date():
    setup.check_up_to_date()


def test_a_database_that_stopped_between_the_first_migrations_is_told_which_version_to_start():
    MigrationRecorder(connection).record_unapplied("records", setup.LAST_OF_THE_FIRST)
    with pytest.raises(setup.NotReady, match="start that day's version once"):
        setup.check_server()
