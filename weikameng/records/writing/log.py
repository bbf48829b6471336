"""Lets the log grow: entries, tiles and head together; checkpoints; alarms. Nothing is changed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from weikameng.domain.errors import Conflict
from weikameng.domain.words import Words
from weikameng.ledger.frontier import Frontier, extend
from weikameng.ledger.hashing import EMPTY_ROOT, HASH_BYTES
from weikameng.ledger.tiles import TilePiece, pieces
from weikameng.records.reading.log import Head, SignedHead
from weikameng.records.statements import fetch_all, fetch_one

_BEGIN = """
INSERT INTO log_head (id, size, root, frontier, settled) SELECT 1, 0, %(root)s, '', 0
WHERE NOT EXISTS (SELECT FROM log_head) RETURNING size
"""
_COPY = """
COPY log_entry (index, outbox_id, good, seq, leaf, leaf_hash) FROM STDIN (FORMAT BINARY)
"""
_TYPES = ("int8", "int8", "uuid", "int4", "bytea", "bytea")
# A tile that is not as wide as the piece expects is left alone, and the count tells.
_TILES = """
INSERT INTO log_tile (level, index, data)
SELECT p.level, p.index, p.data
FROM unnest(%(levels)s::smallint[], %(indexes)s::bigint[], %(offsets)s::int[], %(data)s::bytea[])
  AS p(level, index, place, data)
WHERE p.place = 0 OR EXISTS (
    SELECT FROM log_tile t
    WHERE t.level = p.level AND t.index = p.index AND octet_length(t.data) = p.place)
ON CONFLICT (level, index) DO UPDATE SET data = log_tile.data || excluded.data
RETURNING level
"""
_GROW = """
UPDATE log_head SET size = %(size)s, root = %(root)s, frontier = %(frontier)s, settled = %(settled)s
WHERE size = %(before)s
RETURNING size
"""
_SIGNED = """
INSERT INTO log_checkpoint (size, root, note, signed_at)
VALUES (%(size)s, %(root)s, %(note)s, %(at)s)
RETURNING size
"""
_ALARM = """
INSERT INTO log_alarm (code, zh, en, evidence, mark, at)
VALUES (%(code)s, %(zh)s, %(en)s, %(evidence)s::jsonb, %(mark)s, %(at)s)
ON CONFLICT (mark) DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A leaf to append, with the outbox row and the place in a good's life it was made of.

    A root of the map has no good, and its number in place of ``seq``; a key has neither.
    """

    leaf: bytes
    leaf_hash: bytes
    outbox_id: int | None = None
    good: UUID | None = None
    seq: int | None = None


def begin() -> None:
    """Have a head, of the empty tree if there is none yet."""
    fetch_one(_BEGIN, {"root": EMPTY_ROOT})


def append(before: Head, entries: Sequence[NewEntry], settled: int) -> Frontier:
    """Append entries behind this head, in the caller's transaction.

    Raises Conflict when the head is another one by now, and the database refuses what would leave
    a gap or write anything over.
    """
    rows = (
        (before.size + place, one.outbox_id, one.good, one.seq, one.leaf, one.leaf_hash)
        for place, one in enumerate(entries)
    )
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row(row)
    growth = extend(before.frontier, [one.leaf_hash for one in entries])
    _put_in_tiles(list(pieces(before.size, growth)))
    settle(before, growth.frontier, settled)
    return growth.frontier


def settle(before: Head, after: Frontier, settled: int) -> None:
    """Move the head on. Raises Conflict when it is not the one that was read."""
    found = {"size": after.size, "root": after.root, "frontier": b"".join(after.hashes)}
    if fetch_one(_GROW, found | {"settled": settled, "before": before.size}) is None:
        raise Conflict("the log has another head by now")


def keep_checkpoint(signed: SignedHead) -> None:
    """Keep a checkpoint for ever; from here on it is published."""
    fetch_one(
        _SIGNED,
        {"size": signed.size, "root": signed.root, "note": signed.note, "at": signed.signed_at},
    )


def alarm(code: str, words: Words, evidence: dict[str, str], at: datetime) -> bool:
    """Write down what must not be; False when the same was written down before."""
    said = json.dumps([code, words.en, evidence], sort_keys=True)
    row = fetch_one(
        _ALARM,
        {
            "code": code,
            "zh": words.zh,
            "en": words.en,
            "evidence": json.dumps(evidence),
            "mark": sha256(said.encode()).hexdigest(),
            "at": at,
        },
    )
    return row is not None


def _put_in_tiles(cut: Iterable[TilePiece]) -> None:
    listed = list(cut)
    columns = {
        "levels": [one.level for one in listed],
        "indexes": [one.index for one in listed],
        "offsets": [one.offset * HASH_BYTES for one in listed],
        "data": [one.content for one in listed],
    }
    if len(fetch_all(_TILES, columns)) != len(listed):
        raise Conflict("a tile of the log is not as wide as its head says")
