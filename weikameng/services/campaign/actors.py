"""Processes that can be stopped and killed between any two statements: threads with a database
connection of their own that move only when they are let, so that a seed repeats its story.
"""

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum
from threading import Semaphore, get_ident
from typing import Any

from django.db import connection, connections

from weikameng.domain.errors import Refusal
from weikameng.services import wiring
from weikameng.services.simulation.wrecks import Killed

Act = Callable[[], str]
# Enough for any act: it goes through to its end.
TO_THE_END = 1_000_000
# After this without a sign of life the database is asked whether it waits for somebody's lock.
PATIENCE_SECONDS = 0.05
WAIT_SECONDS = 60
_UNDOING = ("ROLLBACK", "RELEASE")
_TABLE = re.compile(r'(?:\bFROM|\bINTO|^UPDATE)\s+(?:ONLY\s+)?"?(\w+)', re.IGNORECASE)
_BLOCKED = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
CALL = "before the call"


class Standing(StrEnum):
    """Where a process stands."""

    IDLE = "idle"
    PAUSED = "paused"  # between two statements, or before a call
    BLOCKED = "blocked"  # waits for a lock that another holds


class Actor:
    """One process. ``begin`` and ``go`` return when it stands still again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.standing = Standing.IDLE
        self.doing = self.place = self.died_at = ""
        self.holds = False  # it paused inside a transaction, perhaps with locks
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._let, self._back = Semaphore(0), Semaphore(0)
        self._left, self._dies, self._dying = 0, False, False
        self._doing: Future[str] | None = None
        self._ident, self._pid = self._pool.submit(_connect).result(WAIT_SECONDS)

    def begin(self, act: Act, steps: int = TO_THE_END, *, dies: bool = False) -> str:
        """Begin an act and go so many steps; a statement is two, its before and its after.

        ``dies`` kills it there. Returns what came of it, or ``""`` while it is under way.
        """
        assert self.standing is Standing.IDLE, f"{self.name} is busy"
        self._left, self._dies, self._dying, self.died_at = steps, dies, False, ""
        self._doing = self._pool.submit(self._play, act)
        self._doing.add_done_callback(lambda _: self._back.release())
        return self._wait()

    def go(self, steps: int = TO_THE_END, *, dies: bool = False) -> str:
        """Go on from where it paused."""
        assert self.standing is Standing.PAUSED, f"{self.name} is {self.standing}"
        self._left, self._dies = steps, dies
        self._let.release()
        return self._wait()

    def look(self) -> str:
        """See whether a blocked one has got on; returns like ``go``."""
        return self._wait() if self.standing is Standing.BLOCKED else ""

    def leave(self) -> None:
        """Close the connection; a busy one is killed first."""
        while self.standing is Standing.PAUSED:
            self.go(0, dies=True)
        self._pool.submit(_hang_up).result(WAIT_SECONDS)
        self._pool.shutdown()

    def before_call(self) -> None:
        """A message is about to leave this process: it may pause or die here."""
        if get_ident() == self._ident:
            self._gate(CALL)

    def _play(self, act: Act) -> str:
        try:
            with connection.execute_wrapper(self._statement):
                return act()
        except Refusal as refusal:
            return f"refused: {refusal.code}"

    def _statement(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        if self._dying:
            # What a dead process had open is rolled back by the server; nothing else happens.
            if str(sql).startswith(_UNDOING):
                return execute(sql, params, many, context)
            raise Killed
        if "pg_notify" in str(sql):  # spared now and then, so no place to count on
            return execute(sql, params, many, context)
        named = _named(str(sql))
        self._gate(f"before {named}")
        result = execute(sql, params, many, context)
        self._gate(f"after {named}")
        return result

    def _gate(self, place: str) -> None:
        while self._left <= 0:
            if self._dies:
                self._dying, self.died_at = True, place
                raise Killed(place)
            self.place, self.holds = place, connection.in_atomic_block
            self._back.release()
            self._let.acquire()
        self._left -= 1

    def _wait(self) -> str:
        """Wait until it stands still: paused, at its end, or waiting for another's lock."""
        while not self._back.acquire(timeout=PATIENCE_SECONDS):
            if self._blocked():
                self.standing = Standing.BLOCKED
                return ""
        assert self._doing is not None
        if not self._doing.done():
            self.standing = Standing.PAUSED
            return ""
        self.standing = Standing.IDLE
        try:
            return self._doing.result()
        except Killed:
            return f"killed {self.died_at}"

    def _blocked(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(_BLOCKED, [self._pid])
            return bool(cursor.fetchone()[0])


def _connect() -> tuple[int, int]:
    connection.ensure_connection()
    pid: int = connection.connection.info.backend_pid
    return get_ident(), pid


def _hang_up() -> None:
    connections.close_all()
    wiring.sandbox_memory().close()


def _named(sql: str) -> str:
    """Return a statement in two words: its verb, and the table it is about."""
    sql = sql.strip()
    table = _TABLE.search(sql)
    return f"{sql.split(None, 1)[0].upper()} {table[1] if table else ''}".strip()
