"""A copy of a log in a folder, under the paths it is published at: any file server can serve it."""

from dataclasses import dataclass
from pathlib import Path

from weikameng.gateways.kept_head import KeptHead


@dataclass(frozen=True, slots=True)
class LogFolder:
    """The folder. The checkpoint is written last: what it does not cover yet is not believed."""

    place: Path

    def read(self, path: str) -> bytes | None:
        """Return a file, None when it is not there."""
        try:
            return (self.place / path).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, path: str, content: bytes) -> None:
        """Put a file there, whole."""
        KeptHead(self.place / path).keep(content)

    def keep_both(self, kept: bytes, seen: bytes) -> Path:
        """Keep two heads that can't both be true, in a folder of their own; return it."""
        number = 1
        while (folder := self.place / "conflicts" / f"{number:04}").exists():
            number += 1
        KeptHead(folder / "kept").keep(kept)
        KeptHead(folder / "seen").keep(seen)
        return folder
