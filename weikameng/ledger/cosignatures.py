"""Witness cosignatures (C2SP tlog-cosignature, Ed25519): a checkpoint seen consistent at a time."""

from weikameng.ledger.encodings import MAX_NUMBER
from weikameng.ledger.keys import SignatureType, SigningKey, VerifierKey
from weikameng.ledger.signature_lines import NoteSignature

TIME_BYTES = 8
SIGNATURE_BYTES = 64


def cosign(text: str, key: SigningKey, at: int) -> NoteSignature:
    """State that this checkpoint was seen, consistent, at a POSIX time."""
    if key.type is not SignatureType.COSIGNATURE or not 0 < at <= MAX_NUMBER:
        raise ValueError("a cosignature needs a witness key and a time")
    content = at.to_bytes(TIME_BYTES, "big") + key.sign(_message(text, at))
    return NoteSignature(key.name, key.verifier.key_id, content)


def cosigned(text: str, key: VerifierKey, content: bytes) -> bool:
    """Say whether a witness cosigned this checkpoint."""
    if len(content) != TIME_BYTES + SIGNATURE_BYTES or cosigned_at(content) > MAX_NUMBER:
        return False
    return key.verifies(_message(text, cosigned_at(content)), content[TIME_BYTES:])


def cosigned_at(content: bytes) -> int:
    """The POSIX time in a cosignature; believe it only after ``cosigned``."""
    return int.from_bytes(content[:TIME_BYTES], "big")


def _message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()
