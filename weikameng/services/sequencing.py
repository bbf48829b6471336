"""Turns waiting events into entries of the log, one sequencer at a time: entries, tiles and head
are committed first, the head is signed then, so that nothing is ever signed that can be lost.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction

from weikameng.domain.log_words import event_held, strange_key
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.envelopes import Envelope, keyid_of
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.frontier import root_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keyring import PLATFORM, KeyAdded, added_by
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_roots import MapRoot
from weikameng.ledger.notes import Note
from weikameng.records.reading import log as reading
from weikameng.records.reading import mapped
from weikameng.records.reading.log import SignedHead, WaitingEvent
from weikameng.records.writing import log as writing
from weikameng.records.writing.log import NewEntry
from weikameng.records.writing.only_one import only_one
from weikameng.services import log_reading, log_standing
from weikameng.services.log_identity import LogIdentity
from weikameng.services.log_standing import SeenHead

BATCH = 500
_KEY_NAME = "platform"


def alone() -> AbstractContextManager[bool]:
    """Be the sequencer as long as this lasts; False while another one is."""
    return only_one("weikameng/log/sequencer")


@dataclass(slots=True)
class Sequencer:
    """What one sequencer knows beside the database: how far the outbox may be settled.

    Rows become visible out of order; a hole among the ids is a transaction that still writes, or
    one that never will. It is over once everybody who wrote when we looked has come to an end.
    """

    log: LogIdentity
    seen: int = 0
    settling: tuple[int, int] | None = None  # up to this id, once this transaction is the oldest
    held: set[int] = field(default_factory=set)

    def begin(self, at: datetime, elsewhere: Sequence[SeenHead] = ()) -> None:
        """Take over: refuse a database that is behind or beside what was signed, then go on.

        Raises LogRefused. ``elsewhere``: heads that others hold, witnesses and chains.
        """
        log_standing.check(self.log, elsewhere)
        writing.begin()
        self._add_own_key(at)
        self._sign(at)

    def round(self, at: datetime) -> int:
        """Append what waits, at most a batch, and sign; return how many entries were made."""
        made = self._append(at) + self._say_map_root()
        if made:
            self._sign(at)
        return made

    def _append(self, at: datetime) -> int:
        with transaction.atomic():
            head = reading.head()
            assert head is not None, "begin() was called"
            oldest, next_ = reading.running()
            if self.settling is None and self.seen > head.settled:
                self.settling = (self.seen, next_)
            events = reading.waiting(head.settled, self.held, BATCH)
            entries = self._entries_of(events, at)
            settled = self._settled(head.settled, events, oldest)
            if entries:
                writing.append(head, entries, settled)
            elif settled - head.settled >= BATCH:  # else it waits for the next entries
                writing.settle(head, head.frontier, settled)
        self.seen = max([self.seen, *(event.id for event in events)])
        return len(entries)

    def _say_map_root(self) -> int:
        """Append the root of the map that waits, with all keys before it."""
        waits = mapped.unsaid()
        if waits is None:
            return 0
        keys = root_of([one.leaf_hash for one in reading.entries_of_keys()])
        root = MapRoot(waits.number, waits.size, waits.root, keys, waits.at)
        leaf = Envelope(root.payload).signed(self.log.platform[0]).leaf
        with transaction.atomic():
            head = reading.head()
            assert head is not None, "begin() was called"
            entry = NewEntry(leaf, leaf_hash(leaf), seq=root.number)
            writing.append(head, [entry], head.settled)
        return 1

    def _settled(self, settled: int, events: Sequence[WaitingEvent], oldest: int) -> int:
        if self.settling is None:
            return settled
        upto, until = self.settling
        all_read = len(events) < BATCH or events[-1].id > upto
        if oldest >= until and all_read:
            self.settling = None
            settled = max(settled, min([upto, *(one - 1 for one in self.held)]))
        return settled

    def _entries_of(self, events: Sequence[WaitingEvent], at: datetime) -> list[NewEntry]:
        entries: list[NewEntry] = []
        latest: dict[tuple[UUID, int], bytes] = {}
        for event in events:
            prev = event.prev or latest.get((event.good, event.seq - 1))
            try:
                leaf = self._leaf_of(event, prev or b"")
            except Malformed as error:
                self._hold(event, error.code, at)
                continue
            made = leaf_hash(leaf)
            latest[event.good, event.seq] = made
            entries.append(NewEntry(leaf, made, event.id, event.good, event.seq))
        return entries

    def _leaf_of(self, event: WaitingEvent, prev: bytes) -> bytes:
        return Envelope(event_of(event, prev).payload).signed(self.log.platform[0]).leaf

    def _hold(self, event: WaitingEvent, why: str, at: datetime) -> None:
        self.held.add(event.id)
        writing.alarm("event_held", event_held(event.id, why), {"outbox": str(event.id)}, at)

    def _add_own_key(self, at: datetime) -> None:
        ring, own = log_reading.keyring(), self.log.platform
        key = KeyAdded(PLATFORM, _KEY_NAME, own[0].public_key().public_bytes_raw(), at)
        if key.keyid in ring.added:
            return
        vouching = [one for one in own[1:] if _keyid(one) in ring.added]
        if ring.added and not vouching:
            raise log_standing.LogRefused("strange_key", strange_key())
        leaf = added_by(key, own[0], *vouching)
        with transaction.atomic():
            head = reading.head()
            assert head is not None, "begin() was called"
            writing.append(head, [NewEntry(leaf, leaf_hash(leaf))], head.settled)

    def _sign(self, at: datetime) -> None:
        head, last = reading.head(), reading.published()
        assert head is not None, "begin() was called"
        if last and last.size == head.size:
            return
        root = head.frontier.root
        note = Note(Checkpoint(self.log.origin, head.size, root).text).signed(self.log.key)
        self.log.kept.keep(note.encoded())  # first: what is published is remembered elsewhere
        writing.keep_checkpoint(SignedHead(head.size, root, note.encoded().decode(), at))


def event_of(event: WaitingEvent, prev: bytes) -> Event:
    """Return what a row of the outbox says as the log says it. Malformed when it can't."""
    if event.type not in set(EventType) or event.attested_by not in {None, PLATFORM}:
        raise Malformed("event_type")
    return Event(
        type=EventType(event.type),
        good=event.good.bytes,
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        sku=event.sku,
        prev=prev,
        links=_hashes(event.links, "event_links"),
        commit=_hashes(event.commits, "event_commit"),
        attested_by_platform=event.attested_by is not None,
    )


def _keyid(key: Ed25519PrivateKey) -> str:
    return keyid_of(key.public_key().public_bytes_raw())


def _hashes(listed: Mapping[str, str], code: str) -> dict[str, bytes]:
    return {name: bytes_of_base64url(one, HASH_BYTES, code) for name, one in listed.items()}
