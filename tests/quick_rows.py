"""Empties the tests' database and brings the same people back, in milliseconds instead of a second.

Rows go and come with triggers and foreign keys asleep, which only the embedded server's keeper may
allow; on a server of somebody else's the tests take the long way, with the same outcome.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import psycopg
from django.core.cache import cache as counted
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
    """Let the shop's role of this embedded server put triggers to sleep; wait for no disk."""
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
        # Whether rows outlive a crash is tested on servers of their own.
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")


def empty(case: TransactionTestCase) -> None:
    """Delete every row a test left, as Django's flush does by rewriting every table's files.

    What rate limits have counted is forgotten as well: no test depends on those before it.
    """
    counted.clear()
    try:
        _asleep(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name in _written())
    except ProgrammingError:
        with _truncating():
            _flush(case)


@contextmanager
def _truncating() -> Iterator[None]:
    """Flush past the guards of tables that refuse it: their owner may."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND (tgtype & 32) <> 0"
        )
        guarded = [name for (name,) in cursor.fetchall()]
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for name in guarded:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")


def bring_back(make: Callable[[], None]) -> None:
    """Have the rows that ``make`` makes in a fresh database: made once, then copied."""
    database = connection.settings_dict["NAME"]
    kept = _kept(database)
    if _have_rows(list(kept) or _tables(database)):
        make()
    elif kept:
        _asleep(_copied(name, columns) for name, columns in kept.items())
    else:
        make()
        with suppress(ProgrammingError):
            _keep(database)
        _kept.cache_clear()


def _keep(database: str) -> None:
    full = [sql.Identifier(name) for name in _tables(database) if _have_rows([name])]
    schema = sql.Identifier(KEPT)
    made = (sql.SQL("CREATE TABLE {0}.{1} AS TABLE {1}").format(schema, name) for name in full)
    _asleep([sql.SQL("CREATE SCHEMA {}").format(schema), *made])


@cache
def _kept(database: str) -> dict[str, list[str]]:
    """The tables kept in this database, with their columns by name."""
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


@cache
def _tables(database: str) -> list[str]:
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted(set(names) - OF_THE_SCHEMA)


def _written() -> list[str]:
    """The tables that something was ever written to: the others have no page yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s)"
            " AND relnamespace = current_schema()::regnamespace"
            " AND (relkind = 'p' OR relkind = 'r' AND pg_relation_size(oid) > 0)",
            [_tables(connection.settings_dict["NAME"])],
        )
        return [name for (name,) in cursor.fetchall()]


def _have_rows(tables: list[str]) -> bool:
    asked = sql.SQL(" OR ").join(
        sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(name)) for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(asked))
        return bool(cursor.fetchone()[0])


def _asleep(statements: Iterable[sql.Composable]) -> None:
    together = sql.SQL("; ").join([sql.SQL(ASLEEP), *statements])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(together)
