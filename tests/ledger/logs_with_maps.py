"""A log of a key, some goods' lives and a root of the map over them, and bundles out of it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.cast_of_log import LOG, ORIGIN
from tests.ledger.trees import Reader, mth
from weikameng.ledger.bundle_parts import BundledEntry
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keyring import KeyAdded, added_by
from weikameng.ledger.map_lookups import good_key
from weikameng.ledger.map_roots import MapRoot, good_value
from weikameng.ledger.map_tree import map_tree
from weikameng.ledger.mapped_bundles import MappedBundle
from weikameng.ledger.notes import Note
from weikameng.ledger.proofs import inclusion_proof

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLATFORM = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
NEXT = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes([8] * 32))
E = EventType
LIFE = (E.ISSUED, E.LISTED, E.SOLD, E.DELIVERED)


def key_of(key: Ed25519PrivateKey) -> KeyAdded:
    """The entry that adds a key of the platform."""
    return KeyAdded("platform", "platform", key.public_key().public_bytes_raw(), AT)


@dataclass
class MappedLog:
    """Entries as they come; ``said`` is where the root of the map stands, over what was before."""

    leaves: list[bytes] = field(default_factory=lambda: [added_by(key_of(PLATFORM), PLATFORM)])
    keys: list[int] = field(default_factory=lambda: [0])
    lives: dict[bytes, list[tuple[int, EventType]]] = field(default_factory=dict)
    said: int = 0
    covered: int = 0
    lookups: dict[bytes, bytes] = field(default_factory=dict)

    def happens(self, good: bytes, *types: EventType, by: Ed25519PrivateKey = PLATFORM) -> None:
        """Events of a good."""
        history = self.lives.setdefault(good, [])
        for kind in types:
            prev = leaf_hash(self.leaves[history[-1][0]]) if history else b""
            at = AT + timedelta(seconds=len(self.leaves))
            event = Event(kind, good, len(history), at, "platform", "card-50", prev=prev)
            history.append((len(self.leaves), kind))
            self.leaves.append(Envelope(event.payload).signed(by).leaf)

    def adds_key(self, key: Ed25519PrivateKey) -> None:
        """A new key of the platform, vouched for by the first."""
        self.keys.append(len(self.leaves))
        self.leaves.append(added_by(key_of(key), key, PLATFORM))

    def says_map(self, *goods: bytes, by: Ed25519PrivateKey = PLATFORM, size: int = 0) -> None:
        """A root of the map over these goods as they are, whatever the log holds beside them."""
        entries = {}
        for good in goods:
            history = self.lives[good]
            hashes = [leaf_hash(self.leaves[index]) for index, _ in history]
            entries[good_key(good)] = good_value(good, [kind for _, kind in history], hashes)
        tree = map_tree(entries)
        self.said, self.covered = len(self.leaves), size or len(self.leaves)
        keys = mth([self.leaves[index] for index in self.keys])
        root = MapRoot(0, self.covered, tree.root, keys, AT + timedelta(minutes=1))
        self.leaves.append(Envelope(root.payload).signed(by).leaf)
        self.lookups = {good: tree.lookup(good_key(good))[1] for good in [*goods, ABSENT]}

    def proven(self, index: int) -> BundledEntry:
        """An entry with its proof."""
        proof = inclusion_proof(index, len(self.leaves), Reader(self.leaves))
        return BundledEntry(index, self.leaves[index], proof)

    def bundle(self, good: bytes) -> MappedBundle:
        """What proves the history of a good."""
        note = Note(Checkpoint(ORIGIN, len(self.leaves), mth(self.leaves)).text).signed(LOG)
        places = [index for index, _ in self.lives.get(good, ())]
        later = [index for index in (*places, *self.keys) if index >= self.covered]
        return MappedBundle(
            good=good,
            checkpoint=note.encoded().decode(),
            keys=tuple(self.leaves[index] for index in self.keys if index < self.said),
            root=self.proven(self.said),
            lookup=self.lookups.get(good, b""),
            events=tuple(self.leaves[index] for index in places if index < self.covered),
            since=tuple(map(self.proven, sorted(later))),
        )


ABSENT = bytes([99] * 16)
