"""The log as it is kept: what waits for it, head, checkpoints, entries and tiles by place."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from weikameng.ledger.frontier import Frontier
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.records.statements import fetch_all, fetch_one, statement

_WAITING = statement(Path(__file__).parent / "log_waiting.sql")
_HEAD = "SELECT size, frontier, settled, root FROM log_head"
_CHECKPOINT = "SELECT size, root, note, signed_at FROM log_checkpoint"
_TILES = """
SELECT t.level, t.index, t.data FROM log_tile t
JOIN unnest(%(levels)s::smallint[], %(indexes)s::bigint[]) AS w(level, index)
  ON w.level = t.level AND w.index = t.index
"""
_ENTRIES = "SELECT index, outbox_id, good, seq, leaf, leaf_hash FROM log_entry"
_AUDITED = statement(Path(__file__).parent / "log_audited.sql")
_NEXT = "SELECT index FROM log_entry WHERE index >= %(first)s ORDER BY index LIMIT 1"
_LEFT_OUT = """
SELECT o.id FROM ledger_outbox o
WHERE o.id <= (SELECT settled FROM log_head)
  AND NOT EXISTS (SELECT FROM log_entry e WHERE e.outbox_id = o.id)
ORDER BY o.id LIMIT 100
"""
# Which transactions run now: whoever drew an outbox id before can still be waited for.
_RUNNING = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text, pg_snapshot_xmax(pg_current_snapshot())::text
"""


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """A row of the outbox; ``prev`` is the leaf hash of the good's event before, once it is in."""

    id: int
    good: UUID
    seq: int
    type: str
    at: datetime
    actor: str
    sku: str
    links: Mapping[str, str]
    commits: Mapping[str, str]
    attested_by: str | None
    prev: bytes | None


@dataclass(frozen=True, slots=True)
class Head:
    """The tree as it stands, and how far the outbox is settled."""

    frontier: Frontier = field(default_factory=Frontier)
    settled: int = 0

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self.frontier.size


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A checkpoint as it was signed."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log."""

    index: int
    outbox_id: int | None
    good: UUID | None
    seq: int | None
    leaf: bytes
    leaf_hash: bytes


@dataclass(frozen=True, slots=True)
class AuditedEntry(Entry):
    """A row of the log beside the outbox row it was made of, while that is there."""

    row: WaitingEvent | None


def waiting(settled: int, held: Iterable[int], limit: int) -> list[WaitingEvent]:
    """Return events that are not in the log yet, oldest first; those ``held`` are left out."""
    rows = fetch_all(_WAITING, {"settled": settled, "held": list(held), "limit": limit})
    return [_waiting_event(row) for row in rows]


def running() -> tuple[int, int]:
    """Return the oldest transaction that still writes, and the first one not begun yet."""
    row = fetch_one(_RUNNING, {})
    assert row is not None, "a snapshot is always there"
    return int(row[0]), int(row[1])


def head() -> Head | None:
    """Return the tree as it stands; None before the log begins."""
    row = fetch_one(_HEAD, {})
    if row is None:
        return None
    edge = bytes(row[1])
    cut = range(0, len(edge), HASH_BYTES)
    return Head(Frontier(row[0], tuple(edge[at : at + HASH_BYTES] for at in cut)), row[2])


def kept_root() -> bytes:
    """Return the root as it is kept beside the edge; the audit compares."""
    row = fetch_one(_HEAD, {})
    return bytes(row[3]) if row else b""


def published() -> SignedHead | None:
    """Return the checkpoint signed last."""
    row = fetch_one(f"{_CHECKPOINT} ORDER BY size DESC LIMIT 1", {})
    return _signed(row) if row else None


def checkpoint_at(size: int) -> SignedHead | None:
    """Return the checkpoint signed at a size."""
    row = fetch_one(f"{_CHECKPOINT} WHERE size = %(size)s", {"size": size})
    return _signed(row) if row else None


def checkpoint_since(size: int) -> SignedHead | None:
    """Return the smallest checkpoint that holds at least so many entries."""
    sql = f"{_CHECKPOINT} WHERE size >= %(size)s ORDER BY size LIMIT 1"
    row = fetch_one(sql, {"size": size})
    return _signed(row) if row else None


def checkpoints_between(after: int, upto: int) -> Iterator[SignedHead]:
    """Return the checkpoints of these sizes, smallest first."""
    sql = f"{_CHECKPOINT} WHERE size > %(after)s AND size <= %(upto)s ORDER BY size"
    return (_signed(row) for row in fetch_all(sql, {"after": after, "upto": upto}))


def tiles(places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Return the tiles at these levels and indexes, whatever there is of each, in one question."""
    levels, indexes = [level for level, _ in places], [index for _, index in places]
    rows = fetch_all(_TILES, {"levels": levels, "indexes": indexes})
    return {(level, index): bytes(data) for level, index, data in rows}


def entries(first: int, count: int) -> list[Entry]:
    """Return entries in a row, as many as there are."""
    sql = f"{_ENTRIES} WHERE index >= %(first)s AND index < %(end)s ORDER BY index"
    return [Entry(*row) for row in fetch_all(sql, {"first": first, "end": first + count})]


def audited(first: int, count: int) -> list[AuditedEntry]:
    """Return entries in a row, each with its outbox row."""
    rows = fetch_all(_AUDITED, {"first": first, "end": first + count})
    if not rows and (following := fetch_one(_NEXT, {"first": first})):  # behind a hole
        rows = fetch_all(_AUDITED, {"first": following[0], "end": following[0] + count})
    columns = ((*row[:6], _row_beside(row[6:])) for row in rows)
    return [AuditedEntry(*one) for one in columns]


def left_out() -> Iterator[int]:
    """Return the outbox rows that are settled, yet in no entry."""
    return (row[0] for row in fetch_all(_LEFT_OUT, {}))


def entries_of_goods(goods: Iterable[UUID], size: int) -> dict[UUID, list[Entry]]:
    """Return the histories of goods as the first ``size`` entries hold them."""
    sql = f"{_ENTRIES} WHERE good = ANY(%(goods)s::uuid[]) AND index < %(size)s ORDER BY good, seq"
    found: dict[UUID, list[Entry]] = {}
    for row in fetch_all(sql, {"goods": list(goods), "size": size}):
        found.setdefault(row[2], []).append(Entry(*row))
    return found


def entries_of_keys() -> list[Entry]:
    """Return the entries that add keys, oldest first."""
    sql = f"{_ENTRIES} WHERE good IS NULL AND seq IS NULL ORDER BY index"
    return [Entry(*row) for row in fetch_all(sql, {})]


def entries_of_roots() -> Iterator[Entry]:
    """Return the entries that say roots of the map, oldest first."""
    sql = f"{_ENTRIES} WHERE good IS NULL AND seq IS NOT NULL ORDER BY seq"
    return (Entry(*row) for row in fetch_all(sql, {}))


def _row_beside(row: Sequence[Any]) -> WaitingEvent | None:
    return None if row[0] is None else _waiting_event((*row, None))


def _waiting_event(row: Sequence[Any]) -> WaitingEvent:
    columns = (*row[:7], json.loads(row[7]), json.loads(row[8]), *row[9:])
    return WaitingEvent(*columns)


def _signed(row: Sequence[Any]) -> SignedHead:
    return SignedHead(*row)
