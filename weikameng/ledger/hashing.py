"""Merkle tree hashing of RFC 6962, section 2.1: leaves and nodes can't be taken for each other."""

from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256().digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of an entry."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right).digest()


def are_hashes(*candidates: bytes) -> bool:
    """Say whether each has the length of a hash; other lengths would blur what is joined."""
    return all(len(one) == HASH_BYTES for one in candidates)
