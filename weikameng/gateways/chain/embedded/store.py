"""Where the embedded chain keeps its blocks and its state: one SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from eth.db.backends.base import BaseDB

IN_MEMORY = ":memory:"


class Store(BaseDB):  # type: ignore[misc]  # py-evm comes without types
    """Bytes by bytes; a block is written whole or not at all."""

    def __init__(self, path: str) -> None:
        self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA journal_mode=WAL")
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute("CREATE TABLE IF NOT EXISTS kept (k BLOB PRIMARY KEY, v BLOB NOT NULL)")

    def __getitem__(self, key: bytes) -> bytes:
        row = self._file.execute("SELECT v FROM kept WHERE k = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        return bytes(row[0])

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._file.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value))

    def __delitem__(self, key: bytes) -> None:
        self._file.execute("DELETE FROM kept WHERE k = ?", (key,))

    def _exists(self, key: bytes) -> bool:
        found = self._file.execute("SELECT 1 FROM kept WHERE k = ?", (key,)).fetchone()
        return found is not None

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Write everything inside at once, or nothing."""
        self._file.execute("BEGIN IMMEDIATE")
        with self._file:  # commits, or takes everything back
            yield

    def copy(self) -> sqlite3.Connection:
        """Return everything as it is now."""
        kept = sqlite3.connect(IN_MEMORY, check_same_thread=False)
        self._file.backup(kept)
        return kept

    def restore(self, kept: sqlite3.Connection) -> None:
        """Have everything as it was then."""
        kept.backup(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
