"""The keyring lives in the log: an entry adds a key, signed by it and by one that was there before;
an entry of a good counts only if a key added before it signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from weikameng.ledger.canonical import Json, canonical_leaf, read_leaf
from weikameng.ledger.encodings import base64url_of, bytes_of_base64url
from weikameng.ledger.envelopes import Envelope, keyid_of, signers
from weikameng.ledger.events import is_actor, moment_of, rfc3339
from weikameng.ledger.keys import KEY_BYTES
from weikameng.ledger.malformed import Malformed

VERSION = 1
KEY_ADDED = "key_added"
PLATFORM = "platform"
_FIELDS = {"v", "type", "at", "role", "name", "key"}


@dataclass(frozen=True, slots=True)
class KeyAdded:
    """A key that may sign entries from here on: whose it is (``role``), and its short name."""

    role: str
    name: str
    public: bytes
    at: datetime

    def __post_init__(self) -> None:
        if not is_actor(self.role) or not is_actor(self.name) or len(self.public) != KEY_BYTES:
            raise Malformed("key_added")
        if self.at.utcoffset() is None:
            raise Malformed("key_added")

    @property
    def payload(self) -> bytes:
        """The canonical bytes that are signed."""
        content: Json = {
            "v": VERSION,
            "type": KEY_ADDED,
            "at": rfc3339(self.at),
            "role": self.role,
            "name": self.name,
            "key": base64url_of(self.public),
        }
        return canonical_leaf(content)

    @property
    def keyid(self) -> str:
        """How envelopes name the key."""
        return keyid_of(self.public)


def parse_key_added(payload: bytes) -> KeyAdded | None:
    """Read a payload; None when it says something else, Malformed when it says this badly."""
    found = read_leaf(payload)
    if found.get("type") != KEY_ADDED:
        return None
    if set(found) != _FIELDS or found["v"] != VERSION:
        raise Malformed("key_added")
    if not all(isinstance(found[name], str) for name in _FIELDS - {"v"}):
        raise Malformed("key_added")
    public = bytes_of_base64url(found["key"], KEY_BYTES, "key_added")
    added = KeyAdded(found["role"], found["name"], public, moment_of(found["at"]))
    if added.payload != payload:
        raise Malformed("key_added")
    return added


@dataclass(slots=True)
class Keyring:
    """The keys added so far, in the order of the log."""

    added: dict[str, KeyAdded] = field(default_factory=dict)

    def take(self, envelope: Envelope) -> KeyAdded | None:
        """Add the key of an entry that is one; Malformed when those who must did not sign it."""
        entry = parse_key_added(envelope.payload)
        if entry is None:
            return None
        signed = signers(envelope, {**self.publics, entry.keyid: entry.public}) or ()
        trusted = [self.added[one].role for one in signed if one in self.added]
        if entry.keyid not in signed or (self.added and PLATFORM not in trusted):
            raise Malformed("key_added_signatures")
        if not self.added and entry.role != PLATFORM:
            raise Malformed("key_added_signatures")
        self.added.setdefault(entry.keyid, entry)
        return entry

    def roles_behind(self, envelope: Envelope) -> frozenset[str]:
        """Whose keys signed an entry; none of them when one of those signatures does not hold."""
        signed = signers(envelope, self.publics) or ()
        return frozenset(self.added[one].role for one in signed)

    @property
    def publics(self) -> Mapping[str, bytes]:
        """The keys by the names envelopes use."""
        return {keyid: entry.public for keyid, entry in self.added.items()}


def added_by(entry: KeyAdded, *keys: Ed25519PrivateKey) -> bytes:
    """The leaf that adds a key, signed by it and by those that vouch for it."""
    envelope = Envelope(entry.payload)
    for key in keys:
        envelope = envelope.signed(key)
    return envelope.leaf
