"""Entries of the log written short, for bundles: what the reader knows anyway is left out, and the
entry's own bytes are made again from the rest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.ledger.canonical import Json, canonical_leaf, read_leaf
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.envelopes import (
    MAX_SIGNATURES,
    SIGNATURE_BYTES,
    Envelope,
    EnvelopeSignature,
    keyid_of,
    parse_envelope,
)
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.ledger.keys import KEY_BYTES
from weikameng.ledger.malformed import Malformed

_CODE = "bundle_entry"


@dataclass(frozen=True, slots=True)
class Shortener:
    """Writes and reads short entries; ``keyids`` are the log's keys, named by their place."""

    keyids: Sequence[str]

    def short(self, leaf: bytes, known: Mapping[str, Any]) -> Json:
        """Write an entry without the fields of its payload that are ``known``."""
        envelope = parse_envelope(leaf)
        said = {k: one for k, one in read_leaf(envelope.payload).items() if k not in known}
        return {"said": said, "sig": [self._signed(one) for one in envelope.signatures]}

    def leaf(self, found: object, known: Mapping[str, Any]) -> bytes:
        """Make the entry again."""
        if not isinstance(found, dict) or set(found) != {"said", "sig"}:
            raise Malformed(_CODE)
        said, listed = found["said"], found["sig"]
        if not isinstance(said, dict) or not isinstance(listed, list) or set(said) & set(known):
            raise Malformed(_CODE)
        if not 0 < len(listed) <= MAX_SIGNATURES:
            raise Malformed(_CODE)
        try:
            payload = canonical_leaf({**said, **known})
        except (ValueError, RecursionError):
            raise Malformed(_CODE) from None
        return Envelope(payload, tuple(self._signature(one) for one in listed)).leaf

    def _signed(self, one: EnvelopeSignature) -> list[int | str]:
        known = one.keyid in self.keyids
        return [self.keyids.index(one.keyid) if known else one.keyid, base64url_of(one.sig)]

    def _signature(self, found: object) -> EnvelopeSignature:
        if not isinstance(found, list) or len(found) != 2 or not isinstance(found[1], str):
            raise Malformed(_CODE)
        whose, sig = found
        if type(whose) is int and 0 <= whose < len(self.keyids):
            whose = self.keyids[whose]
        elif isinstance(whose, str) and whose not in self.keyids:
            bytes_of_base64url(whose, HASH_BYTES, _CODE)
        else:
            raise Malformed(_CODE)
        return EnvelopeSignature(whose, bytes_of_base64url(sig, SIGNATURE_BYTES, _CODE))


def keyids_of(listed: object) -> list[str]:
    """Return the names of the keys that short entries add, in their order."""
    if not isinstance(listed, list):
        raise Malformed(_CODE)
    keyids = []
    for one in listed:
        said = one.get("said") if isinstance(one, dict) else None
        key = said.get("key") if isinstance(said, dict) else None
        if not isinstance(key, str):
            raise Malformed(_CODE)
        keyids.append(keyid_of(bytes_of_base64url(key, KEY_BYTES, _CODE)))
    return keyids
