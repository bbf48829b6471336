"""What a database needs before the first order, and whether it has it."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from weikameng.domain.policy.publishing import head_of
from weikameng.gateways import postgres
from weikameng.records.documents import shipped_policy_text
from weikameng.records.writing import policies

OLDEST_SERVER = 15
APP = "records"
# The tables of thirty migrations are made by one: a database that stopped between them is too old.
FIRST_MIGRATION = "0001_initial"
LAST_OF_THE_FIRST = "0030_staff_notices"


class NotReady(Exception):
    """The database can't serve this version; the message says what to do."""


def publish_shipped_policy(at: datetime) -> None:
    """Publish the policy that ships with the platform; safe to repeat.

    In a database that has a policy, a newer shipped one becomes a draft: rules need their notice.
    """
    text = shipped_policy_text()
    head = head_of(text)
    assert head is not None, "the shipped policy can be read"
    policies.ship(policies.NewVersion(head.version, head.title, text), at)


def check_server() -> None:
    """Refuse a PostgreSQL older than 15, or tables too old to be brought up. Raises NotReady."""
    connection.ensure_connection()
    version = connection.connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise NotReady(f"PostgreSQL {version} is too old; {OLDEST_SERVER} or later is needed")
    done = {name for app, name in MigrationRecorder(connection).applied_migrations() if app == APP}
    if FIRST_MIGRATION in done and LAST_OF_THE_FIRST not in done:
        raise NotReady(
            "this database was last used by a version before 2026-11-22 (CHANGELOG): start that"
            " day's version once (commit 5808fec), then this one"
        )


def check_up_to_date() -> None:
    """Refuse a database that lacks migrations. Raises NotReady."""
    check_server()
    plan = MigrationExecutor(connection)
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        raise NotReady("the database is not up to date: run `weikameng migrate` first")


def start_database() -> None:
    """Have the embedded server running, for commands that only sometimes need rows."""
    if not settings.ENVIRONMENT.database_url:
        postgres.ensure_running(Path(settings.DATA_DIR) / "postgres")


def stop_database() -> bool:
    """Stop the embedded server; False when the database is somebody else's."""
    if settings.ENVIRONMENT.database_url:
        return False
    postgres.stop(Path(settings.DATA_DIR) / "postgres")
    return True
