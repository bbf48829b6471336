"""The sandbox's own books: one SQLite file in its folder, so no server of ours takes it down."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS payment (
    provider TEXT NOT NULL, number TEXT NOT NULL, trade_no TEXT NOT NULL, amount INTEGER NOT NULL,
    refunded INTEGER NOT NULL DEFAULT 0, notify_url TEXT NOT NULL DEFAULT '',
    paid_at REAL NOT NULL, PRIMARY KEY (provider, number), UNIQUE (provider, trade_no),
    CHECK (amount > 0 AND refunded BETWEEN 0 AND amount));
CREATE TABLE IF NOT EXISTS closed (
    provider TEXT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (provider, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refund (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, scope TEXT NOT NULL, number TEXT NOT NULL,
    payment TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0), status TEXT NOT NULL,
    scenario TEXT NOT NULL, reason TEXT NOT NULL, notify_url TEXT NOT NULL,
    taken_at REAL NOT NULL, settled_at REAL, steps TEXT NOT NULL, turns_at REAL,
    UNIQUE (provider, scope, number),
    FOREIGN KEY (provider, payment) REFERENCES payment (provider, number));
CREATE INDEX IF NOT EXISTS refund_of_payment ON refund (provider, payment);
CREATE INDEX IF NOT EXISTS refund_turns ON refund (turns_at) WHERE turns_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, provider TEXT NOT NULL, kind TEXT NOT NULL,
    payment TEXT NOT NULL, number TEXT NOT NULL, amount INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS called (
    provider TEXT NOT NULL, number TEXT NOT NULL, verb TEXT NOT NULL, times INTEGER NOT NULL,
    PRIMARY KEY (provider, number, verb)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS letter (
    id INTEGER PRIMARY KEY, provider TEXT NOT NULL, event TEXT NOT NULL, number TEXT NOT NULL,
    url TEXT NOT NULL, content TEXT NOT NULL, forgery TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting',
    answer TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS letter_due ON letter (due_at) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS sms (
    id TEXT PRIMARY KEY, provider TEXT NOT NULL, phone TEXT NOT NULL, content TEXT NOT NULL,
    outcome TEXT NOT NULL, sent_at REAL NOT NULL, pulled INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS supplied (
    supplier TEXT NOT NULL, number TEXT NOT NULL, id TEXT NOT NULL, account TEXT NOT NULL,
    amount INTEGER NOT NULL, asked INTEGER NOT NULL DEFAULT 0, ordered_at REAL NOT NULL,
    PRIMARY KEY (supplier, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_EMPTIED = ("entry", "refund", "payment", "closed", "called", "letter", "sms", "supplied")

Row = dict[str, Any]


class Books:
    """One connection behind one lock: what two callers want at once happens one after another."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._deep = 0
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._line = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._line.row_factory = sqlite3.Row
        self._line.execute("PRAGMA journal_mode = WAL")
        self._line.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing
        self._line.execute("PRAGMA foreign_keys = ON")
        self._line.executescript(_TABLES)

    def rows(self, sql: str, params: Mapping[str, Any] | None = None) -> list[Row]:
        """Run one statement and return its rows."""
        with self._lock:
            return [dict(row) for row in self._line.execute(sql, params or {}).fetchall()]

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Run what is inside as one transaction; one inside another joins it."""
        with self._lock:
            if self._deep == 0:
                self._line.execute("BEGIN IMMEDIATE")
            self._deep += 1
            done = False
            try:
                yield
                done = True
            finally:
                self._deep -= 1
                if self._deep == 0:
                    self._line.execute("COMMIT" if done else "ROLLBACK")

    def kept(self, name: str, otherwise: Any) -> Any:
        """Return a remembered setting."""
        rows = self.rows("SELECT value FROM kept WHERE name = :name", {"name": name})
        return json.loads(rows[0]["value"]) if rows else otherwise

    def keep(self, name: str, value: Any) -> None:
        """Remember a setting over restarts."""
        self.rows(
            "INSERT INTO kept VALUES (:name, :value)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": name, "value": json.dumps(value)},
        )

    def counted(self, provider: str, number: str, verb: str) -> int:
        """Count this call and return how many there were."""
        times: int = self.rows(
            "INSERT INTO called VALUES (:provider, :number, :verb, 1)"
            " ON CONFLICT (provider, number, verb) DO UPDATE SET times = times + 1"
            " RETURNING times",
            {"provider": provider, "number": number, "verb": verb},
        )[0]["times"]
        return times

    def forget(self) -> None:
        """Empty the books; keys, plan and clock stay."""
        with self.at_once():
            for table in _EMPTIED:
                self.rows(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._line.close()
