"""What bundles of every form are made of and checked by: entries with their way to the root, the
signed head, the keys, and a life walked event by event.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from weikameng.ledger.checkpoints import Checkpoint, parse_checkpoint
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url, is_text
from weikameng.ledger.envelopes import Envelope, parse_envelope
from weikameng.ledger.events import Event, EventType, parse_event
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keyring import Keyring
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.lives import NOTHING_YET, step
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import parse_note, signatures_by
from weikameng.ledger.proofs import Proof
from weikameng.ledger.verifying import MAX_PROOF_HASHES, included

MAX_EVENTS = 1_000
ACTIVATIONS = frozenset({EventType.ACTIVATED, EventType.USED})


class BundleOutcome(StrEnum):
    """What checking a bundle came to."""

    HOLDS = "holds"
    MALFORMED = "malformed"  # the detail says which part
    NOT_SIGNED = "not_signed"  # not by this key
    BAD_SIGNATURE = "bad_signature"
    NOT_INCLUDED = "not_included"  # the detail is the entry's index, as in those below
    UNKNOWN_SIGNER = "unknown_signer"
    OTHER_GOOD = "other_good"
    BROKEN_CHAIN = "broken_chain"  # an event is missing, doubled or out of order
    IMPOSSIBLE_LIFE = "impossible_life"
    NOT_IN_MAP = "not_in_map"  # the map has another history, or one where none is shown
    OTHER_KEYS = "other_keys"  # not all the keys the log has added, or others


@dataclass(frozen=True, slots=True)
class CheckedBundle:
    """What a bundle is worth; believe the rest only if it ``holds``, and who logged it only if
    ``signed``: without the log's key everything else is checked.

    ``as_of``: what was told up to then, no more and no less, is in ``events``; None where nothing
    is excluded. ``covered`` is how many entries of the log that speaks for.
    """

    outcome: BundleOutcome
    signed: bool = False
    origin: str = ""
    size: int = 0
    good: bytes = b""
    events: tuple[Event, ...] = ()
    state: str = ""
    detail: str = ""
    as_of: datetime | None = None
    covered: int = 0

    @property
    def activation(self) -> Event | None:
        """The first event that says the good was activated, or used."""
        return next((one for one in self.events if one.type in ACTIVATIONS), None)

    @property
    def is_case(self) -> bool:
        """Whether this is the history of a refund, which nobody activates."""
        return any(one.type is EventType.OPENED for one in self.events)


class Wrong(Exception):
    """Something does not hold; ``checked`` says what."""

    def __init__(self, outcome: BundleOutcome, detail: object = "") -> None:
        super().__init__(outcome)
        self.checked = CheckedBundle(outcome, detail=str(detail))


@dataclass(frozen=True, slots=True)
class BundledEntry:
    """An entry, its place, and the hashes that lead from it to the root."""

    index: int
    leaf: bytes
    proof: Proof

    @property
    def json(self) -> dict[str, Any]:
        """How it is written."""
        hashes = [base64url_of(one) for one in self.proof]
        return {"index": self.index, "leaf": self.leaf.decode(), "proof": hashes}


@dataclass(slots=True)
class Walk:
    """The life of one good, event after event."""

    good: bytes
    state: str = NOTHING_YET
    events: list[Event] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)

    def take(self, leaf: bytes, envelope: Envelope, ring: Keyring, place: object) -> None:
        """Walk on by one event. Raises Wrong where it can't follow, or nobody known signed it."""
        if not ring.roles_behind(envelope):
            raise Wrong(BundleOutcome.UNKNOWN_SIGNER, place)
        event = parse_event(envelope.payload)
        if event.good != self.good:
            raise Wrong(BundleOutcome.OTHER_GOOD, place)
        prev = self.hashes[-1] if self.hashes else b""
        if (event.seq, event.prev) != (len(self.hashes), prev):
            raise Wrong(BundleOutcome.BROKEN_CHAIN, place)
        following = step(self.state, event.type)
        if following is None:
            raise Wrong(BundleOutcome.IMPOSSIBLE_LIFE, place)
        self.state = following
        self.events.append(event)
        self.hashes.append(leaf_hash(leaf))


def checked_head(text: str, log_key: VerifierKey | None) -> Checkpoint:
    """Read the signed head, and check its signature where the key is at hand."""
    if not is_text(text):
        raise Malformed("bundle")
    note = parse_note(text.encode())
    checkpoint = parse_checkpoint(note.text)
    if log_key and (log_key.name != checkpoint.origin or not signatures_by(note, (log_key,))):
        raise Wrong(BundleOutcome.NOT_SIGNED, checkpoint.origin)
    return checkpoint


def must_be_in(entry: BundledEntry, checkpoint: Checkpoint) -> None:
    """Raise Wrong unless the entry is in the tree of this head."""
    if not included(leaf_hash(entry.leaf), entry.index, checkpoint.head, entry.proof):
        raise Wrong(BundleOutcome.NOT_INCLUDED, entry.index)


def ring_of(leaves: Iterable[bytes]) -> Keyring:
    """Return the keys these entries add, each properly signed."""
    ring = Keyring()
    for leaf in leaves:
        if ring.take(parse_envelope(leaf)) is None:
            raise Malformed("bundle_keys")
    return ring


def entries_in(listed: object) -> tuple[BundledEntry, ...]:
    """Read entries with their proofs."""
    if not isinstance(listed, list) or len(listed) > MAX_EVENTS:
        raise Malformed("bundle_entries")
    return tuple(_entry(one) for one in listed)


def _entry(found: object) -> BundledEntry:
    if not isinstance(found, dict) or set(found) != {"index", "leaf", "proof"}:
        raise Malformed("bundle_entries")
    index, leaf, proof = found["index"], found["leaf"], found["proof"]
    if type(index) is not int or not isinstance(leaf, str) or not isinstance(proof, list):
        raise Malformed("bundle_entries")
    if len(proof) > MAX_PROOF_HASHES or not all(isinstance(one, str) for one in proof):
        raise Malformed("bundle_proof")
    if not leaf.isascii():
        raise Malformed("bundle_entries")
    hashes = tuple(bytes_of_base64url(one, HASH_BYTES, "bundle_proof") for one in proof)
    return BundledEntry(index, leaf.encode(), hashes)
