"""Tiles (C2SP tlog-tiles): 256 hashes of one level at a time, at paths that never change."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from weikameng.ledger.encodings import number_of
from weikameng.ledger.frontier import TILE_HEIGHT, Growth
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.subtrees import Range, Subtree, subtrees_of

TILE_WIDTH = 1 << TILE_HEIGHT
ENTRIES = -1  # the level of entry bundles, whose widths are those of level 0
MAX_LEVEL = 63
_PATH = re.compile(
    r"tile/(entries|0|[1-9]\d?)/((?:x\d{3}/){0,6}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """A tile, or with the level ``ENTRIES`` an entry bundle; partial below the full width."""

    level: int
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Where it is served, below the log's prefix."""
        level = "entries" if self.level == ENTRIES else str(self.level)
        part = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{_index_path(self.index)}{part}"


@dataclass(frozen=True, slots=True)
class TilePiece:
    """Hashes that came to a tile: they go behind the ``offset`` hashes it has."""

    level: int
    index: int
    offset: int
    content: bytes


def parse_tile_path(path: str) -> Tile:
    """Read a path; a second spelling of the same tile is malformed."""
    found = _PATH.fullmatch(path)
    if not found:
        raise Malformed("tile_path")
    level, index, width = found.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        number_of(re.sub("[x/]", "", index).lstrip("0") or "0", "tile_path"),
        int(width) if width else TILE_WIDTH,
    )
    if tile.path != path or tile.level > MAX_LEVEL:
        raise Malformed("tile_path")
    return tile


def width_at(level: int, index: int, size: int) -> int:
    """How wide a tile is in a tree of this size; 0 where there is none."""
    hashes = size >> (TILE_HEIGHT * max(level, 0))
    return max(0, min(TILE_WIDTH, hashes - index * TILE_WIDTH))


def tiles_at(size: int) -> Iterator[Tile]:
    """The rightmost tile of every level of a tree: what a new checkpoint needs served."""
    level, hashes = 0, size
    while hashes:
        yield Tile(level, (hashes - 1) // TILE_WIDTH, (hashes - 1) % TILE_WIDTH + 1)
        level, hashes = level + 1, hashes // TILE_WIDTH


def pieces(before: int, growth: Growth) -> Iterator[TilePiece]:
    """Cut what appending made into what each tile receives."""
    for level, hashes in enumerate(growth.added):
        place, rest = before >> (TILE_HEIGHT * level), hashes
        while rest:
            room = TILE_WIDTH - place % TILE_WIDTH
            content = b"".join(rest[:room])
            yield TilePiece(level, place // TILE_WIDTH, place % TILE_WIDTH, content)
            place, rest = place + room, rest[room:]


def tile_of(subtree: Subtree) -> tuple[int, int]:
    """The level and index of the tile that holds the hashes of a subtree."""
    level, rise = divmod(subtree.level, TILE_HEIGHT)
    return level, (subtree.index << rise) // TILE_WIDTH


def tiles_for(ranges: Iterable[Range], size: int) -> tuple[Tile, ...]:
    """Every tile a proof needs, each once, as wide as it is at this size."""
    places = {tile_of(subtree) for span in ranges for subtree in subtrees_of(span)}
    return tuple(Tile(*place, width_at(*place, size)) for place in sorted(places))


def served(stored: bytes, tile: Tile) -> bytes:
    """The content of a tile out of the widest that is stored."""
    if len(stored) < tile.width * HASH_BYTES:
        raise Malformed("tile_too_short")
    return stored[: tile.width * HASH_BYTES]


def _index_path(index: int) -> str:
    groups = [f"{index % 1000:03}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03}")
    return "/".join(reversed(groups))
