"""RFC 6962 written down once more, by its recursive definitions: what our tree is held against."""

from dataclasses import dataclass
from hashlib import sha256

from weikameng.ledger.subtrees import Range, Subtree


def split(count: int) -> int:
    """The largest power of two smaller than count."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def mth(leaves: list[bytes]) -> bytes:
    """Section 2.1: the Merkle tree hash of entries."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    k = split(len(leaves))
    return sha256(b"\1" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """Section 2.1.1: the audit path."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """Section 2.1.2: the consistency proof."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


@dataclass(frozen=True)
class Reader:
    """Hashes any whole subtree of these entries afresh."""

    leaves: list[bytes]

    def __call__(self, subtree: Subtree) -> bytes:
        span = Range(subtree.index << subtree.level, (subtree.index + 1) << subtree.level)
        assert span.end <= len(self.leaves)
        return mth(self.leaves[span.begin : span.end])


def entries(count: int) -> list[bytes]:
    """Entries that all differ."""
    return [f"entry {number}".encode() for number in range(count)]


def spoiled(content: bytes, bit: int) -> bytes:
    """The same bytes with one bit turned."""
    turned = bytearray(content)
    turned[bit // 8 % len(turned)] ^= 1 << bit % 8
    return bytes(turned)
