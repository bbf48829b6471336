"""Envelopes of log entries (DSSE): a payload and who signed it, bound to the payload's type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from weikameng.ledger.canonical import canonical_leaf, read_leaf
from weikameng.ledger.encodings import base64_of, base64url_of, bytes_of_base64
from weikameng.ledger.malformed import Malformed

EVENT_TYPE = "application/vnd.weikameng.event.v1+json"
MAX_SIGNATURES = 8
SIGNATURE_BYTES = 64
KEYID_LENGTH = 43


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """Whose signature it claims to be, and its bytes."""

    keyid: str
    sig: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A signed payload; its ``leaf`` is what the log holds."""

    payload: bytes
    signatures: tuple[EnvelopeSignature, ...] = ()
    payload_type: str = EVENT_TYPE

    @property
    def leaf(self) -> bytes:
        """The entry, in its one canonical form."""
        signatures = [{"keyid": one.keyid, "sig": base64_of(one.sig)} for one in self.signatures]
        return canonical_leaf(
            {
                "payload": base64_of(self.payload),
                "payloadType": self.payload_type,
                "signatures": signatures,
            }
        )

    @property
    def message(self) -> bytes:
        """What is signed: DSSE's pre-authentication encoding."""
        kind = self.payload_type.encode()
        head = f"DSSEv1 {len(kind)} ".encode() + kind + f" {len(self.payload)} ".encode()
        return head + self.payload

    def signed(self, key: Ed25519PrivateKey) -> "Envelope":
        """The same envelope with one more signature."""
        made = EnvelopeSignature(
            keyid_of(key.public_key().public_bytes_raw()), key.sign(self.message)
        )
        return replace(self, signatures=(*self.signatures, made))


def keyid_of(public: bytes) -> str:
    """How envelopes name an Ed25519 key: the SHA-256 of its 32 bytes."""
    return base64url_of(sha256(public).digest())


def parse_envelope(leaf: bytes) -> Envelope:
    """Read an entry; whose signatures hold is another question."""
    found = read_leaf(leaf)
    if set(found) != {"payload", "payloadType", "signatures"}:
        raise Malformed("envelope")
    payload, kind, listed = found["payload"], found["payloadType"], found["signatures"]
    if not isinstance(payload, str) or kind != EVENT_TYPE or not isinstance(listed, list):
        raise Malformed("envelope")
    if not 0 < len(listed) <= MAX_SIGNATURES:
        raise Malformed("envelope_signatures")
    signatures = tuple(_signature(one) for one in listed)
    if len({one.keyid for one in signatures}) != len(signatures):
        raise Malformed("envelope_signatures")
    return Envelope(bytes_of_base64(payload, "envelope"), signatures, kind)


def signers(envelope: Envelope, keys: Mapping[str, bytes]) -> tuple[str, ...] | None:
    """Return which of these keys signed, strangers ignored; None when one does not hold."""
    known = [one for one in envelope.signatures if one.keyid in keys]
    if not all(_holds(envelope.message, keys[one.keyid], one.sig) for one in known):
        return None
    return tuple(one.keyid for one in known)


def _signature(listed: object) -> EnvelopeSignature:
    if not isinstance(listed, dict) or set(listed) != {"keyid", "sig"}:
        raise Malformed("envelope_signatures")
    keyid, sig = listed["keyid"], listed["sig"]
    if not isinstance(keyid, str) or not isinstance(sig, str) or len(keyid) != KEYID_LENGTH:
        raise Malformed("envelope_signatures")
    content = bytes_of_base64(sig, "envelope_signatures")
    if len(content) != SIGNATURE_BYTES:
        raise Malformed("envelope_signatures")
    return EnvelopeSignature(keyid, content)


def _holds(message: bytes, public: bytes, sig: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(sig, message)
    except (InvalidSignature, ValueError):
        return False
    return True
