"""What a database needs before the first order, and whether it has it."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from weikameng.gateways import postgres
from weikameng.records.documents import shipped
from weikameng.records.writing import policies

OLDEST_SERVER = 15


class NotReady(Exception):
    """The database can't serve this version; the message says what to do."""


def publish_shipped_policy() -> None:
    """Publish the policy that ships with the platform; safe to repeat."""
    policies.keep(shipped("catalogue"))


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


def stop_database() -> bool:
    """Stop the embedded server; False when the database is somebody else's."""
    if settings.ENVIRONMENT.database_url:
        return False
    postgres.stop(Path(settings.DATA_DIR) / "postgres")
    return True
