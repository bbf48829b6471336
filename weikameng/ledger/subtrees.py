"""Where things stand in a tree: whole subtrees, and the ranges a proof of RFC 6962 is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from weikameng.ledger.hashing import EMPTY_ROOT, node_hash


@dataclass(frozen=True, slots=True)
class Subtree:
    """A whole subtree: the leaves from ``index << level`` on, ``1 << level`` of them."""

    level: int
    index: int


@dataclass(frozen=True, slots=True)
class Range:
    """The leaves from ``begin`` up to, not including, ``end``."""

    begin: int
    end: int

    @property
    def middle(self) -> int:
        """Where RFC 6962 splits it: the left part is the largest power of two that is smaller."""
        return self.begin + (1 << ((self.end - self.begin - 1).bit_length() - 1))


HashReader = Callable[[Subtree], bytes]


def subtrees_of(span: Range) -> Iterator[Subtree]:
    """The whole subtrees that make up a range, largest first."""
    begin = span.begin
    while begin < span.end:
        level = (span.end - begin).bit_length() - 1
        yield Subtree(level, begin >> level)
        begin += 1 << level


def folded(hashes: list[bytes]) -> bytes:
    """The root over whole subtrees that stand side by side, largest first."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def range_root(span: Range, read: HashReader) -> bytes:
    """The root over a range."""
    return folded([read(subtree) for subtree in subtrees_of(span)])
