"""A witness of another operator's, asked over HTTP within limits on time and size."""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TypeVar

import httpx

from weikameng.gateways.payments.line import Line, LineDead, Reply
from weikameng.ledger.notes import MAX_NOTE_BYTES
from weikameng.ledger.witness_replies import ADD_CHECKPOINT, latest_path

_OK, _NOT_FOUND = 200, 404
T = TypeVar("T")


class WitnessTrouble(Exception):
    """The witness gives no usable answer; ``code`` says what it did instead."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WitnessLine:
    """The way to one witness."""

    def __init__(self, url: str, line: Line) -> None:
        self._url = url.rstrip("/")
        self._line = line

    def add(self, body: bytes) -> Reply:
        """Ask for a cosignature; any status comes back. Raises WitnessTrouble."""
        return self._ask("POST", ADD_CHECKPOINT, body)

    def latest(self, origin: str) -> bytes | None:
        """Return the head it shows as cosigned last; None where it shows none."""
        reply = self._ask("GET", latest_path(origin))
        if reply.status == _NOT_FOUND:
            return None
        if reply.status != _OK:
            raise WitnessTrouble(f"status_{reply.status}")
        return reply.body

    def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        try:
            request = self._line.request(method, f"{self._url}/{path}", body)
            return self._line.ask(request, MAX_NOTE_BYTES)
        except LineDead as dead:
            raise WitnessTrouble(dead.code) from None
        except httpx.InvalidURL:
            raise WitnessTrouble("BAD_ADDRESS") from None


def heard(asked: Sequence[Callable[[], T]], seconds: float) -> list[T]:
    """Ask all at once and return what came in time; who is silent longer is left to himself."""
    answers: SimpleQueue[T | None] = SimpleQueue()
    for one in asked:
        Thread(target=_hear, args=(one, answers), daemon=True).start()
    until, found = monotonic() + seconds, []
    for _ in asked:
        try:
            answer = answers.get(timeout=max(until - monotonic(), 0.0))
        except Empty:
            break
        if answer is not None:
            found.append(answer)
    return found


def _hear(ask: Callable[[], T], answers: "SimpleQueue[T | None]") -> None:
    try:
        answers.put(ask())
    except WitnessTrouble:
        answers.put(None)
