"""The verifiable map in memory: its root, and the proof for any key, present or absent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from weikameng.ledger.hashing import are_hashes
from weikameng.ledger.map_lookups import EMPTY_MAP, KEY_BITS, bit_of, map_leaf, map_node


class MapLeaf(NamedTuple):
    """One key with its value."""

    key: bytes
    value: bytes
    hash: bytes


class MapNode(NamedTuple):
    """All keys that agree before ``bit``."""

    bit: int
    left: "MapLeaf | MapNode"
    right: "MapLeaf | MapNode"
    hash: bytes


@dataclass(frozen=True, slots=True)
class MapTree:
    """A whole map."""

    top: MapLeaf | MapNode | None

    @property
    def root(self) -> bytes:
        """The hash that stands for the map."""
        return self.top.hash if self.top else EMPTY_MAP

    def lookup(self, key: bytes) -> tuple[bytes | None, bytes]:
        """Return the value, None where there is none, and the proof of either."""
        if self.top is None:
            return None, b""
        here, steps = self.top, []
        while isinstance(here, MapNode):
            pair = (here.left, here.right)
            side = bit_of(key, here.bit)
            steps.append(bytes([here.bit]) + pair[1 - side].hash)
            here = pair[side]
        path = b"".join(reversed(steps))
        return (here.value, path) if here.key == key else (None, here.key + here.value + path)


def map_tree(entries: Mapping[bytes, bytes]) -> MapTree:
    """Build the map of these keys and values, 32 bytes each."""
    if not are_hashes(*entries, *entries.values()):
        raise ValueError("keys and values of the map are hashes")
    leaves = [MapLeaf(key, entries[key], map_leaf(key, entries[key])) for key in sorted(entries)]
    return MapTree(_built(leaves) if leaves else None)


def _built(leaves: list[MapLeaf]) -> MapLeaf | MapNode:
    if len(leaves) == 1:
        return leaves[0]
    bit = _agreeing_bits(leaves[0].key, leaves[-1].key)
    middle = next(at for at, leaf in enumerate(leaves) if bit_of(leaf.key, bit))
    left, right = _built(leaves[:middle]), _built(leaves[middle:])
    return MapNode(bit, left, right, map_node(bit, left.hash, right.hash))


def _agreeing_bits(one: bytes, other: bytes) -> int:
    return KEY_BITS - (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_length()
