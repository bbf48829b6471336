"""Sealed files: kept under their SHA-256, never changed, looked at again whenever they are read."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Place:
    """Where files lie, by three verbs of Django's storages; trouble is an OSError.

    ``open`` gives a file to read and close, FileNotFoundError when there is none. ``put`` writes
    one whole or not at all, in place of an older one, and returns its name. ``remove`` takes one
    away, if it is there.
    """

    open: Callable[[str], Any]
    put: Callable[[str, IO[Any]], str]
    remove: Callable[[str], None]


class FileChanged(Exception):
    """The bytes are no longer those that were sealed."""


class FileStore:
    """Files named by content: two uploads of the same bytes are one file, also at once."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def keep(self, content: bytes) -> str:
        """Keep the bytes and return their hex SHA-256; OSError when they can't be kept."""
        digest = hashlib.sha256(content).hexdigest()
        if not self._is_whole(digest):
            name = self._place.put(_name(digest), io.BytesIO(content))
            assert name == _name(digest), "the place gave it another name"
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes; FileChanged, FileNotFoundError, or OSError when the place is down."""
        with self._place.open(_name(digest)) as file:
            content = bytes(file.read())
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileChanged(digest[:12])
        return content

    def remove(self, digest: str) -> None:
        """Take the bytes away for ever; none there is as good."""
        self._place.remove(_name(digest))

    def _is_whole(self, digest: str) -> bool:
        """Whether it lies there already; one that was damaged is put there again."""
        try:
            self.read(digest)
        except (FileNotFoundError, FileChanged):
            return False
        return True


def _name(digest: str) -> str:
    if len(digest) != 64 or not _HEX.issuperset(digest):
        raise FileNotFoundError("not a digest")
    return f"{digest[:2]}/{digest}"
