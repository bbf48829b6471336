"""The sandbox's own memory: a PostgreSQL schema of its own on a connection of its own."""

import threading
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import DictRow, dict_row

# One at a time: two processes making the same schema at once get in each other's way.
_TABLES = """
SELECT pg_advisory_xact_lock(4711);
CREATE SCHEMA IF NOT EXISTS sandbox;
CREATE TABLE IF NOT EXISTS sandbox.payment (
    number text PRIMARY KEY, amount bigint NOT NULL, refunded bigint NOT NULL DEFAULT 0,
    reference text NOT NULL, CHECK (refunded <= amount));
CREATE TABLE IF NOT EXISTS sandbox.refund (
    number text PRIMARY KEY, payment text NOT NULL REFERENCES sandbox.payment,
    amount bigint NOT NULL, status text NOT NULL, asked int NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS sandbox.call (
    number text NOT NULL, verb text NOT NULL, times int NOT NULL, PRIMARY KEY (number, verb));
CREATE TABLE IF NOT EXISTS sandbox.delivery (
    number text PRIMARY KEY, account text NOT NULL, zone text NOT NULL, scenario text NOT NULL,
    asked int NOT NULL DEFAULT 0);
"""


class Memory:
    """One connection a thread, each statement its own transaction: the outside never joins ours."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._threads = threading.local()

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[DictRow]:
        """Run one statement and return its rows (none for statements that return nothing)."""
        cursor = self._connection().execute(sql, params)
        return cursor.fetchall() if cursor.description else []

    def forget(self) -> None:
        """Empty the sandbox: used when demo data is made anew."""
        # Deleting a few rows is quicker than giving four tables new files.
        self.rows(
            "DELETE FROM sandbox.refund; DELETE FROM sandbox.payment;"
            " DELETE FROM sandbox.call; DELETE FROM sandbox.delivery"
        )

    def refunds(self) -> dict[str, tuple[int, str]]:
        """Return fen and status of every refund by its number: the bank's own statement."""
        rows = self.rows("SELECT number, amount, status FROM sandbox.refund")
        return {row["number"]: (row["amount"], row["status"]) for row in rows}

    def deliveries(self) -> set[str]:
        """Return the numbers of the orders the supplier was asked to deliver."""
        return {row["number"] for row in self.rows("SELECT number FROM sandbox.delivery")}

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._threads, "connection", None):
            connection.close()
            del self._threads.connection

    def _connection(self) -> psycopg.Connection[DictRow]:
        connection: psycopg.Connection[DictRow] | None = getattr(self._threads, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(self._conninfo, autocommit=True, row_factory=dict_row)
            connection.execute(_TABLES)
            self._threads.connection = connection
        return connection
