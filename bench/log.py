"""The log in its database: how fast events become durable entries under a signed head, how late
they are, and what a proof costs at a million leaves (issue 7).
"""

import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from bench import log_map
from bench.log_rows import happen, new_goods
from bench.stopwatch import cut_ms, timed
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.verifying import TreeHead, consistent, included
from weikameng.records.reading import log as reading
from weikameng.records.writing import log as writing
from weikameng.records.writing.log import NewEntry
from weikameng.services import log_reading
from weikameng.services.log_audit import audit
from weikameng.services.log_identity import log_identity
from weikameng.services.sequencing import Sequencer, alone

EVENTS = 20_000
A_SECOND, SECONDS, WRITERS = 500, 20, 4
SAMPLES = 2_000
NUMBER = b"#" * 20
FILL = 2_000
WHOLE = 1_000_000


def show(leaves: int) -> None:
    """Measure and print; what is limited by the disk stands beside its fsyncs."""
    print(f"fsync of 4 KiB: {_fsyncs():9.0f}/s")
    _integrated(min(EVENTS, leaves // 10))
    _late(SECONDS if leaves >= WHOLE else SECONDS // 5)
    _filled(leaves)
    _proofs()
    log_map.show()
    begun = time.perf_counter()
    findings = list(audit(log_identity(), quick=True))
    print(f"quick audit of {_size()} entries: {time.perf_counter() - begun:.1f} s (aim 5)")
    assert not findings, findings


def _fsyncs(count: int = 500) -> float:
    with tempfile.NamedTemporaryFile(dir=settings.DATA_DIR) as file:
        begun = time.perf_counter()
        for _ in range(count):
            file.seek(0)
            file.write(os.urandom(4096))
            file.flush()
            os.fsync(file.fileno())
        return count / (time.perf_counter() - begun)


def _integrated(events: int) -> None:
    goods = new_goods(events // 4)
    happen(goods, 0, 3)
    sequencer = Sequencer(log_identity())
    with alone():
        sequencer.begin(_now())
        begun, spent = time.perf_counter(), time.process_time()
        rounds = 0
        while sequencer.round(_now()):
            rounds += 1
        seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    print(
        f"events made entries, signed by their source, durable and under a signed head: "
        f"{events / seconds:9.0f}/s ({rounds} heads; {1e6 * spent / events:.0f} µs of a core each)"
    )


def _late(seconds: int) -> None:
    """Writers commit events one by one at a steady pace; when is each under a signed head?"""
    stop, committed, seen = threading.Event(), [], []
    command = [sys.executable, "-m", "weikameng.config.entry", "ledger", "sequence"]
    with subprocess.Popen(command) as sequencer:
        watch = threading.Thread(target=_watch, args=(stop, seen))
        watch.start()
        _until(lambda: not writing_is_free())
        writers = [
            threading.Thread(
                target=_write, args=(new_goods(A_SECOND * seconds // WRITERS), committed)
            )
            for _ in range(WRITERS)
        ]
        for one in writers:
            one.start()
        for one in writers:
            one.join()
        _until(lambda: _waiting() == 0 and seen[-1][0] >= _size())
        stop.set()
        watch.join()
        sequencer.terminate()
    lateness = _lateness(committed, seen)
    cuts = statistics.quantiles(lateness, n=100)
    print(
        f"committed to under a signed head, {A_SECOND} transactions/s for {seconds} s "
        f"({len(lateness)}): p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms (aim 100), "
        f"most {max(lateness) * 1000:.0f} ms"
    )


def writing_is_free() -> bool:
    """Whether nobody is the sequencer now."""
    with alone() as mine:
        return mine


def _write(goods: list[Any], committed: list[tuple[Any, float]]) -> None:
    pace, begun = WRITERS / A_SECOND, time.perf_counter()
    for place, good in enumerate(goods):
        time.sleep(max(0.0, begun + place * pace - time.perf_counter()))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT FROM ledger_good WHERE id = %s FOR UPDATE", [good])
            happen([good], 0, 0)
        committed.append((good, time.perf_counter()))
    connection.close()


def _watch(stop: threading.Event, seen: list[tuple[int, float]]) -> None:
    while not stop.is_set():
        signed = reading.published()
        size = signed.size if signed else 0
        if not seen or size > seen[-1][0]:
            seen.append((size, time.perf_counter()))
        time.sleep(0.002)
    connection.close()


def _lateness(committed: list[tuple[Any, float]], seen: list[tuple[int, float]]) -> list[float]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT good, index FROM log_entry WHERE good IS NOT NULL AND seq = 0")
        places = dict(cursor.fetchall())
    found = []
    for good, at in committed:
        signed = next(moment for size, moment in seen if size > places[good])
        found.append(max(0.0, signed - at))
    return found


def _filled(leaves: int) -> None:
    """Fill the log up with leaves as long as real ones, each of a good of its own; the number in
    the place of a signature keeps them apart."""
    begun, before, leaf = time.perf_counter(), _size(), _leaf()
    while (head := reading.head()) and head.size < leaves:
        numbers = range(head.size, min(leaves, head.size + FILL))
        texts = [(number, leaf.replace(NUMBER, b"%020d" % number)) for number in numbers]
        entries = [
            NewEntry(text, leaf_hash(text), -number - 1, uuid4(), 0) for number, text in texts
        ]
        with transaction.atomic():
            writing.append(head, entries, head.settled)
    seconds = time.perf_counter() - begun
    print(f"ready leaves made durable entries: {(leaves - before) / seconds:9.0f}/s (aim 20000)")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE log_entry, log_tile")


def _leaf() -> bytes:
    """An entry that says a good was issued, with a place for a number."""
    salted = bytes(HASH_BYTES)
    said = Event(
        EventType.ISSUED,
        salted[:16],
        0,
        _now(),
        "platform",
        "game-card-60",
        commit={"order": salted, "claim": salted},
    )
    envelope = Envelope(said.payload).signed(log_identity().platform[0])
    sig = envelope.leaf.index(b'"sig":"') + len(b'"sig":"')
    return envelope.leaf[:sig] + NUMBER + envelope.leaf[sig + len(NUMBER) :]


def _proofs() -> None:
    head = reading.head()
    assert head is not None
    size, root, dice = head.size, head.frontier.root, random.Random(7)
    whole = TreeHead(size, root)
    places = [dice.randrange(size) for _ in range(SAMPLES)]
    leaves = {at: reading.entries(at, 1)[0].leaf_hash for at in places}
    made = [timed(lambda at=at: log_reading.inclusion(at, size)) for at in places]
    checks = [
        timed(lambda at=at, proof=proof: included(leaves[at], at, whole, proof))
        for at, (_, proof) in zip(places, made, strict=True)
    ]
    _tell("inclusion", size, made, checks)
    olds = [TreeHead(at + 1, log_reading.root_at(at + 1)) for at in places[:500]]
    made = [timed(lambda old=old: log_reading.consistency(old.size, size)) for old in olds]
    checks = [
        timed(lambda old=old, proof=proof: consistent(old, whole, proof))
        for old, (_, proof) in zip(olds, made, strict=True)
    ]
    _tell("consistency", size, made, checks)


def _tell(name: str, size: int, made: list[Any], checks: list[Any]) -> None:
    assert all(holds for _, holds in checks)
    bytes_ = [len(proof) * HASH_BYTES for _, proof in made]
    print(
        f"{name} proof out of the database at {size} leaves: p50 {cut_ms(made, 50):.1f} ms, "
        f"p99 {cut_ms(made, 99):.1f} ms (aim 5), {statistics.mean(bytes_):.0f} bytes "
        f"(most {max(bytes_)}); checked in {1000 * cut_ms(checks, 50):.0f} µs"
    )


def _size() -> int:
    head = reading.head()
    return head.size if head else 0


def _waiting() -> int:
    head = reading.head()
    return len(reading.waiting(head.settled if head else 0, [], 1))


def _until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not what():
        if time.monotonic() > end:
            raise TimeoutError("the sequencer does not come to an end")
        time.sleep(0.05)


def _now() -> datetime:
    return datetime.now(UTC)
