"""Proofs as files (C2SP tlog-proof): index, inclusion proof and checkpoint, checked offline."""

from dataclasses import dataclass

from weikameng.ledger.encodings import base64_of, bytes_of_base64, number_of, text_of
from weikameng.ledger.hashing import HASH_BYTES
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import MAX_NOTE_BYTES
from weikameng.ledger.proofs import Proof
from weikameng.ledger.verifying import MAX_PROOF_HASHES

HEADER = "c2sp.org/tlog-proof@v1"
MAX_EXTRA = 8_192
MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES


@dataclass(frozen=True, slots=True)
class LoggedProof:
    """What shows that an entry is in a log; nobody vouches for ``extra``."""

    index: int
    hashes: Proof
    checkpoint: bytes  # the signed note, as the log gave it out
    extra: bytes = b""

    def encoded(self) -> bytes:
        """The file."""
        extra = [f"extra {base64_of(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"index {self.index}", *map(base64_of, self.hashes), ""]
        return "".join(f"{line}\n" for line in lines).encode() + self.checkpoint


def parse_logged_proof(content: bytes) -> LoggedProof:
    """Read the file; what it claims is checked elsewhere."""
    whole = text_of(content, MAX_PROOF_BYTES, "proof")
    head, blank, checkpoint = whole.partition("\n\n")
    header, *lines = head.split("\n")
    if header != HEADER or not blank or not lines:
        raise Malformed("proof")
    extra = b""
    if lines[0].startswith("extra "):
        extra = _extra(lines.pop(0).removeprefix("extra "))
    if not lines or not lines[0].startswith("index "):
        raise Malformed("proof_index")
    index = number_of(lines.pop(0).removeprefix("index "), "proof_index")
    return LoggedProof(index, proof_of_lines(lines), checkpoint.encode(), extra)


def proof_of_lines(lines: list[str]) -> Proof:
    """Read one hash a line."""
    if len(lines) > MAX_PROOF_HASHES:
        raise Malformed("proof_hashes")
    hashes = tuple(bytes_of_base64(line, "proof_hashes") for line in lines)
    if any(len(one) != HASH_BYTES for one in hashes):
        raise Malformed("proof_hashes")
    return hashes


def _extra(encoded: str) -> bytes:
    extra = bytes_of_base64(encoded, "proof_extra")
    if not 0 < len(extra) <= MAX_EXTRA:
        raise Malformed("proof_extra")
    return extra
