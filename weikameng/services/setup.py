"""What a database needs before the first order, and whether it has it."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weikameng.domain.policy.publishing import head_of
from weikameng.gateways import postgres
from weikameng.records.documents import shipped_policy_text
from weikameng.records.writing import policies

OLDEST_SERVER = 15


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
    """Refuse a PostgreSQL older than 15. Raises NotReady."""
    connection.ensure_connection()
    version = connection.connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise NotReady(f"PostgreSQL {version} is too old; {OLDEST_SERVER} or later is needed")


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
