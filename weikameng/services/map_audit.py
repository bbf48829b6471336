"""The map computed anew, entry by entry, and held against every root the log says: for the audit,
and for a mirror, which has the entries and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from weikameng.domain import log_audit_words as say
from weikameng.domain.words import Words
from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.events import EventType, parse_event
from weikameng.ledger.frontier import root_of
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keyring import parse_key_added
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import good_key
from weikameng.ledger.map_pages import Pages
from weikameng.ledger.map_roots import MapRoot, good_value, parse_map_root

Found = Iterator[tuple[str, Words]]
History = tuple[list[EventType], list[bytes]]


@dataclass(slots=True)
class MapAudit:
    """The map over the entries so far: of every good its history, of the map its pages.

    It holds some 1,000 bytes a good. A root is over fewer entries than stand before it, so what
    happened last waits until a root takes it in. One finding of a kind: behind the first others
    follow from it.
    """

    taken: int = 0  # entries the pages hold
    said: int = 0  # roots so far
    told: set[str] = field(default_factory=set)
    goods: dict[bytes, History] = field(default_factory=dict)
    waiting: list[tuple[int, bytes, EventType, bytes]] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    pages: dict[str, bytes] = field(default_factory=dict)

    def take(self, index: int, leaf: bytes) -> Found:
        """Look at one more entry."""
        try:
            payload = parse_envelope(leaf).payload
            root = parse_map_root(payload)
            if root is not None:
                yield from self._held_against(root, index)
            elif parse_key_added(payload) is not None:
                self.keys.append(leaf_hash(leaf))
            else:
                event = parse_event(payload)
                self.waiting.append((index, event.good, event.type, leaf_hash(leaf)))
        except Malformed:
            return  # the audit names what it can't read; a root over it will not agree

    def root_over(self, size: int) -> bytes:
        """Return the root of the map of the first entries, no fewer than were asked for before."""
        moved = set()
        for place, (index, good, kind, hashed) in enumerate(self.waiting):
            if index >= size:
                self.waiting = self.waiting[place:]
                break
            types, hashes = self.goods.setdefault(good, ([], []))
            types.append(kind)
            hashes.append(hashed)
            moved.add(good)
        else:
            self.waiting = []
        self.taken = size
        pages = Pages(self._read)
        root = pages.put({good_key(good): good_value(good, *self.goods[good]) for good in moved})
        self.pages |= pages.written()
        return root

    def _held_against(self, root: MapRoot, index: int) -> Found:
        before, self.said = self.said, root.number + 1
        if root.number != before or not self.taken < root.size <= index:
            yield from self._once("map_root_place", say.map_root_place(index, root.number, before))
        if root.keys != root_of(self.keys):
            yield from self._once("map_root_keys", say.map_root_keys(index, root.number))
        if self.taken <= root.size <= index and self.root_over(root.size) != root.root:
            words = say.map_root_wrong(index, root.number, root.size)
            yield from self._once("map_root_wrong", words)

    def _once(self, code: str, words: Words) -> Found:
        if code not in self.told:
            self.told.add(code)
            yield code, words

    def _read(self, names: Sequence[str]) -> Mapping[str, bytes]:
        return {name: self.pages[name] for name in names if name in self.pages}
