"""Entry bundles (C2SP tlog-tiles): up to 256 entries in a row, each behind its length."""

from collections.abc import Sequence

from weikameng.ledger.malformed import Malformed
from weikameng.ledger.tiles import TILE_WIDTH

MAX_ENTRY_BYTES = 65_535
LENGTH_BYTES = 2


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """Write a bundle."""
    if not 0 < len(entries) <= TILE_WIDTH:
        raise ValueError("a bundle holds 1 to 256 entries")
    return b"".join(len(entry).to_bytes(LENGTH_BYTES, "big") + entry for entry in entries)


def entries_of(bundle: bytes, width: int) -> tuple[bytes, ...]:
    """Read a bundle that must hold exactly ``width`` entries and nothing else."""
    if len(bundle) > TILE_WIDTH * (MAX_ENTRY_BYTES + LENGTH_BYTES):
        raise Malformed("bundle_too_long")
    found, at = [], 0
    for _ in range(width):
        begin = at + LENGTH_BYTES
        at = begin + int.from_bytes(bundle[at:begin], "big")
        found.append(bundle[begin:at])
    if at != len(bundle):  # also where an entry, or its length, was cut short
        raise Malformed("bundle")
    return tuple(found)
