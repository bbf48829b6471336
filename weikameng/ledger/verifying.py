"""Checking proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2). Never raises: what is odd is False."""

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from weikameng.ledger.encodings import MAX_NUMBER
from weikameng.ledger.hashing import are_hashes, node_hash

MAX_PROOF_HASHES = 63


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The root over the first ``size`` leaves."""

    size: int
    root: bytes


def included(leaf: bytes, index: int, head: TreeHead, proof: Sequence[bytes]) -> bool:
    """Say whether a leaf hash stands at ``index`` in the tree of this head."""
    if not 0 <= index < head.size <= MAX_NUMBER or not _sound(leaf, head.root, *proof):
        return False
    here, last, root = index, head.size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            root = node_hash(step, root)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            root = node_hash(root, step)
        here, last = here >> 1, last >> 1
    return last == 0 and compare_digest(root, head.root)


def consistent(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> bool:
    """Say whether the newer tree begins with the older one; the empty tree proves nothing."""
    if not 0 < old.size <= new.size <= MAX_NUMBER or not _sound(old.root, new.root, *proof):
        return False
    if old.size == new.size:
        return not proof and compare_digest(old.root, new.root)
    whole = old.size & (old.size - 1) == 0  # then the old root is the first hash of the proof
    steps = [old.root, *proof] if whole else list(proof)
    return bool(steps) and _both_roots(old, new, steps)


def _both_roots(old: TreeHead, new: TreeHead, steps: list[bytes]) -> bool:
    here, last = old.size - 1, new.size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old_root = new_root = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old_root, new_root = node_hash(step, old_root), node_hash(step, new_root)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new_root = node_hash(new_root, step)
        here, last = here >> 1, last >> 1
    same = compare_digest(old_root, old.root) and compare_digest(new_root, new.root)
    return last == 0 and same


def _sound(*hashes: bytes) -> bool:
    return len(hashes) <= MAX_PROOF_HASHES + 2 and are_hashes(*hashes)
