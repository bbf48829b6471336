"""Empties the tests' database and brings the same people back, in milliseconds instead of a second.

Rows go and come with triggers and foreign keys asleep, which only the embedded server's keeper may
allow; on a server of somebody else's the tests take the long way, with the same outcome.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import psycopg
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import TransactionTestCase
from psycopg import sql

from weikameng.gateways import postgres

KEPT = "kept_by_tests"
ASLEEP = "SET LOCAL session_replication_role = replica"
# Rows that migrations leave for good; nothing in a test changes them.
OF_THE_SCHEMA = frozenset({"django_content_type", "auth_permission"})
_flush = TransactionTestCase._fixture_teardown


def allow(data_dir: Path) -> None:
    """Let the shop's role of this embedded server, and no other, put triggers to sleep."""
    home = data_dir / "postgres"
    where = postgres.address(home)
    with psycopg.connect(
        host=where.host,
        port=where.port,
        user=postgres.ADMIN,
        password=(home / "admin-password").read_text(),
        dbname=postgres.ADMIN,
        autocommit=True,
    ) as admin:
        role = sql.Identifier(where.user)
        admin.execute(sql.SQL("GRANT SET ON PARAMETER session_replication_role TO {}").format(role))


def empty(case: TransactionTestCase) -> None:
    """Delete every row a test left, as Django's flush does by rewriting every table's files."""
    try:
        _asleep(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in _tables())
    except ProgrammingError:
        _flush(case)


def bring_back(make: Callable[[], None]) -> None:
    """Have the rows that ``make`` makes in a fresh database: made once, then copied."""
    kept = _kept()
    if any(_has_rows(name) for name in kept or _tables()):
        make()
    elif kept:
        _asleep(_copied(name, columns) for name, columns in kept.items())
    else:
        make()
        with suppress(ProgrammingError):
            _keep()


def _keep() -> None:
    full = [sql.Identifier(name) for name in _tables() if _has_rows(name)]
    schema = sql.Identifier(KEPT)
    made = (sql.SQL("CREATE TABLE {0}.{1} AS TABLE {1}").format(schema, name) for name in full)
    _asleep([sql.SQL("CREATE SCHEMA {}").format(schema), *made])


def _kept() -> dict[str, list[str]]:
    """The tables kept, with their columns by name: a migration's test may change their order."""
    kept: dict[str, list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = %s",
            [KEPT],
        )
        for table, column in cursor.fetchall():
            kept.setdefault(table, []).append(column)
    return kept


def _copied(table: str, columns: Iterable[str]) -> sql.Composed:
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM {2}").format(
        sql.Identifier(table), named, sql.Identifier(KEPT, table)
    )


def _tables() -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - OF_THE_SCHEMA)


def _has_rows(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(table)))
        return bool(cursor.fetchone()[0])


def _asleep(statements: Iterable[sql.Composable]) -> None:
    together = sql.SQL("; ").join([sql.SQL(ASLEEP), *statements])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(together)
