"""What a witness remembers: for each log the head it cosigned last, on disk before the signature
leaves; and two heads of one size, which convict a log. One process at a time."""

import fcntl
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from weikameng.gateways.kept_head import KeptHead
from weikameng.ledger.checkpoints import parse_checkpoint
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.notes import Note, parse_note
from weikameng.ledger.verifying import TreeHead
from weikameng.ledger.witnessing import NOTHING_SEEN

MOST_CONFLICTS = 1_000


class StateTrouble(Exception):
    """The folder can't be believed or used; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class WitnessState:
    """The folder. What can't be read there is trouble, never a log not seen before."""

    place: Path

    def hold(self) -> None:
        """Keep the folder for this process until it ends. Raises StateTrouble."""
        try:
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = os.open(self.place / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateTrouble(f"{self.place}: another witness uses this folder") from None
        except OSError as error:
            raise StateTrouble(f"{self.place}: {error.strerror}") from None

    def latest(self, origin: str) -> TreeHead:
        """Return the head cosigned last. Raises StateTrouble when it can't be read."""
        note = self.note(name_of(origin))
        if note is None:
            return NOTHING_SEEN
        try:
            return parse_checkpoint(parse_note(note).text).head
        except Malformed as error:
            raise StateTrouble(f"{self._file(name_of(origin)).path}: {error.code}") from None

    def note(self, name: str) -> bytes | None:
        """Return the head cosigned last with its signatures, by the digest of the log's name."""
        try:
            return self._file(name).read()
        except OSError as error:
            raise StateTrouble(f"{self._file(name).path}: {error.strerror}") from None

    def keep(self, origin: str, note: Note) -> None:
        """Put a head in place of the one before; it outlives a power cut from here on."""
        try:
            self._file(name_of(origin)).keep(note.encoded())
        except OSError as error:
            raise StateTrouble(f"{self.place}: {error.strerror}") from None

    def keep_conflict(self, origin: str, note: Note) -> Path | None:
        """Keep another head of the size kept, beside the one cosigned; None when it is there."""
        kept = self.note(name_of(origin))
        folder = self.place / "conflicts" / name_of(origin)[:16]
        seen = KeptHead(folder / f"{sha256(note.text.encode()).hexdigest()[:16]}.note")
        if kept is None or seen.path.exists() or _count(folder) >= MOST_CONFLICTS:
            return None
        KeptHead(seen.path.with_suffix(".cosigned")).keep(kept)
        seen.keep(note.encoded())
        return folder

    def _file(self, name: str) -> KeptHead:
        return KeptHead(self.place / f"{name}.note")


def name_of(origin: str) -> str:
    """The digest that stands for a log's name in paths, as the specification has it."""
    return sha256(origin.encode()).hexdigest()


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir()) if folder.exists() else 0
