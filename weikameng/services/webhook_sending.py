"""Sends webhooks: many receivers at once by one process, so that a slow one holds up only itself.

Leased and committed before the call; whoever takes over from a sender that died sends it again
with the same id.
"""

import re
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.db import connection, transaction

from weikameng.domain.roles import Right, holders
from weikameng.domain.staff_notices import Kind, StaffNews
from weikameng.domain.webhook_events import EventType, body_of
from weikameng.domain.webhook_life import LANES, Answer, Turn, after, health_after
from weikameng.domain.words import printable
from weikameng.gateways.webhooks import Courier, Letter
from weikameng.records.reading.staff_notices import active_of
from weikameng.records.writing import staff_notices
from weikameng.records.writing import webhook_sending as writing
from weikameng.records.writing import webhooks as endpoints
from weikameng.records.writing.webhook_sending import Held, Said, SwitchedOff
from weikameng.records.writing.webhooks import News
from weikameng.services.sealing import opened
from weikameng.services.webhooks import new_message

Clock = Callable[[], datetime]
FORGOTTEN_AT_ONCE = 5_000
# A receiver may send our own signature back, or a secret of its own.
_SECRETS = re.compile(r"whsec_[\w+/=-]+|v1a?,[\w+/=-]{20,}")
_UNREADABLE = Answer(0, "UNREADABLE")


class Sender:
    """One process's hands: claims what is due, sends it on its lanes, writes what came back."""

    def __init__(self, name: str, clock: Clock, courier: Courier, lanes: int = LANES) -> None:
        self._name = name
        self._clock = clock
        self._courier = courier
        self._lanes = lanes
        self._pool = ThreadPoolExecutor(lanes, thread_name_prefix="webhook")
        self._under_way: dict[Future[Answer], Held] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._under_way)

    def turn(self, wait_for: timedelta = timedelta(0)) -> int:
        """Write what came back, waiting so long for the first of it, then send what is due.

        Returns how many set out.
        """
        self._come_back(wait_for)
        return self._set_out()

    def close(self) -> None:
        """Write what is done; what hangs is left to its lease and sent again by the next one."""
        self._come_back(timedelta(0))
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _set_out(self) -> int:
        free = self._lanes - len(self._under_way)
        if free <= 0:
            return 0
        assert not connection.in_atomic_block, "a gateway call inside a transaction"
        held = writing.claim(self._name, self._clock(), free)
        for one in held:
            self._under_way[self._pool.submit(self._send, one)] = one
        return len(held)

    def _send(self, one: Held) -> Answer:
        """Only the world outside: no lane touches the database."""
        try:
            secrets = tuple(opened(secret) for secret in one.sealed)
        except InvalidToken:  # another key sealed them
            return _UNREADABLE
        letter = Letter(one.url, one.event.id, body_of(one.event), secrets)
        return self._courier.send(letter, self._clock())

    def _come_back(self, wait_for: timedelta) -> None:
        if not self._under_way:
            return
        done, _ = wait(self._under_way, wait_for.total_seconds(), return_when=FIRST_COMPLETED)
        heard = [(self._under_way.pop(one), one.result()) for one in done]
        if heard:
            keep(self._name, heard, self._clock())


def keep(worker: str, heard: Sequence[tuple[Held, Answer]], at: datetime) -> None:
    """Write answers, and what they mean for their endpoints; all in one transaction."""
    said: list[Said] = []
    turns: dict[int, Turn] = {}
    for held, answer in heard:
        said.append(Said(held.id, at, _plain(answer), after(answer, held.tries + 1, at)))
        turn = health_after(answer, held.health, at, settings.WEBHOOK_OFF_AFTER)
        before = turns.get(held.endpoint_id)
        if before is None or turn.well or turn.off:
            turns[held.endpoint_id] = turn
    with transaction.atomic():
        gone = writing.keep(worker, said, {id_: (turn, at) for id_, turn in turns.items()})
        for one in gone:
            _tell_off(one, turns[one.id], at)
        back = [id_ for id_, turn in turns.items() if turn.back]
        if back:
            writing.hurry(back, at)


def _plain(answer: Answer) -> Answer:
    text = _SECRETS.sub("***", printable(answer.text)).replace("\0", "")
    return replace(answer, text=text)


def _tell_off(endpoint: SwitchedOff, turn: Turn, at: datetime) -> None:
    """Tell the shop by its other endpoints, and who looks after the house."""
    assert turn.off, "only these are switched off"
    facts = {"endpoint": endpoint.code, "why": turn.off.value}
    endpoints.tell(News(new_message(), EventType.OFF, endpoint.shop_id, facts), at)
    cause = f"webhook:{endpoint.code}:{at.isoformat()}"
    people = active_of(holders(Right.MANAGE_ACCOUNTS), but=0)
    staff_notices.tell(
        (StaffNews(to, Kind.WEBHOOK_OFF, cause, "", endpoint.code) for to in people), at
    )


def send_until_idle(worker: str, clock: Clock) -> int:
    """Send what is due until nothing is (commands, tests); returns how many were sent."""
    sender, sent = Sender(worker, clock, courier()), 0
    try:
        while (turned := sender.turn(timedelta(seconds=1))) or sender.busy:
            sent += turned
    finally:
        sender.close()
    return sent


def forget_old(at: datetime) -> int:
    """Take away what is too old to be sent again."""
    gone = 0
    while count := writing.forget(at - settings.WEBHOOK_KEPT_FOR, FORGOTTEN_AT_ONCE):
        gone += count
    return gone


@cache
def courier() -> Courier:
    """Return who takes letters out, built once a process."""
    return Courier(settings.WEBHOOK_NETWORKS)
