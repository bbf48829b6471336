"""Sequencers killed with SIGKILL while events pour in: what is in the log at the end (issue 7)."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from typing import Any

from django.db import connection

from bench.log_rows import LIFE, happen, new_goods
from weikameng.ledger.frontier import Frontier, extend
from weikameng.ledger.verifying import TreeHead, consistent
from weikameng.records.reading import log as reading
from weikameng.services import log_reading
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity

SEQUENCERS = 2
_COMMAND = [sys.executable, "-m", "weikameng.config.entry", "ledger", "sequence"]


def show(events: int, kills: int) -> None:
    """Pour events in, kill again and again, then look at everything."""
    done, killed = threading.Event(), [0]
    killer = threading.Thread(target=_kill, args=(done, killed))
    killer.start()
    try:
        seen = _pour(events, kills, killed)
    finally:
        done.set()
        killer.join()
    assert not _missing()
    _tell(seen, killed[0])


def _pour(events: int, kills: int, killed: list[int]) -> set[tuple[int, bytes]]:
    """Have events happen until all are in the log and enough was killed; return heads seen."""
    seen: set[tuple[int, bytes]] = set()
    goods = new_goods(-(-events // len(LIFE)))
    for place in range(len(LIFE)):
        for start in range(0, len(goods), 50):
            happen(goods[start : start + 50], place, place)
            _look(seen)
    while _missing() or killed[0] < kills:
        _look(seen)
        happen(new_goods(1), 0, 0)
        time.sleep(0.05)
    return seen


def _kill(done: threading.Event, killed: list[int]) -> None:
    dice, running = random.Random(11), [_start() for _ in range(SEQUENCERS)]
    while not done.is_set():
        _until_it_moves(done)
        done.wait(dice.random() * dice.choice((0.01, 0.1, 1.0)))
        place = dice.randrange(SEQUENCERS)  # the one at work, or the one that stands by
        os.kill(running[place].pid, signal.SIGKILL)
        running[place].wait()
        killed[0] += 1
        running[place] = _start()
    end = time.monotonic() + 60
    while _missing() and time.monotonic() < end:
        time.sleep(0.2)
    for one in running:
        one.terminate()
        one.wait()
    connection.close()


def _until_it_moves(done: threading.Event) -> None:
    """Wait for a head that was not there: killing what has not begun shows nothing."""
    before = reading.published()
    end = time.monotonic() + 60
    while reading.published() == before and time.monotonic() < end and not done.is_set():
        time.sleep(0.005)


def _start() -> "subprocess.Popen[bytes]":
    return subprocess.Popen(_COMMAND)


def _look(seen: set[tuple[int, bytes]]) -> None:
    signed = reading.published()
    if signed:
        seen.add((signed.size, signed.root))


def _missing() -> int:
    return int(
        _one(
            "SELECT (SELECT count(*) FROM ledger_outbox) - "
            "(SELECT count(*) FROM log_entry WHERE outbox_id IS NOT NULL)"
        )
    )


def _tell(seen: set[tuple[int, bytes]], killed: int) -> None:
    found = list(audit(log_identity()))
    size = int(_one("SELECT count(*) FROM log_entry"))
    twice = int(
        _one("SELECT count(*) - count(DISTINCT (good, seq)) FROM log_entry WHERE good IS NOT NULL")
    )
    edge, heads, wrong = Frontier(), 0, 0
    last = reading.published()
    assert last is not None
    head = TreeHead(last.size, last.root)
    for signed in reading.checkpoints_between(0, size):
        hashes = [one.leaf_hash for one in reading.entries(edge.size, signed.size - edge.size)]
        edge = extend(edge, hashes).frontier
        proof = log_reading.consistency(signed.size, head.size)
        old = TreeHead(signed.size, signed.root)
        wrong += not (edge.root == signed.root and consistent(old, head, proof))
        heads += 1
    signed_ones = {(one.size, one.root) for one in reading.checkpoints_between(0, size)}
    print(
        f"{SEQUENCERS} sequencers, {killed} kills with SIGKILL: {size} entries, "
        f"{_missing()} events missing, {twice} twice; "
        f"{heads} signed heads, {wrong} not consistent; "
        f"{len(seen - signed_ones)} of {len(seen)} heads seen from outside forgotten; "
        f"audit: {len(found)} findings"
    )


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
        return row[0]
