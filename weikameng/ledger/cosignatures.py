"""Witness cosignatures (C2SP tlog-cosignature, Ed25519 and ML-DSA-44): a checkpoint seen consistent
at a time."""

from collections.abc import Mapping

from weikameng.ledger.checkpoints import parse_checkpoint
from weikameng.ledger.encodings import MAX_NUMBER
from weikameng.ledger.keys import SignatureType, SigningKey, VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.signature_lines import NoteSignature

TIME_BYTES = 8
_SIGNATURE_BYTES: Mapping[SignatureType, int] = {
    SignatureType.COSIGNATURE: 64,
    SignatureType.ML_DSA_44: 2_420,
}
_LABEL = b"subtree/v1\n\0"


def cosign(text: str, key: SigningKey, at: int) -> NoteSignature:
    """State that this checkpoint was seen, consistent, at a POSIX time."""
    if not key.type.cosigns or not 0 < at <= MAX_NUMBER:
        raise ValueError("a cosignature needs a witness key and a time")
    content = at.to_bytes(TIME_BYTES, "big") + key.sign(_message(text, key.verifier, at))
    return NoteSignature(key.name, key.verifier.key_id, content)


def cosigned(text: str, key: VerifierKey, content: bytes) -> bool:
    """Say whether a witness cosigned this checkpoint."""
    if len(content) != TIME_BYTES + _SIGNATURE_BYTES[key.type]:
        return False
    at = cosigned_at(content)
    return at <= MAX_NUMBER and key.verifies(_message(text, key, at), content[TIME_BYTES:])


def cosigned_at(content: bytes) -> int:
    """The POSIX time in a cosignature; believe it only after ``cosigned``."""
    return int.from_bytes(content[:TIME_BYTES], "big")


def _message(text: str, key: VerifierKey, at: int) -> bytes:
    if key.type is SignatureType.COSIGNATURE:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    seen = parse_checkpoint(text)
    start = 0  # of the whole tree
    numbers = (start.to_bytes(8, "big"), seen.size.to_bytes(8, "big"))
    names = _opaque(key.name), at.to_bytes(TIME_BYTES, "big"), _opaque(seen.origin)
    return b"".join((_LABEL, *names, *numbers, seen.root))


def _opaque(text: str) -> bytes:
    content = text.encode()
    if len(content) > 255:
        raise Malformed("origin")
    return bytes([len(content)]) + content
