"""Signed notes (C2SP signed-note): a text, a blank line, and who stands behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from weikameng.ledger.cosignatures import cosigned
from weikameng.ledger.encodings import is_text, text_of
from weikameng.ledger.keys import SignatureType, SigningKey, VerifierKey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.signature_lines import NoteSignature, parse_signature_line

MAX_NOTE_BYTES = 131_072
MAX_SIGNATURES = 64


class BadSignature(Exception):
    """A signature under a known key's name and id does not hold: reject the whole note."""

    def __init__(self, key: VerifierKey) -> None:
        super().__init__(key.name)
        self.key = key


@dataclass(frozen=True, slots=True)
class Note:
    """A text and its signatures, none of them checked yet."""

    text: str
    signatures: tuple[NoteSignature, ...] = ()

    def __post_init__(self) -> None:
        plain = not any(sign < " " and sign != "\n" for sign in self.text)
        if not self.text.endswith("\n") or not plain or not is_text(self.text):
            raise Malformed("note_text")

    def encoded(self) -> bytes:
        """The note as it travels."""
        return f"{self.text}\n{''.join(one.line for one in self.signatures)}".encode()

    def signed(self, key: SigningKey) -> "Note":
        """The same note with one more signature over its text."""
        if key.type is not SignatureType.ED25519:
            raise ValueError("a witness key signs checkpoints with their time: see cosign")
        content = key.sign(self.text.encode())
        return self.joined(NoteSignature(key.name, key.verifier.key_id, content))

    def joined(self, *signatures: NoteSignature) -> "Note":
        """The same note with signatures made elsewhere."""
        return replace(self, signatures=(*self.signatures, *signatures))


def parse_note(content: bytes) -> Note:
    """Read a note; whose signatures hold is another question."""
    whole = text_of(content, MAX_NOTE_BYTES, "note")
    text, blank, tail = whole.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise Malformed("note")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise Malformed("too_many_signatures")
    return Note(f"{text}\n", tuple(parse_signature_line(line) for line in lines))


def signatures_by(note: Note, keys: Iterable[VerifierKey]) -> dict[VerifierKey, NoteSignature]:
    """Return what these keys signed, one signature each; signatures of strangers are ignored."""
    found: dict[VerifierKey, NoteSignature] = {}
    for key in keys:
        for signature in note.signatures:
            if signature.is_of(key) and not _holds(note.text, key, signature.content):
                raise BadSignature(key)
            if signature.is_of(key):
                found.setdefault(key, signature)
    return found


def _holds(text: str, key: VerifierKey, content: bytes) -> bool:
    if key.type.cosigns:
        return cosigned(text, key, content)
    return key.verifies(text.encode(), content)
