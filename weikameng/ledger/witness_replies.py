"""The log's side of C2SP tlog-witness: what it asks a witness, and what it believes of the answer.
A witness is another's: nothing it says is taken but by its signature, or within limits."""

from hashlib import sha256

from weikameng.ledger.cosignatures import cosigned_at
from weikameng.ledger.encodings import base64_of, number_of, text_of
from weikameng.ledger.keys import VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import MAX_NOTE_BYTES, BadSignature, parse_note, signatures_by
from weikameng.ledger.proofs import Proof
from weikameng.ledger.signature_lines import NoteSignature

ADD_CHECKPOINT = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
# A witness whose clock is far off says nothing about when it saw a head.
MOST_AHEAD_SECONDS, MOST_BEHIND_SECONDS = 600, 86_400


def request_body(old_size: int, proof: Proof, note: bytes) -> bytes:
    """What is sent to add-checkpoint."""
    lines = "".join(f"{base64_of(one)}\n" for one in proof)
    return f"old {old_size}\n{lines}\n".encode() + note


def latest_path(origin: str) -> str:
    """Where a witness shows the head of this log that it cosigned last."""
    return f"{sha256(origin.encode()).hexdigest()}/checkpoint"


def cosignature_of(body: bytes, text: str, key: VerifierKey, now: int) -> NoteSignature:
    """Read the answer to a checkpoint: this witness's signature over it, made about now."""
    lines = text_of(body, MAX_NOTE_BYTES, "cosignature")
    try:
        found = signatures_by(parse_note(f"{text}\n{lines}".encode()), (key,))
    except BadSignature:
        raise Malformed("cosignature_wrong") from None
    if key not in found:
        raise Malformed("cosignature_missing")
    at = cosigned_at(found[key].content)
    if not -MOST_BEHIND_SECONDS <= at - now <= MOST_AHEAD_SECONDS:
        raise Malformed("cosignature_time")
    return found[key]


def size_seen(body: bytes) -> int:
    """Read the answer to a conflict: the size the witness cosigned last."""
    text = text_of(body, 32, "size")
    if not text.endswith("\n"):
        raise Malformed("size")
    return number_of(text[:-1], "size")
