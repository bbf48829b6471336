"""One process at a time: who holds the lock of a job does it, as long as its connection lives."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from weikameng.records.statements import fetch_one

_LOCK = "SELECT pg_try_advisory_lock(%(key)s::bigint)"
_UNLOCK = "SELECT pg_advisory_unlock(%(key)s::bigint)"


@contextmanager
def only_one(job: str) -> Iterator[bool]:
    """Be the one who does a job as long as this lasts; False while another connection is.

    The lock is the connection's: who loses the connection has lost the lock, and can't write.
    """
    key = {"key": int.from_bytes(sha256(job.encode()).digest()[:8], signed=True)}
    row = fetch_one(_LOCK, key)
    mine = bool(row and row[0])
    try:
        yield mine
    finally:
        if mine:
            fetch_one(_UNLOCK, key)
