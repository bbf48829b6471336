"""The bundle of a good, checked without a network. Its first form, written here, is its history,
the keys that signed it, and a proof of each entry; it can't exclude what came later. The second
can, with the map's proof (``mapped_bundles``).
"""

import json
from dataclasses import dataclass, replace

from weikameng.ledger.bundle_parts import (
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
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url, text_of
from weikameng.ledger.envelopes import parse_envelope
from weikameng.ledger.events import GOOD_BYTES
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.mapped_bundles import TYPE, VERSION, check_mapped
from weikameng.ledger.notes import BadSignature

__all__ = [
    "MAX_BUNDLE_BYTES",
    "TYPE",
    "BundleOutcome",
    "BundledEntry",
    "CheckedBundle",
    "GoodBundle",
    "check_bundle",
    "parse_bundle",
]
FIRST_VERSION = 1
MAX_BUNDLE_BYTES = 8 * 1024 * 1024
_FIELDS = {"v", "type", "good", "checkpoint", "keys", "events"}


@dataclass(frozen=True, slots=True)
class GoodBundle:
    """What was handed out first, and is on demand; ``keys`` are the entries that added the keys."""

    good: bytes
    checkpoint: str
    keys: tuple[BundledEntry, ...]
    events: tuple[BundledEntry, ...]

    def encoded(self) -> bytes:
        """The file."""
        content = {
            "v": FIRST_VERSION,
            "type": TYPE,
            "good": base64url_of(self.good),
            "checkpoint": self.checkpoint,
            "keys": [one.json for one in self.keys],
            "events": [one.json for one in self.events],
        }
        return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def check_bundle(content: bytes, log_key: VerifierKey | None) -> CheckedBundle:
    """Check a bundle of either form without a network. Never raises."""
    try:
        found = _read(content)
        if found.get("v") == VERSION:
            checked = check_mapped(found, content, log_key)
        else:
            checked = _check_first(parse_bundle(content), log_key)
    except Malformed as error:
        return CheckedBundle(BundleOutcome.MALFORMED, detail=error.code)
    except BadSignature as error:
        return CheckedBundle(BundleOutcome.BAD_SIGNATURE, detail=error.key.name)
    except Wrong as wrong:
        return wrong.checked
    return replace(checked, signed=log_key is not None)


def parse_bundle(content: bytes) -> GoodBundle:
    """Read a bundle of the first form; what it claims is checked elsewhere, and only its one
    spelling is read."""
    found = _read(content)
    if set(found) != _FIELDS or found["type"] != TYPE:
        raise Malformed("bundle")
    if not isinstance(found["good"], str) or not isinstance(found["checkpoint"], str):
        raise Malformed("bundle")
    good = bytes_of_base64url(found["good"], GOOD_BYTES, "bundle_good")
    keys, events = entries_in(found["keys"]), entries_in(found["events"])
    bundle = GoodBundle(good, found["checkpoint"], keys, events)
    if not events or bundle.encoded() != content:
        raise Malformed("bundle")
    return bundle


def _read(content: bytes) -> dict[str, object]:
    text = text_of(content, MAX_BUNDLE_BYTES, "bundle")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("bundle") from None
    if not isinstance(found, dict):
        raise Malformed("bundle")
    return found


def _check_first(bundle: GoodBundle, log_key: VerifierKey | None) -> CheckedBundle:
    checkpoint = checked_head(bundle.checkpoint, log_key)
    for entry in bundle.keys:
        must_be_in(entry, checkpoint)
    ring = ring_of(entry.leaf for entry in bundle.keys)
    walk, place = Walk(bundle.good), -1
    for entry in bundle.events:
        must_be_in(entry, checkpoint)
        walk.take(entry.leaf, parse_envelope(entry.leaf), ring, entry.index)
        if entry.index <= place:
            raise Wrong(BundleOutcome.BROKEN_CHAIN, entry.index)
        place = entry.index
    return CheckedBundle(
        BundleOutcome.HOLDS,
        origin=checkpoint.origin,
        size=checkpoint.size,
        good=bundle.good,
        events=tuple(walk.events),
        state=walk.state,
    )
