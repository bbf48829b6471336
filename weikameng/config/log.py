"""The log's name and keys: 32 random bytes each, made once and kept unless they are set."""

import os
from pathlib import Path

from weikameng.config.environment import BadEnvironment, kept_secret
from weikameng.ledger.encodings import bytes_of_base64url
from weikameng.ledger.keys import KEY_BYTES, is_key_name
from weikameng.ledger.malformed import Malformed


def log_origin() -> str:
    """Return the log's name: it stands in every checkpoint, so it is chosen once."""
    origin = os.environ.get("WEIKAMENG_LOG_ORIGIN", "weikameng.local/log")
    if not is_key_name(origin) or len(origin) > 200:
        raise BadEnvironment(
            "WEIKAMENG_LOG_ORIGIN must be a name without blanks or plus signs, at most 200 "
            f"characters, like shop.example.com/log (got {origin!r})"
        )
    return origin


def log_key(data_dir: Path) -> bytes:
    """Return the seed of the key that signs checkpoints."""
    return _seed("WEIKAMENG_LOG_KEY", kept_secret("WEIKAMENG_LOG_KEY", data_dir))


def platform_keys(data_dir: Path) -> tuple[bytes, ...]:
    """Return the seed of the key that signs the platform's entries, then those that vouch."""
    name = "WEIKAMENG_PLATFORM_KEY"
    return tuple(_seed(name, one) for one in kept_secret(name, data_dir).split(","))


def _seed(name: str, text: str) -> bytes:
    try:
        return bytes_of_base64url(text.strip().rstrip("="), KEY_BYTES, name)
    except Malformed as error:
        raise BadEnvironment(
            f"{name} must be 32 random bytes in URL-safe base64; leave it unset and one is made "
            "and kept"
        ) from error
