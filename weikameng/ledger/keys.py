"""Keys of signed notes (C2SP signed-note): verifier keys as text, key ids; Ed25519 both ways, and
for cosignatures ML-DSA-44, where the installed cryptography has it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from weikameng.ledger.encodings import base64_of, bytes_of_base64, is_text
from weikameng.ledger.malformed import Malformed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

MAX_NAME_BYTES = 255
MAX_KEY_TEXT = 2_048
KEY_BYTES = 32  # a seed, and an Ed25519 key
KEY_ID_BYTES = 4
_PRIVATE = "PRIVATE+KEY+"


class SignatureType(IntEnum):
    """What a key signs: the note's text, or a checkpoint together with the time."""

    ED25519 = 0x01
    COSIGNATURE = 0x04
    ML_DSA_44 = 0x06  # a cosignature, too, that a quantum computer can't make

    @property
    def cosigns(self) -> bool:
        """Say whether such a key is a witness's."""
        return self is not SignatureType.ED25519


_PUBLIC_BYTES: Mapping[SignatureType, int] = {
    SignatureType.ED25519: KEY_BYTES,
    SignatureType.COSIGNATURE: KEY_BYTES,
    SignatureType.ML_DSA_44: 1_312,
}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under its name."""

    name: str
    public: bytes
    type: SignatureType = SignatureType.ED25519

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.public) != _PUBLIC_BYTES[self.type]:
            raise Malformed("key")

    @property
    def key_id(self) -> bytes:
        """Four bytes that, with the name, say which signatures are this key's."""
        content = f"{self.name}\n".encode() + bytes([self.type]) + self.public
        return sha256(content).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as operators hand it on."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.type]) + self.public)}"

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Say whether this key signed exactly these bytes."""
        try:
            self._public().verify(signature, message)
        except (InvalidSignature, ValueError):  # ValueError: no point of the curve
            return False
        return True

    def _public(self) -> "Ed25519PublicKey | MLDSA44PublicKey":
        if self.type is SignatureType.ML_DSA_44:
            return _ml_dsa()[1].from_public_bytes(self.public)
        return Ed25519PublicKey.from_public_bytes(self.public)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under its name; the seed is shown nowhere."""

    name: str
    seed: bytes = field(repr=False)
    type: SignatureType = SignatureType.ED25519

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.seed) != KEY_BYTES:
            raise Malformed("key")

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw(), self.type)

    def sign(self, message: bytes) -> bytes:
        """Sign; with Ed25519 the same bytes always get the same signature."""
        return self._private().sign(message)

    def _private(self) -> "Ed25519PrivateKey | MLDSA44PrivateKey":
        if self.type is SignatureType.ML_DSA_44:
            return _ml_dsa()[0].from_seed_bytes(self.seed)
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def parse_vkey(text: str) -> VerifierKey:
    """Read ``name+id+key``; the id must be the one that follows from name and key."""
    name, key_id, kind, material = _parts(text)
    if kind is SignatureType.ML_DSA_44:
        _ml_dsa()
    key = VerifierKey(name, material, kind)
    if key.key_id != key_id:
        raise Malformed("key_id")
    return key


def parse_signing_key(text: str) -> SigningKey:
    """Read ``PRIVATE+KEY+name+id+seed``, the form other note programs keep private keys in."""
    if not text.startswith(_PRIVATE):
        raise Malformed("key")
    name, key_id, kind, material = _parts(text.removeprefix(_PRIVATE))
    key = SigningKey(name, material, kind)
    if key.verifier.key_id != key_id:
        raise Malformed("key_id")
    return key


def is_key_name(name: str) -> bool:
    """Say whether a name may stand in a signature line."""
    if not name or "+" in name or any(sign.isspace() or sign < " " for sign in name):
        return False
    return is_text(name) and len(name.encode()) <= MAX_NAME_BYTES


def _parts(text: str) -> tuple[str, bytes, SignatureType, bytes]:
    parts = text.split("+", 2)  # base64 may hold a plus
    if len(text) > MAX_KEY_TEXT or len(parts) != 3:
        raise Malformed("key")
    name, key_id, content = parts
    if not re.fullmatch("[0-9a-f]{8}", key_id):
        raise Malformed("key_id")
    material = bytes_of_base64(content, "key")
    if not material or material[0] not in set(SignatureType):
        raise Malformed("key_type")
    return name, bytes.fromhex(key_id), SignatureType(material[0]), material[1:]


@cache
def _ml_dsa() -> "tuple[type[MLDSA44PrivateKey], type[MLDSA44PublicKey]]":
    """Raises Malformed where the installed cryptography is too old for it."""
    try:
        from cryptography.hazmat.primitives.asymmetric import mldsa

        mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(KEY_BYTES))
    except (ImportError, UnsupportedAlgorithm):
        raise Malformed("key_type") from None
    return mldsa.MLDSA44PrivateKey, mldsa.MLDSA44PublicKey
