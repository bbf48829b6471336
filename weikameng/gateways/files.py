"""Sealed files: kept under their SHA-256, written once, never changed."""

import hashlib
import secrets
from pathlib import Path


class FileStore:
    """A folder of files named by content; two uploads of the same bytes are one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, content: bytes) -> str:
        """Keep the bytes and return their hex SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.write_bytes(content)
            fresh.replace(path)
        return digest

    def read(self, digest: str) -> bytes:
        """Return the bytes; FileNotFoundError when there are none, ValueError when they changed."""
        content = self._path(digest).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"file {digest[:12]} is no longer what was sealed")
        return content

    def _path(self, digest: str) -> Path:
        if len(digest) != 64 or not digest.isalnum():
            raise FileNotFoundError(digest)
        return self._folder / digest[:2] / digest
