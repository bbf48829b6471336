"""Reading a tree out of its tiles: the hash of any whole subtree they hold."""

from collections.abc import Mapping
from dataclasses import dataclass

from weikameng.ledger.frontier import TILE_HEIGHT
from weikameng.ledger.hashing import HASH_BYTES, node_hash
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.subtrees import Subtree
from weikameng.ledger.tiles import TILE_WIDTH, tile_of


@dataclass(frozen=True, slots=True)
class TileHashes:
    """A ``HashReader`` over tiles by level and index, each at least as wide as is asked."""

    tiles: Mapping[tuple[int, int], bytes]

    def __call__(self, subtree: Subtree) -> bytes:
        rise = subtree.level % TILE_HEIGHT
        content = self.tiles.get(tile_of(subtree), b"")
        begin = ((subtree.index << rise) % TILE_WIDTH) * HASH_BYTES
        end = begin + (HASH_BYTES << rise)
        if len(content) < end:
            raise Malformed("tile_missing")
        return _whole(content[begin:end])


def _whole(content: bytes) -> bytes:
    hashes = [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]
    while len(hashes) > 1:
        hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
