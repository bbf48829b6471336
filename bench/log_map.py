"""The map of goods in its database: how fast it follows the log, what it holds, and what a bundle
that leaves nothing out costs to make, to send and to check (issue 7).
"""

import random
import statistics
import time
import zlib
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from bench.log_rows import happen
from bench.stopwatch import cut_ms, spent, timed
from weikameng.ledger.bundle_parts import BundleOutcome
from weikameng.ledger.good_bundles import check_bundle
from weikameng.records.reading import mapped as reading
from weikameng.services import good_proofs, mapping
from weikameng.services.log_identity import log_identity
from weikameng.services.sequencing import Sequencer, alone

SAMPLES = 500
_GOODS = """
SELECT good FROM log_entry WHERE seq = 3 AND good IS NOT NULL
  AND NOT EXISTS (SELECT FROM log_entry e WHERE e.good = log_entry.good AND e.seq = 4)
ORDER BY good LIMIT %s
"""
_PAGES = "SELECT count(*), pg_total_relation_size('map_page') FROM map_page"


def show() -> None:
    """Measure and print; the log has its million entries by now."""
    _built()
    delivered = _column(_GOODS, 4 * SAMPLES)
    for goods in (50, 500):
        _moved(delivered[:goods])
        delivered = delivered[goods:]
    _proved(delivered)


def _built() -> None:
    begun, rounds = time.perf_counter(), 1
    while mapping.round_(_now()):
        rounds += 1
    seconds = time.perf_counter() - begun
    head = reading.head()
    assert head is not None
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE map_page")
        cursor.execute("SELECT count(DISTINCT good) FROM log_entry")
        (goods,) = cursor.fetchone()
        cursor.execute(_PAGES)
        pages, size = cursor.fetchone()
    print(
        f"map made out of {head.size} entries, {goods} goods: {head.size / seconds:9.0f} entries/s "
        f"in {rounds} batches; {1e6 * pages / goods:.0f} pages and {size / goods:.0f} MB "
        "a million goods"
    )


def _moved(goods: list[UUID]) -> None:
    """What a second's changes cost while the map is that large."""
    happen(goods, 4, 4)
    _sequenced()
    begun, spent = time.perf_counter(), time.process_time()
    mapping.round_(_now())
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    _sequenced()
    print(
        f"a change of each of {len(goods)} goods taken into the map: {1000 * seconds:.0f} ms "
        f"({1000 * spent:.0f} ms of a core), {len(goods) / seconds:.0f} goods/s"
    )


def _proved(goods: list[UUID]) -> None:
    chosen = random.Random(7).sample(goods, min(SAMPLES, len(goods)))
    made = [timed(lambda one=one: good_proofs.bundle_of(one)) for one in chosen]
    _tell("bundle of four events", made)
    made = [timed(lambda: good_proofs.absence_of(uuid4())) for _ in range(SAMPLES)]
    _tell("that there is nothing", made)


def _tell(name: str, made: list[tuple[float, Any]]) -> None:
    if len(made) < 2:
        print(f"{name}: too few in a log this short; take more --leaves")
        return
    key = log_identity().key.verifier
    checks = [spent(lambda content=content: check_bundle(content, key)) for _, content in made]
    assert all(found.outcome is BundleOutcome.HOLDS and found.as_of for _, found in checks)
    sizes = [len(content) for _, content in made]
    packed = [len(zlib.compress(content, 9)) for _, content in made]
    print(
        f"{name}: made in p50 {cut_ms(made, 50):.1f} ms, p99 {cut_ms(made, 99):.1f} ms; "
        f"{statistics.mean(sizes):.0f} bytes (most {max(sizes)}, aim 4096; deflated "
        f"{statistics.mean(packed):.0f}); checked in p50 {cut_ms(checks, 50):.1f} ms of a core, "
        f"p99 {cut_ms(checks, 99):.1f} (aim 5)"
    )


def _sequenced() -> None:
    sequencer = Sequencer(log_identity())
    with alone():
        sequencer.begin(_now())
        while sequencer.round(_now()):
            pass


def _column(sql: str, *given: object) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [one for (one,) in cursor.fetchall()]


def _now() -> datetime:
    return datetime.now(UTC)
