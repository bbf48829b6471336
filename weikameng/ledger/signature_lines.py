"""Signature lines of a note (C2SP signed-note): a dash, the key's name, its id and signature."""

from dataclasses import dataclass

from weikameng.ledger.encodings import base64_of, bytes_of_base64
from weikameng.ledger.keys import KEY_ID_BYTES, VerifierKey, is_key_name
from weikameng.ledger.malformed import Malformed

MAX_LINE = 8_192  # a post-quantum signature takes nearly 5 kB
_DASH = "— "


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature as it stands there: whose it claims to be, and its bytes."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def line(self) -> str:
        """The line with its newline."""
        return f"{_DASH}{self.name} {base64_of(self.key_id + self.content)}\n"

    def is_of(self, key: VerifierKey) -> bool:
        """Say whether it claims to be of this key."""
        return (self.name, self.key_id) == (key.name, key.key_id)


def parse_signature_line(line: str) -> NoteSignature:
    """Read a line without its newline."""
    name, blank, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not blank or len(line) > MAX_LINE or not is_key_name(name):
        raise Malformed("signature_line")
    content = bytes_of_base64(encoded, "signature_encoding")
    if len(content) <= KEY_ID_BYTES:
        raise Malformed("signature_encoding")
    return NoteSignature(name, content[:KEY_ID_BYTES], content[KEY_ID_BYTES:])
