"""What the log says of the map: an entry that fixes its root over the first entries of the log, and
the value under which a good's whole history stands in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from weikameng.ledger.canonical import MAX_INTEGER, Json, canonical_leaf, read_leaf
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.events import EventType, moment_of, rfc3339
from weikameng.ledger.frontier import root_of
from weikameng.ledger.hashing import HASH_BYTES, are_hashes
from weikameng.ledger.lives import NOTHING_YET, step
from weikameng.ledger.malformed import Malformed

VERSION = 1
MAP_ROOT = "map_root"
_FIELDS = {"v", "type", "at", "number", "size", "root", "keys"}


@dataclass(frozen=True, slots=True)
class MapRoot:
    """The map of the first ``size`` entries. ``keys`` is the RFC 6962 root over the entries that
    added keys before this one. What was told up to ``at`` is among the first ``size`` entries."""

    number: int
    size: int
    root: bytes
    keys: bytes
    at: datetime

    def __post_init__(self) -> None:
        if not (0 <= self.number <= MAX_INTEGER and 0 < self.size <= MAX_INTEGER):
            raise Malformed(MAP_ROOT)
        if not are_hashes(self.root, self.keys) or self.at.utcoffset() is None:
            raise Malformed(MAP_ROOT)

    @property
    def payload(self) -> bytes:
        """The canonical bytes that are signed."""
        content: Json = {
            "v": VERSION,
            "type": MAP_ROOT,
            "at": rfc3339(self.at),
            "number": self.number,
            "size": self.size,
            "root": base64url_of(self.root),
            "keys": base64url_of(self.keys),
        }
        return canonical_leaf(content)


def parse_map_root(payload: bytes) -> MapRoot | None:
    """Read a payload; None when it says something else, Malformed when it says this badly."""
    found = read_leaf(payload)
    if found.get("type") != MAP_ROOT:
        return None
    if set(found) != _FIELDS or found["v"] != VERSION:
        raise Malformed(MAP_ROOT)
    texts, numbers = ("at", "root", "keys"), ("number", "size")
    if not all(isinstance(found[name], str) for name in texts):
        raise Malformed(MAP_ROOT)
    if not all(type(found[name]) is int for name in numbers):
        raise Malformed(MAP_ROOT)
    root, keys = (bytes_of_base64url(found[name], HASH_BYTES, MAP_ROOT) for name in texts[1:])
    read = MapRoot(found["number"], found["size"], root, keys, moment_of(found["at"]))
    if read.payload != payload:
        raise Malformed(MAP_ROOT)
    return read


def good_value(good: bytes, types: Sequence[EventType], leaf_hashes: Sequence[bytes]) -> bytes:
    """Return what stands in the map for a good with this whole history, oldest event first."""
    state = NOTHING_YET
    for kind in types:
        following = step(state, kind)
        state = state if following is None else following  # the audit names such a step
    content: Json = {
        "good": base64url_of(good),
        "state": state,
        "seq": len(leaf_hashes) - 1,
        "last_leaf_hash": base64url_of(leaf_hashes[-1]),
        "history_root": base64url_of(root_of(leaf_hashes)),
    }
    return sha256(canonical_leaf(content)).digest()
