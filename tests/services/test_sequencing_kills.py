"""Two sequencers, killed before any statement they send: one tree, every event once, and every
head that was ever signed still consistent (R11.1).
"""

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import Error, connection

from tests.log_rows import AT, goods, happen, remember_in, sequenced
from tests.wreck import Killed, Wreck
from weikameng.domain.errors import Conflict
from weikameng.ledger.frontier import Frontier, extend
from weikameng.ledger.offline import Outcome, check_head
from weikameng.ledger.verifying import TreeHead, consistent
from weikameng.records.reading import log as reading
from weikameng.services import log_reading
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import LogIdentity, log_identity
from weikameng.services.sequencing import Sequencer, alone

GOODS, EVENTS = 60, 5
KILLS_AT_LEAST = 30
EVERY = 25  # statements, about


def lives(log: LogIdentity, spared: int, done: threading.Event) -> str:
    """Be a sequencer until killed, or until everything is done."""
    try:
        with connection.execute_wrapper(Wreck(spared)), alone() as mine:
            if not mine:
                done.wait(0.005)
                return "stood by"
            sequencer = Sequencer(log)
            sequencer.begin(AT)
            while not done.is_set():
                sequencer.round(AT)
            return "ended"
    except Killed:
        return "killed"
    except (Conflict, Error, psycopg.Error):  # the lock went with the line; a new one begins
        return "fell"
    finally:
        connection.close()


@pytest.fixture
def log(settings, tmp_path, transactional_db) -> LogIdentity:
    remember_in(settings, tmp_path)
    return log_identity()


def test_two_sequencers_killed_at_any_point_make_one_log(log):
    listed, dice, ends, seen = goods(GOODS), random.Random(5), Counter(), set()
    done = threading.Event()

    def keep_starting(name: int) -> None:
        mine = random.Random(name)
        while not done.is_set():
            ends[lives(log, mine.randrange(2 * EVERY), done)] += 1

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(keep_starting, name) for name in range(2)]
        for place in range(EVENTS):
            shuffled = dice.sample(listed, GOODS)
            for start in range(0, GOODS, 7):
                happen(shuffled[start : start + 7], place, place)
                note = reading.published()
                if note:
                    seen.add((note.size, note.root))
        while size() <= GOODS * EVENTS or ends["killed"] < KILLS_AT_LEAST:
            if size() > GOODS * EVENTS:  # all is in: what is killed now is the looking
                happen(goods(1), 0, 0)
            done.wait(0.02)
        done.set()
        for one in running:
            one.result()
    sequenced()
    _all_is_well(log, seen, ends)


def _all_is_well(log: LogIdentity, seen: set[tuple[int, bytes]], ends: Counter) -> None:
    assert ends["killed"] >= KILLS_AT_LEAST
    assert list(audit(log)) == []
    entries = reading.entries(0, 100_000)
    events = [(one.good, one.seq) for one in entries if one.good]
    assert len(set(events)) == len(events) == count("ledger_outbox")
    signed = list(reading.checkpoints_between(0, len(entries)))
    assert seen <= {(one.size, one.root) for one in signed}
    edge = Frontier()
    head = signed[-1]
    for one in signed:
        assert check_head(one.note.encode(), log.trust).outcome is Outcome.HOLDS
        edge = extend(edge, [e.leaf_hash for e in entries[edge.size : one.size]]).frontier
        assert edge.root == one.root
        proof = log_reading.consistency(one.size, head.size)
        assert consistent(TreeHead(one.size, one.root), TreeHead(head.size, head.root), proof)


def size() -> int:
    signed = reading.published()
    return signed.size if signed else 0


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
