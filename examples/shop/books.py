"""The shop's own books in one SQLite file: orders, keys, what it paid back, which events it saw."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY, customer TEXT NOT NULL, sku TEXT NOT NULL, price_fen INTEGER NOT NULL,
    secret TEXT NOT NULL, reference TEXT NOT NULL, paid_at TEXT NOT NULL,
    desk_number TEXT NOT NULL DEFAULT '', refund TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT '');
-- One row a payout, for ever: whoever asks again finds it paid.
CREATE TABLE IF NOT EXISTS payouts (
    number TEXT PRIMARY KEY, order_number TEXT NOT NULL, amount_fen INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'wanted', reference TEXT NOT NULL DEFAULT '',
    paid_at TEXT NOT NULL DEFAULT '', told INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, type TEXT NOT NULL, times INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
Row = dict[str, Any]


class Books:
    """One connection, one thread at a time; each block is one transaction."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._inside = False
        self._line = sqlite3.connect(path, check_same_thread=False)
        self._line.row_factory = sqlite3.Row
        self._line.executescript(TABLES)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection; what is written in the outermost block is there whole, or not."""
        with self._lock:
            if self._inside:
                yield self._line
                return
            self._inside = True
            try:
                with self._line:
                    yield self._line
            finally:
                self._inside = False

    def rows(self, sql: str, *asked: object) -> list[Row]:
        """Return what a question finds."""
        with self._lock:
            return [dict(row) for row in self._line.execute(sql, asked)]

    def order(self, number: str) -> Row | None:
        """Return one order."""
        return next(iter(self.rows("SELECT * FROM orders WHERE number = ?", number)), None)

    def setting(self, name: str) -> str:
        """Return something kept; empty when it is not."""
        found = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return found[0]["value"] if found else ""

    def keep(self, name: str, value: str) -> None:
        """Keep something."""
        with self.writing() as line:
            line.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))

    def seen_before(self, event: str, kind: str) -> bool:
        """Note that an event came; True when it had come before: then nothing is done about it."""
        with self.writing() as line:
            (times,) = line.execute(
                "INSERT INTO events VALUES (?, ?, 1)"
                " ON CONFLICT (id) DO UPDATE SET times = times + 1 RETURNING times",
                (event, kind),
            ).fetchone()
        return bool(times > 1)

    def want(self, payout: str, order: str, amount_fen: int, *, again: bool = False) -> None:
        """Note that a payout is to be paid. One that is paid stays paid; one that failed is tried
        again when the desk asks ``again``."""
        with self.writing() as line:
            line.execute(
                "INSERT OR IGNORE INTO payouts (number, order_number, amount_fen) VALUES (?, ?, ?)",
                (payout, order, amount_fen),
            )
            if again:
                line.execute(
                    "UPDATE payouts SET state = 'wanted', told = 0"
                    " WHERE number = ? AND state = 'failed' AND told",
                    (payout,),
                )
