"""The file of keys that seal names and numbers: written whole, readable by its owner alone."""

import os
from collections.abc import Sequence
from pathlib import Path


def keep_keys(path: Path, keys: Sequence[str]) -> None:
    """Put these keys in place of those before, the newest first; it outlives a power cut."""
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="ascii") as file:
        file.write(",".join(keys))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
