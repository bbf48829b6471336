"""The verifiable map in pages, so that a change touches a few of them whatever the map holds: a
page is what parts the keys that begin alike by their next four bits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from weikameng.ledger.hashing import HASH_BYTES, are_hashes
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import EMPTY_MAP, bit_of, map_leaf, map_node
from weikameng.ledger.map_tree import MapLeaf

# A page is named by the hex digits its keys share; a reader leaves out those that are not there.
Reader = Callable[[Sequence[str]], Mapping[str, bytes]]
Slot = MapLeaf | bytes  # one key, or the hash of the page below
Page = dict[int, Slot]
WIDTH = 16
_BITS = 4
_BELOW = 0x10
_DEPTH = 64
_STRIDE = 7  # levels asked for at once: a million keys need about that many
_ONE_KEY = 1 + 2 * HASH_BYTES


def page_bytes(page: Page) -> bytes:
    """Write a page: a byte for the slot and its kind, then key and value, or the hash below."""
    parts = []
    for digit, slot in sorted(page.items()):
        if isinstance(slot, MapLeaf):
            parts.append(bytes([digit]) + slot.key + slot.value)
        else:
            parts.append(bytes([digit | _BELOW]) + slot)
    return b"".join(parts)


def page_of(content: bytes) -> Page:
    """Read a page; Malformed when it is none."""
    page: Page = {}
    at, last = 0, -1
    while at < len(content):
        digit, below = content[at] & 0x0F, content[at] & 0xF0
        end = at + (1 + HASH_BYTES if below else _ONE_KEY)
        if below not in {0, _BELOW} or end > len(content) or digit <= last:
            raise Malformed("map_page")
        if below:
            page[digit] = content[at + 1 : end]
        else:
            key, value = content[at + 1 : at + 1 + HASH_BYTES], content[end - HASH_BYTES : end]
            page[digit] = MapLeaf(key, value, map_leaf(key, value))
        at, last = end, digit
    return page


@dataclass(slots=True)
class Pages:
    """The pages read so far, and those that were changed."""

    read: Reader
    held: dict[str, Page] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)

    def page(self, name: str) -> Page:
        """Return a page, empty where there is none."""
        if name not in self.held:
            self._ask([name])
        return self.held[name]

    def prepare(self, keys: Iterable[bytes]) -> None:
        """Read the pages on the way to these keys, several levels with one question."""
        going, depth = [key.hex() for key in keys], 0
        while going:
            levels = range(depth, min(depth + _STRIDE, _DEPTH))
            self._ask(sorted({key[:level] for key in going for level in levels}))
            depth = levels.stop
            going = [key for key in going if self._goes_on(key, depth)]

    def put(self, values: Mapping[bytes, bytes]) -> bytes:
        """Give these keys these values; return the root."""
        if not are_hashes(*values, *values.values()):
            raise ValueError("keys and values of the map are hashes")
        self.prepare(values)
        if values:
            self._put("", [MapLeaf(key, one, map_leaf(key, one)) for key, one in values.items()])
        return self.root

    @property
    def root(self) -> bytes:
        """The hash that stands for the map."""
        page = self.page("")
        return _top(sorted(page.items())) if page else EMPTY_MAP

    def lookup(self, key: bytes) -> tuple[bytes | None, bytes]:
        """Return the value, None where there is none, and the proof of either."""
        self.prepare([key])
        steps: list[bytes] = []
        name, here = "", self.page("")
        if not here:
            return None, b""
        while True:
            digit, slot = _down(sorted(here.items()), len(name) * _BITS, key, steps)
            if isinstance(slot, MapLeaf):
                path = b"".join(reversed(steps))
                found = slot.key == key
                return (slot.value, path) if found else (None, slot.key + slot.value + path)
            name += f"{digit:x}"
            here = self.page(name)
            if not here:
                raise Malformed("map_page")

    def written(self) -> dict[str, bytes]:
        """The pages that were changed, as they are now."""
        return {name: page_bytes(self.held[name]) for name in sorted(self.changed)}

    def _ask(self, names: list[str]) -> None:
        missing = [name for name in names if name not in self.held]
        found = self.read(missing) if missing else {}
        for name in missing:
            self.held[name] = page_of(found[name]) if name in found else {}

    def _goes_on(self, key: str, depth: int) -> bool:
        if depth == _DEPTH:
            return False
        page = self.held.get(key[: depth - 1], {})
        return isinstance(page.get(int(key[depth - 1], WIDTH)), bytes)

    def _put(self, name: str, leaves: Iterable[MapLeaf]) -> bytes:
        page, depth = self.page(name), len(name)
        groups: dict[int, dict[bytes, MapLeaf]] = {}
        for leaf in leaves:
            groups.setdefault(_digit(leaf.key, depth), {})[leaf.key] = leaf
        for digit, group in groups.items():
            slot = page.get(digit)
            if isinstance(slot, MapLeaf):
                group.setdefault(slot.key, slot)
            if isinstance(slot, bytes) or len(group) > 1:
                page[digit] = self._put(f"{name}{digit:x}", group.values())
            else:
                (page[digit],) = group.values()
        self.changed.add(name)
        return _top(sorted(page.items()), depth * _BITS)


def _digit(key: bytes, depth: int) -> int:
    return key[depth >> 1] >> (0 if depth & 1 else 4) & 0x0F


def _top(slots: Sequence[tuple[int, Slot]], first_bit: int = 0) -> bytes:
    if len(slots) == 1:
        slot = slots[0][1]
        return slot.hash if isinstance(slot, MapLeaf) else slot
    place, middle = _parted(slots)
    left, right = _top(slots[:middle], first_bit), _top(slots[middle:], first_bit)
    return map_node(first_bit + place, left, right)


def _down(
    slots: Sequence[tuple[int, Slot]], first_bit: int, key: bytes, steps: list[bytes]
) -> tuple[int, Slot]:
    """Follow a key's bits through one page, noting what is left beside the way."""
    while len(slots) > 1:
        place, middle = _parted(slots)
        sides = (slots[:middle], slots[middle:])
        side = bit_of(key, first_bit + place)
        steps.append(bytes([first_bit + place]) + _top(sides[1 - side], first_bit))
        slots = sides[side]
    return slots[0]


def _parted(slots: Sequence[tuple[int, Slot]]) -> tuple[int, int]:
    """Return the first of the four bits these slots differ in, and where it turns to one."""
    place = _BITS - (slots[0][0] ^ slots[-1][0]).bit_length()
    mask = 1 << (_BITS - 1 - place)
    return place, next(at for at, (digit, _) in enumerate(slots) if digit & mask)
