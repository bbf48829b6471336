"""Prepared statements on Django's own connection: the hot path pays for SQL, not for making it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg.rows import TupleRow


def statement(path: Path) -> str:
    """Read a statement without its comments and indentation.

    psycopg remembers how it translated a statement only up to 4,096 characters.
    """
    lines = (line.split("--")[0].strip() for line in path.read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line)


def fetch_all(sql: str, params: Mapping[str, Any], *, prepared: bool = True) -> list[TupleRow]:
    """Run one prepared statement and return its rows, as ``fetch_one`` does.

    Not ``prepared`` it is planned for the tables as they are now: for many rows at once, where a
    plan of when they were small costs more than planning.
    """
    with _told(sql) as cursor:
        return _executed(cursor, sql, params, prepared=prepared).fetchall()


def fetch_one(sql: str, params: Mapping[str, Any]) -> TupleRow | None:
    """Run one prepared statement and return its row, if any.

    It is the same connection and transaction that the ORM uses. Raises psycopg's errors.
    """
    with _told(sql) as cursor:
        return _executed(cursor, sql, params).fetchone()


def _told(sql: str) -> psycopg.Cursor[TupleRow]:
    if connection.queries_logged:  # journeys count statements, these included
        connection.queries_log.append({"sql": sql, "time": "0"})
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


def _executed(
    cursor: psycopg.Cursor[TupleRow],
    sql: str,
    params: Mapping[str, Any],
    *,
    prepared: bool = True,
) -> psycopg.Cursor[TupleRow]:
    """Run it, inside Django's ``execute_wrapper`` hooks where somebody listens (the campaign)."""

    def execute(sql: str, params: Any, _many: bool, _context: Any) -> psycopg.Cursor[TupleRow]:
        return cursor.execute(sql, params, prepare=prepared)

    run: Any = execute
    for wrapper in reversed(connection.execute_wrappers):
        run = partial(wrapper, run)
    done: psycopg.Cursor[TupleRow] = run(sql, params, False, {"connection": connection})
    return done
