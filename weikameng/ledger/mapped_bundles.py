"""The bundle of a good with the map's proof: its whole history up to a moment, or that it had none,
so that nothing can be left out. Fixed by the map root in the log; written short.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from weikameng.ledger.bundle_parts import (
    MAX_EVENTS,
    BundledEntry,
    BundleOutcome,
    CheckedBundle,
    Walk,
    Wrong,
    checked_head,
    entries_in,
    must_be_in,
    ring_of,
)
from weikameng.ledger.canonical import Json
from weikameng.ledger.checkpoints import Checkpoint
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.envelopes import keyid_of, parse_envelope
from weikameng.ledger.events import GOOD_BYTES
from weikameng.ledger.events import VERSION as EVENT_VERSION
from weikameng.ledger.frontier import root_of
from weikameng.ledger.hashing import HASH_BYTES, leaf_hash
from weikameng.ledger.keyring import KEY_ADDED, PLATFORM, Keyring, parse_key_added
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.map_lookups import (
    KEY_BITS,
    PAIR_BYTES,
    STEP_BYTES,
    absent,
    good_key,
    present,
)
from weikameng.ledger.map_roots import MAP_ROOT, MapRoot, good_value, parse_map_root
from weikameng.ledger.proofs import Proof
from weikameng.ledger.short_entries import Shortener, keyids_of
from weikameng.ledger.verifying import MAX_PROOF_HASHES

VERSION = 2
TYPE = "weikameng-good"
_FIELDS = {"v", "type", "good", "checkpoint", "keys", "map", "events", "since", "digest"}
_MAP_FIELDS = {"index", "root", "proof", "lookup"}
_KEY = {"v": 1, "type": KEY_ADDED}
_ROOT = {"v": 1, "type": MAP_ROOT}
_MOST_LOOKUP = PAIR_BYTES + KEY_BITS * STEP_BYTES


@dataclass(frozen=True, slots=True)
class MappedBundle:
    """What is handed out. ``root`` is the entry that fixes the map, ``lookup`` the map's proof for
    this good, ``events`` its history in the map; ``since`` what came later, keys included."""

    good: bytes
    checkpoint: str
    keys: tuple[bytes, ...]
    root: BundledEntry
    lookup: bytes
    events: tuple[bytes, ...] = ()
    since: tuple[BundledEntry, ...] = ()

    def encoded(self) -> bytes:
        """The file."""
        keyids = [_keyid(leaf) for leaf in self.keys]
        short = Shortener(keyids)
        known = _known_of(self.good, [leaf_hash(leaf) for leaf in self.events])
        content = {
            "v": VERSION,
            "type": TYPE,
            "good": base64url_of(self.good),
            "checkpoint": self.checkpoint,
            "keys": [short.short(leaf, _KEY) for leaf in self.keys],
            "map": {
                "index": self.root.index,
                "root": short.short(self.root.leaf, _ROOT),
                "proof": base64url_of(b"".join(self.root.proof)),
                "lookup": base64url_of(self.lookup),
            },
            "events": [short.short(*one) for one in zip(self.events, known, strict=True)],
            "since": [one.json for one in self.since],
        }
        return _text(content | {"digest": _digest(content)})


def check_mapped(found: Json, content: bytes, log_key: VerifierKey | None) -> CheckedBundle:
    """Check such a bundle. Raises Malformed, BadSignature or Wrong."""
    bundle = _parsed(found, content)
    checkpoint = checked_head(bundle.checkpoint, log_key)
    ring = ring_of(bundle.keys)
    must_be_in(bundle.root, checkpoint)
    root = _checked_root(bundle, ring)
    walk = Walk(bundle.good)
    for seq, leaf in enumerate(bundle.events):
        walk.take(leaf, parse_envelope(leaf), ring, f"#{seq}")
    if not _stands_in(root, walk, bundle.lookup):
        raise Wrong(BundleOutcome.NOT_IN_MAP, root.number)
    _walk_on(bundle, walk, ring, (root.size, checkpoint))
    return CheckedBundle(
        BundleOutcome.HOLDS,
        origin=checkpoint.origin,
        size=checkpoint.size,
        good=bundle.good,
        events=tuple(walk.events),
        state=walk.state,
        as_of=root.at,
        covered=root.size,
    )


def _checked_root(bundle: MappedBundle, ring: Keyring) -> MapRoot:
    index, envelope = bundle.root.index, parse_envelope(bundle.root.leaf)
    root = parse_map_root(envelope.payload)
    if root is None or root.size > index:
        raise Malformed(MAP_ROOT)
    if root_of([leaf_hash(leaf) for leaf in bundle.keys]) != root.keys:
        raise Wrong(BundleOutcome.OTHER_KEYS, root.number)
    if PLATFORM not in ring.roles_behind(envelope):
        raise Wrong(BundleOutcome.UNKNOWN_SIGNER, index)
    return root


def _stands_in(root: MapRoot, walk: Walk, lookup: bytes) -> bool:
    key = good_key(walk.good)
    if not walk.events:
        return absent(root.root, key, lookup)
    value = good_value(walk.good, [event.type for event in walk.events], walk.hashes)
    return present(root.root, key, value, lookup)


def _walk_on(bundle: MappedBundle, walk: Walk, ring: Keyring, span: tuple[int, Checkpoint]) -> None:
    """Walk through what came after the map was fixed, each proven by itself."""
    place, checkpoint = span[0] - 1, span[1]
    for entry in bundle.since:
        must_be_in(entry, checkpoint)
        if entry.index <= place:
            raise Wrong(BundleOutcome.BROKEN_CHAIN, entry.index)
        place, envelope = entry.index, parse_envelope(entry.leaf)
        if ring.take(envelope) is None:
            walk.take(entry.leaf, envelope, ring, entry.index)


def _parsed(found: Json, content: bytes) -> MappedBundle:
    if set(found) != _FIELDS or found["type"] != TYPE:
        raise Malformed("bundle")
    rest = {name: one for name, one in found.items() if name != "digest"}
    try:
        whole = found["digest"] == _digest(rest) and _text(found) == content
    except RecursionError:
        whole = False
    if not whole:
        raise Malformed("bundle_digest")
    if not all(isinstance(found[name], str) for name in ("good", "checkpoint")):
        raise Malformed("bundle")
    good = bytes_of_base64url(found["good"], GOOD_BYTES, "bundle_good")
    short = Shortener(keyids_of(found["keys"]))
    keys = tuple(short.leaf(one, _KEY) for one in found["keys"])
    root, lookup = _map_of(found["map"], short)
    events = _events(found["events"], good, short)
    since = entries_in(found["since"])
    return MappedBundle(good, found["checkpoint"], keys, root, lookup, events, since)


def _map_of(found: object, short: Shortener) -> tuple[BundledEntry, bytes]:
    if not isinstance(found, dict) or set(found) != _MAP_FIELDS or type(found["index"]) is not int:
        raise Malformed("bundle_map")
    proof = _bytes(found["proof"], MAX_PROOF_HASHES * HASH_BYTES)
    if len(proof) % HASH_BYTES:
        raise Malformed("bundle_map")
    hashes: Proof = tuple(proof[at : at + HASH_BYTES] for at in range(0, len(proof), HASH_BYTES))
    leaf = short.leaf(found["root"], _ROOT)
    return BundledEntry(found["index"], leaf, hashes), _bytes(found["lookup"], _MOST_LOOKUP)


def _events(listed: object, good: bytes, short: Shortener) -> tuple[bytes, ...]:
    if not isinstance(listed, list) or len(listed) > MAX_EVENTS:
        raise Malformed("bundle_entries")
    leaves: list[bytes] = []
    prev = b""
    for seq, one in enumerate(listed):
        leaves.append(short.leaf(one, _known(good, seq, prev)))
        prev = leaf_hash(leaves[-1])
    return tuple(leaves)


def _known_of(good: bytes, hashes: Sequence[bytes]) -> list[Json]:
    return [_known(good, seq, hashes[seq - 1] if seq else b"") for seq in range(len(hashes))]


def _known(good: bytes, seq: int, prev: bytes) -> Json:
    """What the reader of an event knows: whose it is, and what came before it."""
    known: Json = {"v": EVENT_VERSION, "good": base64url_of(good), "seq": seq}
    return known | {"prev": base64url_of(prev)} if seq else known


def _keyid(leaf: bytes) -> str:
    added = parse_key_added(parse_envelope(leaf).payload)
    assert added is not None, "the keys of a bundle are entries that add one"
    return keyid_of(added.public)


def _bytes(text: object, most: int) -> bytes:
    if not isinstance(text, str):
        raise Malformed("bundle_map")
    length = len(text) * 6 // 8
    if length > most:
        raise Malformed("bundle_map")
    return bytes_of_base64url(text, length, "bundle_map")


def _digest(content: Json) -> str:
    return base64url_of(sha256(_text(content)).digest())


def _text(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
