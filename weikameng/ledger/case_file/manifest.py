"""The manifest: every file of the archive by its SHA-256, signed as a note (C2SP signed-note)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from weikameng.ledger.case_file.container import MAX_MEMBERS, Member, is_name
from weikameng.ledger.encodings import number_of
from weikameng.ledger.keys import SigningKey, VerifierKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import BadSignature, Note, parse_note, signatures_by

HEADER = "weikameng.case-file/1"
NAME = "manifest.txt"
VIEWERS = ("buyer", "staff")
_FIELDS = ("case", "order", "viewer", "exported", "key")
_NUMBER = re.compile("[0-9]{1,20}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as the manifest has it."""

    digest: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is signed: which case, for whom, when, by which key, and every other file."""

    case: str
    order: str
    viewer: str
    exported: str  # UTC, to the second
    key: VerifierKey
    files: tuple[Listed, ...]

    @property
    def text(self) -> str:
        """The note text."""
        values = (self.case, self.order, self.viewer, self.exported, self.key.vkey)
        fields = [f"{name} {value}" for name, value in zip(_FIELDS, values, strict=True)]
        rows = [f"{one.digest} {one.size} {one.name}" for one in self.files]
        return "".join(f"{line}\n" for line in (HEADER, *fields, *rows))

    def lists(self, members: Sequence[Member]) -> bool:
        """Say whether these are exactly the files that were signed, in this order."""
        found = [Listed(one.digest, one.size, one.name) for one in members]
        return len(found) == len(self.files) and all(
            compare_digest(one.digest, listed.digest) and one == listed
            for one, listed in zip(found, self.files, strict=True)
        )


def signed(manifest: Manifest, key: SigningKey) -> bytes:
    """Return the manifest as it lies in the archive."""
    return Note(manifest.text).signed(key).encoded()


def listed(members: Sequence[Member]) -> tuple[Listed, ...]:
    """Return members as the manifest has them."""
    return tuple(Listed(one.digest, one.size, one.name) for one in members)


def opened(content: bytes) -> Manifest:
    """Read a manifest whose one signature holds, by the key it names.

    Malformed (``signature`` when only that is wrong): nothing in it may be believed.
    """
    note = parse_note(content)
    manifest = parse_manifest(note.text)
    try:
        found = signatures_by(note, [manifest.key])
    except BadSignature:
        raise Malformed("signature") from None
    if len(note.signatures) != 1 or not found:
        raise Malformed("signature")
    if note.encoded() != content:
        raise Malformed("manifest")
    return manifest


def parse_manifest(text: str) -> Manifest:
    """Read the text of the note; one spelling is allowed for each manifest."""
    header, *lines = text.removesuffix("\n").split("\n")
    if header != HEADER:
        raise Malformed("version" if header.startswith("weikameng.case-file/") else "not_ours")
    if not len(_FIELDS) < len(lines) <= len(_FIELDS) + MAX_MEMBERS:
        raise Malformed("manifest")
    values = [_value(line, name) for line, name in zip(lines, _FIELDS, strict=False)]
    case, order, viewer, exported, vkey = values
    if not _NUMBER.fullmatch(case) or not _NUMBER.fullmatch(order) or viewer not in VIEWERS:
        raise Malformed("manifest")
    if not _MOMENT.fullmatch(exported):
        raise Malformed("manifest")
    rows = tuple(_row(line) for line in lines[len(_FIELDS) :])
    manifest = Manifest(case, order, viewer, exported, parse_vkey(vkey), rows)
    if manifest.text != text or len({one.name for one in rows}) != len(rows):
        raise Malformed("manifest")
    return manifest


def _value(line: str, name: str) -> str:
    if not line.startswith(f"{name} "):
        raise Malformed("manifest")
    return line.removeprefix(f"{name} ")


def _row(line: str) -> Listed:
    digest, _, rest = line.partition(" ")
    size, _, name = rest.partition(" ")
    if not _DIGEST.fullmatch(digest) or not is_name(name) or name == NAME:
        raise Malformed("manifest")
    return Listed(digest, number_of(size, "manifest"), name)
