"""What witnesses cosigned: by head, newest first, and how each of them stands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.records.reading.log import SignedHead
from weikameng.records.statements import fetch_all, fetch_one

_COSIGNATURES = "SELECT size, witness, line, cosigned_at, received_at FROM log_cosignature"
_NEWEST = """ WHERE size >= %(size)s AND witness = ANY(%(witnesses)s)
ORDER BY size DESC LIMIT %(limit)s
"""
_AT = " WHERE size = %(size)s ORDER BY id"
_BETWEEN = " WHERE size > %(after)s AND size <= %(upto)s ORDER BY id"
_LAST = "SELECT max(size) FROM log_cosignature WHERE witness = %(witness)s"
_SETTLED = """
SELECT size, root, note, signed_at FROM log_checkpoint
WHERE signed_at <= %(at)s ORDER BY size DESC LIMIT 1
"""
# How late: from signing a head to holding a cosignature of it, over the newest of each witness.
_STANDING = """
SELECT w.witness, count(r.size), max(r.size), max(r.cosigned_at), max(r.received_at),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY r.late),
       percentile_disc(0.99) WITHIN GROUP (ORDER BY r.late)
FROM unnest(%(witnesses)s::text[]) AS w(witness)
CROSS JOIN LATERAL (
    SELECT k.size, k.cosigned_at, k.received_at, k.received_at - c.signed_at AS late
    FROM log_cosignature k JOIN log_checkpoint c ON c.size = k.size
    WHERE k.witness = w.witness ORDER BY k.size DESC LIMIT %(limit)s
) AS r
GROUP BY w.witness
"""
LATEST = 1_000


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A line a witness gave for a head; ``witness`` is its vkey."""

    size: int
    witness: str
    line: str
    cosigned_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class WitnessStanding:
    """How a witness did with the newest heads it cosigned, at most ``LATEST``."""

    witness: str
    heads: int
    size: int
    cosigned_at: datetime
    received_at: datetime
    late_half: timedelta
    late_most: timedelta  # 99 of 100


def newest(witnesses: Iterable[str], size: int, limit: int) -> list[Cosignature]:
    """Return what these witnesses cosigned of heads that large or larger, the largest first."""
    given = {"witnesses": list(witnesses), "size": size, "limit": limit}
    return [Cosignature(*row) for row in fetch_all(_COSIGNATURES + _NEWEST, given)]


def of_head(size: int) -> list[Cosignature]:
    """Return who cosigned the head of this size."""
    return [Cosignature(*row) for row in fetch_all(_COSIGNATURES + _AT, {"size": size})]


def between(after: int, upto: int) -> Iterator[Cosignature]:
    """Return all cosignatures of heads of these sizes."""
    rows = fetch_all(_COSIGNATURES + _BETWEEN, {"after": after, "upto": upto})
    return (Cosignature(*row) for row in rows)


def last_size(witness: str) -> int:
    """Return the largest head this witness cosigned for us; 0 when none."""
    row = fetch_one(_LAST, {"witness": witness})
    return row[0] if row and row[0] is not None else 0


def signed_before(at: datetime) -> SignedHead | None:
    """Return the largest head signed by then."""
    row = fetch_one(_SETTLED, {"at": at})
    return SignedHead(*row) if row else None


def standings(witnesses: Iterable[str]) -> dict[str, WitnessStanding]:
    """Return how these witnesses stand; those that cosigned nothing are left out."""
    given = {"witnesses": list(witnesses), "limit": LATEST}
    return {row[0]: WitnessStanding(*row) for row in fetch_all(_STANDING, given)}
