"""Lets the map of goods follow the log: pages as they are from a size on, its head, its roots."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from weikameng.domain.errors import Conflict
from weikameng.ledger.map_lookups import EMPTY_MAP
from weikameng.records.reading.mapped import KeptRoot, MapHead
from weikameng.records.statements import fetch_all, fetch_one

_BEGIN = """
INSERT INTO map_head (id, size, root, told) SELECT 1, 0, %(root)s, 0
WHERE NOT EXISTS (SELECT FROM map_head) RETURNING size
"""
_COPY = "COPY map_page (name, size, content) FROM STDIN (FORMAT BINARY)"
_GROW = """
UPDATE map_head SET size = %(size)s, root = %(root)s
WHERE size = %(before)s AND root = %(was)s
RETURNING size
"""
_TELL = """
WITH told AS (
    INSERT INTO map_root (number, size, root, at)
    VALUES (%(number)s, %(size)s, %(root)s, %(at)s) RETURNING size
)
UPDATE map_head SET told = told.size, told_at = %(now)s FROM told RETURNING told.size
"""
_DROP_ROOTS = "DELETE FROM map_root WHERE number <= %(number)s RETURNING size"
# What a page was before the oldest root still kept, nobody can ask for any more.
_PRUNE = """
DELETE FROM map_page old USING map_page newer
WHERE newer.size > %(after)s AND newer.size <= %(upto)s
  AND old.name = newer.name AND old.size < newer.size
"""
# Between two roots that were told, nobody can ask for a page as it was.
_PASSED = """
DELETE FROM map_page WHERE name = ANY(%(names)s::text[]) AND size < %(size)s
  AND size > (SELECT coalesce(max(r.size), -1) FROM map_root r)
"""
_FORGET = "DELETE FROM map_page"
_FROM_THE_START = "UPDATE map_head SET size = 0, root = %(root)s, told = 0 RETURNING size"


def begin() -> None:
    """Have a head, of the empty map if there is none yet."""
    fetch_one(_BEGIN, {"root": EMPTY_MAP})


def grow(before: MapHead, size: int, root: bytes, pages: Mapping[str, bytes]) -> None:
    """Move the map on, in the caller's transaction. Raises Conflict when it is another by now."""
    moved = {"size": size, "root": root, "before": before.size, "was": before.root}
    if fetch_one(_GROW, moved) is None:
        raise Conflict("the map has another head by now")
    with connection.cursor() as cursor:
        cursor.execute(_PASSED, {"names": list(pages), "size": size})
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(("text", "int8", "bytea"))
        for name, content in pages.items():
            copy.write_row((name, size, content))


def tell(root: KeptRoot, now: datetime) -> None:
    """Hand a root on to the log, which says it once."""
    given = {"number": root.number, "size": root.size, "root": root.root, "at": root.at}
    fetch_one(_TELL, given | {"now": now})


def drop_roots(number: int) -> None:
    """Let go of the roots up to this number, and of what only they still needed."""
    gone = [size for (size,) in fetch_all(_DROP_ROOTS, {"number": number})]
    if not gone:
        return
    oldest = fetch_one("SELECT min(size) FROM map_root", {})
    upto = oldest[0] if oldest and oldest[0] else max(gone)
    with connection.cursor() as cursor:
        cursor.execute(_PRUNE, {"after": min(gone), "upto": upto})


def forget() -> None:
    """Forget the pages: the map is made again from the log. Roots the log said stay said."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)
    fetch_all("DELETE FROM map_root RETURNING size", {})
    fetch_one(_FROM_THE_START, {"root": EMPTY_MAP})
