"""What entries say, held against who signed them, the rows they were made of, and what can happen
to a good: for the audit, one entry after another.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from weikameng.domain import log_audit_words as say
from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64url_of
from weikameng.ledger.envelopes import Envelope, parse_envelope
from weikameng.ledger.events import Event, parse_event
from weikameng.ledger.keyring import Keyring
from weikameng.ledger.lives import NOTHING_YET, step
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_roots import parse_map_root
from weikameng.records.reading.log import AuditedEntry
from weikameng.services.sequencing import event_of

Found = Iterator[tuple[str, Words]]


@dataclass(slots=True)
class Lives:
    """The keys so far, and of every good its last place, leaf hash and state (some 300 bytes)."""

    ring: Keyring = field(default_factory=Keyring)
    goods: dict[bytes, tuple[int, bytes, str]] = field(default_factory=dict)

    def take(self, entry: AuditedEntry) -> Found:
        """Look at one more entry."""
        try:
            envelope = parse_envelope(entry.leaf)
            if entry.good is None:
                yield from self._of_the_log(entry, envelope)
                return
            event = parse_event(envelope.payload)
        except Malformed as error:
            yield "entry_unreadable", say.entry_unreadable(entry.index, error.code)
            return
        if not self.ring.roles_behind(envelope):
            yield "entry_unsigned", say.entry_unsigned(entry.index)
        if (event.good, event.seq) != (entry.good.bytes, entry.seq):
            yield "entry_columns", say.entry_columns(entry.index)
        yield from _outbox(entry, event)
        yield from self._life(entry, event)

    def _of_the_log(self, entry: AuditedEntry, envelope: Envelope) -> Found:
        if self.ring.take(envelope) is None and not self.ring.roles_behind(envelope):
            yield "entry_unsigned", say.entry_unsigned(entry.index)
        root = parse_map_root(envelope.payload)
        if entry.seq != (root.number if root else None):
            yield "entry_columns", say.entry_columns(entry.index)

    def _life(self, entry: AuditedEntry, event: Event) -> Found:
        seq, prev, state = self.goods.get(event.good, (-1, b"", NOTHING_YET))
        good = base64url_of(event.good)
        if (event.seq, event.prev) != (seq + 1, prev):
            yield "life_broken", say.life_broken(entry.index, good)
        following = step(state, event.type)
        if following is None:
            yield "step_illegal", say.step_illegal(entry.index, good, event.type, state)
        self.goods[event.good] = (event.seq, entry.leaf_hash, following or state)


def _outbox(entry: AuditedEntry, event: Event) -> Found:
    assert entry.outbox_id is not None, "a constraint: what has a good has an outbox row"
    if entry.row is None:
        yield "outbox_gone", say.outbox_gone(entry.index, entry.outbox_id)
        return
    try:
        same = event_of(entry.row, event.prev) == event
    except Malformed:
        same = False
    if not same:
        yield "outbox_changed", say.outbox_changed(entry.index, entry.outbox_id)
