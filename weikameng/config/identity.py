"""Identity checks: who is asked, the keys that seal, how long results and what was sealed stay."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.fernet import Fernet

from weikameng.config.environment import BadEnvironment, kept_secret

KEYS = "WEIKAMENG_IDENTITY_KEYS"
_MOST_DAYS = 3650


def identity_settings() -> dict[str, str]:
    """Return what was set for identity services; their gateways say what is wrong with it."""
    return {name: value for name, value in os.environ.items() if name.startswith(_SERVICE)}


def identity_keys(data_dir: Path) -> Callable[[], tuple[str, ...]]:
    """Return how the keys are read, the newest first: anew each time, so that one who rotates
    them need restart nothing. Raises BadEnvironment now if they can't be keys."""
    read = partial(_keys, data_dir)
    read()
    return read


def identity_key_file(data_dir: Path) -> Path | None:
    """Return where the keys lie if they are ours to change; None when somebody set them."""
    given = os.environ.get(KEYS) or os.environ.get(f"{KEYS}_FILE")
    return None if given else data_dir / "secrets" / KEYS.lower()


def identity_days() -> tuple[int, int]:
    """Return for how many days a match counts, and after how many what was sealed is deleted."""
    return (
        _days("WEIKAMENG_IDENTITY_FRESH_DAYS", os.environ.get("WEIKAMENG_IDENTITY_FRESH_DAYS", "")),
        _days("WEIKAMENG_IDENTITY_KEEP_DAYS", os.environ.get("WEIKAMENG_IDENTITY_KEEP_DAYS", "")),
    )


_SERVICE = "WEIKAMENG_ALIYUN_ID_"
_USUAL = {"WEIKAMENG_IDENTITY_FRESH_DAYS": 180, "WEIKAMENG_IDENTITY_KEEP_DAYS": 90}


def _days(name: str, text: str) -> int:
    if not text:
        return _USUAL[name]
    if text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_DAYS:
        return int(text)
    raise BadEnvironment(f"{name} must be 1 to {_MOST_DAYS} days (got {text!r})")


def _keys(data_dir: Path) -> tuple[str, ...]:
    found = tuple(one.strip() for one in kept_secret(KEYS, data_dir).split(",") if one.strip())
    try:
        for key in found:
            Fernet(key)
    except ValueError as error:
        raise BadEnvironment(
            f"{KEYS} must be keys of 32 random bytes in URL-safe base64, the newest first, by "
            "comma; leave it unset and one is made and kept"
        ) from error
    if not found:
        raise BadEnvironment(f"{KEYS} holds no key")
    return found
