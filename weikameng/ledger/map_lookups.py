"""Looking a good up in the verifiable map: that it has a state, or that it has none, proved.
A Merkle Patricia tree: leaves SHA-256(key, value), inner nodes SHA-256(left, right, bit)."""

from hashlib import sha256
from hmac import compare_digest
from itertools import pairwise

from weikameng.ledger.hashing import HASH_BYTES, are_hashes
from weikameng.ledger.malformed import Malformed

KEY_BITS = 256
STEP_BYTES = 1 + HASH_BYTES
PAIR_BYTES = 2 * HASH_BYTES
EMPTY_MAP = sha256().digest()
_GOOD = b"weikameng/good/v1\0"


def good_key(good: bytes) -> bytes:
    """Where a good stands in the map."""
    return sha256(_GOOD + good).digest()


def map_leaf(key: bytes, value: bytes) -> bytes:
    """The hash of one entry of the map."""
    return sha256(key + value).digest()


def map_node(bit: int, left: bytes, right: bytes) -> bytes:
    """The hash of all keys that agree before ``bit``, parted by it."""
    return sha256(left + right + bytes([bit])).digest()


def bit_of(key: bytes, bit: int) -> int:
    """One bit of a key, counted from its most significant."""
    return key[bit >> 3] >> (7 - (bit & 7)) & 1


def present(root: bytes, key: bytes, value: bytes, proof: bytes) -> bool:
    """Say whether the map of this root has exactly this value for a key."""
    return are_hashes(root, key, value) and _climbs(root, key, (key, value), proof)


def absent(root: bytes, key: bytes, proof: bytes) -> bool:
    """Say whether the map has nothing for a key: the path ends at another one."""
    if not are_hashes(root, key):
        return False
    if not proof:
        return compare_digest(root, EMPTY_MAP)
    other, value = proof[:HASH_BYTES], proof[HASH_BYTES:PAIR_BYTES]
    if other == key or not are_hashes(other, value):
        return False
    return _climbs(root, key, (other, value), proof[PAIR_BYTES:])


def _climbs(root: bytes, key: bytes, found: tuple[bytes, bytes], proof: bytes) -> bool:
    try:
        steps = _steps(proof)
    except Malformed:
        return False
    reached = map_leaf(*found)
    for bit, sibling in steps:
        side = bit_of(key, bit)
        if side != bit_of(found[0], bit):  # the search would have turned the other way
            return False
        left, right = (sibling, reached) if side else (reached, sibling)
        reached = map_node(bit, left, right)
    return compare_digest(reached, root)


def _steps(proof: bytes) -> list[tuple[int, bytes]]:
    if len(proof) % STEP_BYTES or len(proof) > KEY_BITS * STEP_BYTES:
        raise Malformed("map_proof")
    starts = range(0, len(proof), STEP_BYTES)
    steps = [(proof[at], proof[at + 1 : at + STEP_BYTES]) for at in starts]
    bits = [KEY_BITS, *(bit for bit, _ in steps)]
    if any(lower >= upper for upper, lower in pairwise(bits)):
        raise Malformed("map_proof")
    return steps
