"""The right edge of a tree: all that is needed to append to it, at most 63 hashes for any size."""

from collections.abc import Sequence
from dataclasses import dataclass

from weikameng.ledger.hashing import are_hashes, node_hash
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.subtrees import HashReader, Range, folded, subtrees_of

TILE_HEIGHT = 8


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of ``size`` leaves by its whole subtrees, largest first (a compact range)."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise Malformed("frontier")
        if not are_hashes(*self.hashes):
            raise Malformed("frontier")

    @property
    def root(self) -> bytes:
        """The Merkle tree hash."""
        return folded(list(self.hashes))


@dataclass(frozen=True, slots=True)
class Growth:
    """What appending made: the new edge, and by tile level the hashes that became final."""

    frontier: Frontier
    added: tuple[tuple[bytes, ...], ...]


def extend(before: Frontier, leaf_hashes: Sequence[bytes]) -> Growth:
    """Append leaves; hashes about as many nodes as there are leaves, level by level."""
    edge = dict(zip(_levels(before.size), before.hashes, strict=True))
    added: list[tuple[bytes, ...]] = []
    level, nodes = 0, list(leaf_hashes)
    while nodes:
        if level % TILE_HEIGHT == 0:
            added.append(tuple(nodes))
        if level in edge:
            nodes.insert(0, edge.pop(level))
        if len(nodes) % 2:
            edge[level] = nodes[-1]
        nodes = [node_hash(*pair) for pair in zip(nodes[::2], nodes[1::2], strict=False)]
        level += 1
    size = before.size + len(leaf_hashes)
    return Growth(Frontier(size, tuple(edge[one] for one in _levels(size))), tuple(added))


def frontier_of(size: int, read: HashReader) -> Frontier:
    """Read the edge of a tree from its stored hashes."""
    return Frontier(size, tuple(read(subtree) for subtree in subtrees_of(Range(0, size))))


def root_of(leaf_hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaves at hand."""
    return extend(Frontier(), leaf_hashes).frontier.root


def _levels(size: int) -> list[int]:
    return [subtree.level for subtree in subtrees_of(Range(0, size))]
