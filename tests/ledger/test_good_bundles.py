"""A bundle proves the history of a good offline; whatever is changed in it is found by name."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.cast_of_log import LOG, ORIGIN
from tests.ledger.trees import Reader, mth
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.envelopes import Envelope
from weikameng.ledger.events import Event, EventType
from weikameng.ledger.good_bundles import BundledEntry, BundleOutcome, GoodBundle, check_bundle
from weikameng.ledger.hashing import leaf_hash
from weikameng.ledger.keyring import KeyAdded, added_by
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.notes import Note
from weikameng.ledger.proofs import inclusion_proof

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
GOOD, OTHER = bytes(range(16)), bytes(range(1, 17))
PLATFORM = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
KEY = KeyAdded("platform", "platform", PLATFORM.public_key().public_bytes_raw(), AT)
LIFE = (EventType.ISSUED, EventType.LISTED, EventType.SOLD, EventType.DELIVERED)


def life(*types: EventType, good: bytes = GOOD, by: Ed25519PrivateKey = PLATFORM) -> list[bytes]:
    leaves: list[bytes] = []
    for seq, kind in enumerate(types):
        prev = leaf_hash(leaves[-1]) if leaves else b""
        at = AT + timedelta(seconds=seq)
        event = Event(kind, good, seq, at, "platform", "card", prev=prev)
        leaves.append(Envelope(event.payload).signed(by).leaf)
    return leaves


def bundle(history: list[bytes], places: list[int] | None = None) -> GoodBundle:
    """A log of a key, some strangers' entries and this history, and the bundle out of it."""
    log = [added_by(KEY, PLATFORM), *life(*LIFE, good=OTHER), *history]
    read = Reader(log)

    def proven(index: int) -> BundledEntry:
        return BundledEntry(index, log[index], inclusion_proof(index, len(log), read))

    note = Note(Checkpoint(ORIGIN, len(log), mth(log)).text).signed(LOG)
    wanted = places if places is not None else range(5, len(log))
    events = tuple(proven(index) for index in wanted)
    return GoodBundle(GOOD, note.encoded().decode(), (proven(0),), events)


WHOLE = bundle(life(*LIFE))


def outcome(made: GoodBundle) -> BundleOutcome:
    return check_bundle(made.encoded(), LOG.verifier).outcome


def test_a_whole_history_holds_and_says_where_the_good_stands():
    checked = check_bundle(WHOLE.encoded(), LOG.verifier)
    assert checked.outcome is BundleOutcome.HOLDS
    assert (checked.signed, checked.origin, checked.size) == (True, ORIGIN, 9)
    assert tuple(event.type for event in checked.events) == LIFE
    assert (checked.good, checked.state) == (GOOD, "delivered")


def test_without_the_logs_key_all_but_the_signature_is_checked():
    checked = check_bundle(WHOLE.encoded(), None)
    assert (checked.outcome, checked.signed) == (BundleOutcome.HOLDS, False)


def test_another_logs_key_or_signature_is_not_believed():
    stranger = SigningKey(ORIGIN, bytes(32))
    checked = check_bundle(WHOLE.encoded(), stranger.verifier)
    assert checked.outcome is BundleOutcome.NOT_SIGNED
    other_name = SigningKey("other.example/log", LOG.seed)
    assert check_bundle(WHOLE.encoded(), other_name.verifier).outcome is BundleOutcome.NOT_SIGNED


def test_an_event_left_out_or_out_of_order_is_found():
    history = life(*LIFE)
    for places in ([6, 7, 8], [5, 7, 8], [5, 6, 8], [6, 5, 7, 8], [5, 6, 6, 7]):
        assert outcome(bundle(history, places)) is BundleOutcome.BROKEN_CHAIN
    assert outcome(bundle(history, [5, 6, 7])) is BundleOutcome.HOLDS  # the end can be hidden


def test_the_history_of_another_good_is_found():
    assert outcome(bundle(life(*LIFE), [1, 2])) is BundleOutcome.OTHER_GOOD


def test_an_entry_nobody_known_signed_is_found():
    stranger = Ed25519PrivateKey.from_private_bytes(bytes([8] * 32))
    assert outcome(bundle(life(*LIFE, by=stranger))) is BundleOutcome.UNKNOWN_SIGNER
    assert outcome(replace(WHOLE, keys=())) is BundleOutcome.UNKNOWN_SIGNER


def test_a_life_that_cannot_be_is_found():
    made = bundle(life(EventType.ISSUED, EventType.ACTIVATED))
    assert outcome(made) is BundleOutcome.IMPOSSIBLE_LIFE


def test_an_entry_that_is_not_in_the_tree_is_found():
    first, *rest = WHOLE.events
    for changed in (replace(first, index=6), replace(first, proof=first.proof[:-1])):
        made = replace(WHOLE, events=(changed, *rest))
        assert outcome(made) is BundleOutcome.NOT_INCLUDED


@given(st.data())
def test_no_changed_byte_holds_and_none_raises(data):
    content = bytearray(WHOLE.encoded())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    assert check_bundle(bytes(content), LOG.verifier).outcome is not BundleOutcome.HOLDS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        json.dumps(json.loads(WHOLE.encoded())).encode(),  # blanks: a second spelling
        WHOLE.encoded().replace(b'"index":5', b'"index":5.0'),
        WHOLE.encoded().replace(b'"index":5', b'"index":true'),
        WHOLE.encoded().replace(b'"v":1', b'"v":2'),
        WHOLE.encoded().replace(b'"events":[', b'"events":[1,'),
    ],
)
def test_what_is_no_bundle_is_malformed(content):
    assert check_bundle(content, LOG.verifier).outcome is BundleOutcome.MALFORMED
