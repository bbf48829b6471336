"""The map of goods as it is kept: head, pages, roots, and what of the log it does not hold yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from weikameng.records.reading.log import Entry
from weikameng.records.statements import fetch_all, fetch_one, statement

_HEAD = "SELECT size, root, told, told_at FROM map_head"
_PAGES = """
SELECT DISTINCT ON (name) name, content FROM map_page
WHERE name = ANY(%(names)s::text[]) AND size <= %(size)s
ORDER BY name, size DESC
"""
_STANDING = statement(Path(__file__).parent / "map_standing.sql")
_HISTORIES = """
SELECT e.good, e.leaf_hash, e.leaf FROM log_entry e
WHERE e.index < %(upto)s AND e.good = ANY(ARRAY(  -- an array, so that no plan reads the whole log
    SELECT DISTINCT f.good FROM log_entry f
    WHERE f.index >= %(first)s AND f.index < %(upto)s AND f.good IS NOT NULL))
ORDER BY e.good, e.seq
"""
_ROOT = "SELECT number, size, root, at FROM map_root"
_UNSAID = """
SELECT number, size, root, at FROM map_root WHERE number > coalesce(
    (SELECT max(seq) FROM log_entry WHERE good IS NULL AND seq IS NOT NULL), -1)
ORDER BY number LIMIT 1
"""
_SAID = """
SELECT r.number, r.size, r.root, r.at, e.index, e.leaf, e.leaf_hash FROM map_root r
JOIN log_entry e ON e.good IS NULL AND e.seq = r.number
WHERE e.index < %(size)s
ORDER BY r.number DESC LIMIT 1
"""
_ALL = """
SELECT DISTINCT ON (name) name, content FROM map_page
WHERE name {more} %(name)s AND size <= %(size)s
ORDER BY name, size DESC LIMIT %(limit)s
"""
_AT_ONCE = 5_000
_NEXT = "SELECT coalesce(max(seq), -1) + 1 FROM log_entry WHERE good IS NULL AND seq IS NOT NULL"


@dataclass(frozen=True, slots=True)
class MapHead:
    """How far the map is, and what the root told last was over."""

    size: int
    root: bytes
    told: int
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class KeptRoot:
    """A root of the map over the first ``size`` entries."""

    number: int
    size: int
    root: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidRoot(KeptRoot):
    """One the log has said, and its entry."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class LogStanding:
    """The log's size, and up to when everything that was told is in it."""

    size: int
    told_until: datetime


def head() -> MapHead | None:
    """Return the map as it stands; None before it begins."""
    row = fetch_one(_HEAD, {})
    return MapHead(*row) if row else None


def standing(at: datetime) -> LogStanding:
    """Return how far the log is, at this moment or after."""
    row = fetch_one(_STANDING, {"at": at})
    assert row is not None, "an aggregate has a row"
    return LogStanding(*row)


def histories(first: int, upto: int) -> dict[UUID, list[tuple[bytes, bytes]]]:
    """Return leaf hashes and leaves, oldest first, of the goods these entries are about."""
    found: dict[UUID, list[tuple[bytes, bytes]]] = {}
    for good, leaf_hash, leaf in fetch_all(_HISTORIES, {"first": first, "upto": upto}):
        found.setdefault(good, []).append((leaf_hash, leaf))
    return found


def pages(names: Sequence[str], size: int) -> Mapping[str, bytes]:
    """Return the pages of these names as they were when the map held so many entries."""
    return dict(fetch_all(_PAGES, {"names": list(names), "size": size}))


def unsaid() -> KeptRoot | None:
    """Return the root that waits to be said by the log."""
    row = fetch_one(_UNSAID, {})
    return KeptRoot(*row) if row else None


def said_before(size: int) -> SaidRoot | None:
    """Return the newest root among the first entries of the log whose pages are still kept."""
    row = fetch_one(_SAID, {"size": size})
    if row is None:
        return None
    entry = Entry(row[4], None, None, row[0], row[5], row[6])
    return SaidRoot(row[0], row[1], row[2], row[3], entry)


def is_kept(size: int) -> bool:
    """Say whether there is a root over so many entries whose pages are kept."""
    return bool(fetch_all(f"{_ROOT} WHERE size = %(size)s", {"size": size}))


def all_pages(size: int) -> Iterator[tuple[str, bytes]]:
    """Return every page by its name, as it was when the map held so many entries."""
    given = {"size": size, "limit": _AT_ONCE}
    rows = fetch_all(_ALL.format(more=">="), given | {"name": ""})
    while rows:
        yield from rows
        rows = fetch_all(_ALL.format(more=">"), given | {"name": rows[-1][0]})


def next_number() -> int:
    """Return how many roots the log has said."""
    row = fetch_one(_NEXT, {})
    assert row is not None, "an aggregate has a row"
    return int(row[0])
