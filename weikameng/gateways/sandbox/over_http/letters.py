"""Notifications on the sandbox's clock: written when a refund moves, carried until they are taken,
with the provider's own schedule; bad ones are carried once and should be refused.
"""

import json
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from weikameng.gateways.sandbox.over_http.books import Books, Row
from weikameng.gateways.sandbox.over_http.clock import Clock
from weikameng.gateways.sandbox.over_http.scenarios import Mail
from weikameng.gateways.sandbox.over_http.wire import Answer, on_loopback

SEND_SECONDS = 5.0
BATCH = 200
OVERSIZE_BYTES = 2_000_000


class Forgery(StrEnum):
    """What is wrong with a letter."""

    GENUINE = "genuine"
    TAMPERED = "tampered"
    FORGED = "forged"
    STALE = "stale"
    PROBE = "probe"
    OVERSIZED = "oversized"


_G, _MINUTE, _HOUR = Forgery.GENUINE, 60.0, 3600.0
# How an event travels: (seconds after it happened, what is wrong with the letter).
WAYS: dict[Mail, list[tuple[float, Forgery]]] = {
    Mail.PLAIN: [(0, _G)],
    Mail.DUPLICATED: [(0, _G), (0, _G), (_MINUTE, _G)],
    Mail.REORDERED: [(2 * _MINUTE, _G)],
    Mail.DELAYED: [(_HOUR, _G)],
    Mail.TAMPERED: [(0, Forgery.TAMPERED), (_MINUTE, _G)],
    Mail.PROBE: [(0, Forgery.PROBE), (_MINUTE, _G)],
    Mail.FORGED: [(0, Forgery.FORGED), (_MINUTE, _G)],
    Mail.STALE: [(0, Forgery.STALE), (_MINUTE, _G)],
    Mail.OVERSIZED: [(0, Forgery.OVERSIZED), (_MINUTE, _G)],
    Mail.LOST: [],
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell: ``name`` stays the same over every letter about it."""

    provider: str
    name: str
    number: str
    url: str
    content: Mapping[str, Any]
    at: float


class Stationery(Protocol):
    """How a provider writes, and what it takes for an answer."""

    gaps: tuple[float, ...]

    def dressed(self, event: Event, forgery: Forgery) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body as they travel now."""

    def taken(self, answer: Answer) -> bool:
        """Say whether this answer ends the retries."""


Carrier = Callable[[str, Mapping[str, str], bytes], Answer]


def carry(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Post a letter; status 0 when nobody answers."""
    try:
        with httpx.Client(timeout=SEND_SECONDS, trust_env=False) as line:
            got = line.post(url, headers=dict(headers), content=body)
            return Answer(got.status_code, got.content[:1000])
    except (httpx.HTTPError, httpx.InvalidURL):
        return Answer(0)


class Letters:
    """The post office: one postman, so letters leave in the order they are due."""

    def __init__(self, books: Books, clock: Clock, carrier: Carrier = carry) -> None:
        self._books = books
        self._clock = clock
        self._carrier = carrier
        self._walking = threading.Lock()
        self.stationery: dict[str, Stationery] = {}
        self.beyond_loopback = False

    def post(self, event: Event, mail: Mail = Mail.PLAIN) -> None:
        """Write the letters of one event. Without an address there is nothing to write."""
        if not event.url:
            return
        for seconds, forgery in WAYS[mail]:
            self._books.rows(
                "INSERT INTO letter (provider, event, number, url, content, forgery, due_at)"
                " VALUES (:provider, :event, :number, :url, :content, :forgery, :due_at)",
                {
                    "provider": event.provider,
                    "event": event.name,
                    "number": event.number,
                    "url": event.url,
                    "content": json.dumps(event.content, ensure_ascii=False),
                    "forgery": forgery.value,
                    "due_at": event.at + seconds,
                },
            )

    def deliver(self) -> int:
        """Carry everything that is due; return how many letters left."""
        with self._walking:
            due = self._books.rows(
                "SELECT * FROM letter WHERE state = 'waiting' AND due_at <= :now"
                " ORDER BY due_at, id LIMIT :batch",
                {"now": self._clock.now(), "batch": BATCH},
            )
            for row in due:
                self._deliver(row)
            return len(due)

    def _deliver(self, row: Row) -> None:
        style, forgery = self.stationery[row["provider"]], Forgery(row["forgery"])
        answer = self._carried(row, style, forgery)
        tries, taken = row["tries"] + 1, answer.status != 0 and style.taken(answer)
        if forgery is not Forgery.GENUINE:
            state = "swallowed" if taken else "refused"
        elif taken:
            state = "taken"
        else:
            state = "waiting" if tries <= len(style.gaps) else "given_up"
        gap = style.gaps[tries - 1] if state == "waiting" else 0.0
        self._books.rows(
            "UPDATE letter SET state = :state, tries = :tries, answer = :answer,"
            " due_at = CASE WHEN :state = 'waiting' THEN :now + :gap ELSE due_at END"
            " WHERE id = :id",
            {
                "state": state,
                "tries": tries,
                "answer": f"{answer.status} {answer.body[:200].decode(errors='replace')}".strip(),
                "now": self._clock.now(),
                "gap": gap,
                "id": row["id"],
            },
        )

    def _carried(self, row: Row, style: Stationery, forgery: Forgery) -> Answer:
        if not (self.beyond_loopback or on_loopback(_host(row["url"]))):
            return Answer(0, b"not on loopback")
        content = json.loads(row["content"])
        if forgery is Forgery.OVERSIZED:
            content["padding"] = "x" * OVERSIZE_BYTES
        event = Event(
            row["provider"], row["event"], row["number"], row["url"], content, row["due_at"]
        )
        return self._carrier(row["url"], *style.dressed(event, forgery))


def _host(url: str) -> str:
    with suppress(ValueError):
        return urlsplit(url).hostname or ""
    return ""


class Postman(threading.Thread):
    """Walks while the sandbox runs: moves refunds on and carries what is due."""

    def __init__(self, walk: Callable[[], Any], every_seconds: float = 0.2) -> None:
        super().__init__(daemon=True, name="sandbox-postman")
        self._walk = walk
        self._every = every_seconds
        self._home = threading.Event()

    def run(self) -> None:
        """Walk until called home."""
        while not self._home.wait(self._every):
            self._walk()

    def call_home(self) -> None:
        """Stop walking."""
        self._home.set()
        with suppress(RuntimeError):
            self.join(SEND_SECONDS)
