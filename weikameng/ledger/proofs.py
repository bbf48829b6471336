"""Making proofs (RFC 6962, sections 2.1.1 and 2.1.2): plan the ranges, then read their hashes."""

from weikameng.ledger.subtrees import HashReader, Range, range_root

Proof = tuple[bytes, ...]


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """What an inclusion proof consists of, from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    found, span = [], Range(0, size)
    while span.end - span.begin > 1:
        left, right = Range(span.begin, span.middle), Range(span.middle, span.end)
        span, other = (left, right) if index < span.middle else (right, left)
        found.append(other)
    return tuple(reversed(found))


def consistency_ranges(old: int, new: int) -> tuple[Range, ...]:
    """What a consistency proof consists of; the empty tree has none (RFC 9162 agrees)."""
    if not 0 < old <= new:
        raise ValueError("only a tree that isn't empty grows provably")
    found, span = [], Range(0, new)
    while old != span.end:
        left, right = Range(span.begin, span.middle), Range(span.middle, span.end)
        span, other = (left, right) if old <= span.middle else (right, left)
        found.append(other)
    if span.begin:  # else it is the old tree itself, whose root the verifier holds
        found.append(span)
    return tuple(reversed(found))


def inclusion_proof(index: int, size: int, read: HashReader) -> Proof:
    """Prove that the leaf at ``index`` is in the tree of ``size`` leaves."""
    return tuple(range_root(span, read) for span in inclusion_ranges(index, size))


def consistency_proof(old: int, new: int, read: HashReader) -> Proof:
    """Prove that the tree of ``new`` leaves begins with the tree of ``old`` leaves."""
    return tuple(range_root(span, read) for span in consistency_ranges(old, new))
