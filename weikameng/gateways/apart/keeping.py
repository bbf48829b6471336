"""Keeps the processes apart: started at first use, lent to one question at a time, renewed after
some hundred answers, killed when one takes too long.
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from weikameng.gateways.apart.wire import Broken, receive, send

log = logging.getLogger("weikameng.apart")
Answer = tuple[dict[str, Any], bytes]


class Fell(Exception):
    """No answer came; ``code``: ``fell`` or ``too_slow``. Not ``started``: no question was asked
    yet, so it is this machine's trouble and not what was sent.
    """

    def __init__(self, code: str, *, started: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.started = started


@dataclass(frozen=True, slots=True)
class Room:
    """What runs apart, as Python is told (``-m module``), and how it is kept.

    It calls ``inside.serve``.
    """

    program: tuple[str, ...]
    at_once: int = 1
    answers: int = 300  # of one process
    patience_seconds: float = 90.0  # wall time, for the start and for each answer
    environment: Mapping[str, str] = field(default_factory=dict)


class Apart:
    """The processes of one room; safe to share among threads, who wait for a free one."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._places = threading.BoundedSemaphore(room.at_once)
        self._idle: list[_Process] = []
        self._lock = threading.Lock()

    def ask(self, header: dict[str, Any], content: bytes) -> Answer:
        """Return the answer; Fell when none came. The next question gets a fresh process."""
        with self._places:
            if used := self._take():
                try:
                    return self._exchange(used, header, content)
                except Fell as fault:
                    if fault.code == "too_slow":
                        raise
            # It may have ended between two questions: only a fresh one shows what is to blame.
            return self._exchange(self._fresh(), header, content)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that wait for a question."""
        with self._lock:
            return tuple(process.pid for process in self._idle)

    def close(self) -> None:
        """End what waits; the next question starts another."""
        while process := self._take():
            process.end()

    def _exchange(self, process: "_Process", header: dict[str, Any], content: bytes) -> Answer:
        try:
            return process.exchange(header, content)
        finally:
            self._put_back(process)

    def _fresh(self) -> "_Process":
        try:
            return _Process(self._room)
        except (Fell, OSError) as fault:
            code = fault.code if isinstance(fault, Fell) else "fell"
            log.warning("%s can't be started: %s", self._room.program[-1], fault)
            raise Fell(code, started=False) from fault

    def _take(self) -> "_Process | None":
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _put_back(self, process: "_Process") -> None:
        if process.spent:
            process.end()
            return
        with self._lock:
            self._idle.append(process)


class _Process:
    """One process, from its start to its end."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._left = room.answers
        self._in_doubt = False
        # No secret of ours goes along.
        self._child = subprocess.Popen(
            (sys.executable, "-I", *room.program),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=os.sep,
            env=dict(room.environment),
        )
        try:
            self._receive(_Watch(self._child, room.patience_seconds))
        finally:
            if self.spent:
                self.end()

    @property
    def pid(self) -> int:
        """Its number with the kernel."""
        return self._child.pid

    @property
    def spent(self) -> bool:
        """Whether it must not be asked again: old, fallen, or left in the middle of an answer."""
        return self._in_doubt or self._left <= 0

    def exchange(self, header: dict[str, Any], content: bytes) -> Answer:
        """Ask one question."""
        assert self._child.stdin is not None
        self._left -= 1
        self._in_doubt = True
        watch = _Watch(self._child, self._room.patience_seconds)
        with contextlib.suppress(Broken):  # how it fell is known when the answer is missing
            send(self._child.stdin, header, content)
        return self._receive(watch)

    def end(self) -> None:
        """Kill it and leave nothing behind."""
        self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _receive(self, watch: "_Watch") -> Answer:
        assert self._child.stdout is not None
        self._in_doubt = True
        try:
            answer = receive(self._child.stdout)
        except Broken:
            answer = None
        finally:
            watch.end()
        if answer is None:
            self._child.kill()
            out_of_time = self._child.wait() == -signal.SIGXCPU
            raise Fell("too_slow" if watch.rang or out_of_time else "fell")
        self._in_doubt = False
        return answer


class _Watch:
    """Kills a process that has not answered in time."""

    def __init__(self, child: "subprocess.Popen[bytes]", patience_seconds: float) -> None:
        self.rang = False
        self._child = child
        self._timer = threading.Timer(patience_seconds, self._ring)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """Stop watching."""
        self._timer.cancel()

    def _ring(self) -> None:
        self.rang = True
        self._child.kill()
