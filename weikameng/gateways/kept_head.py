"""The head signed last, kept in a file beside the database: a backup of the database that is
restored does not take it back in time with itself.
"""

import os
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 131_072


@dataclass(frozen=True, slots=True)
class KeptHead:
    """One file; whoever reads it sees a whole note, the old one or the new one."""

    path: Path

    def read(self) -> bytes | None:
        """Return the note, None when none was kept yet."""
        try:
            with self.path.open("rb") as file:
                return file.read(MAX_BYTES)
        except FileNotFoundError:
            return None

    def keep(self, note: bytes) -> None:
        """Put a note in place of the one before; it outlives a power cut from here on."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.path.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
