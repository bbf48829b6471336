"""The language model that may word the bot's answers anew; none unless it is set up."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from weikameng.config.environment import BadEnvironment
from weikameng.gateways.rephrasing import Model

MAX_SECONDS = 20.0


def rephrasing_model() -> Model | None:
    """Return where the model is asked, None where nobody wants one."""
    url = os.environ.get("WEIKAMENG_REPHRASE_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise BadEnvironment(
            "WEIKAMENG_REPHRASE_URL must be an address like https://models.example.com/v1"
        )
    name = os.environ.get("WEIKAMENG_REPHRASE_MODEL", "")
    if not name:
        raise BadEnvironment("WEIKAMENG_REPHRASE_MODEL must name the model that is asked")
    return Model(url, name, _key(), _seconds(os.environ.get("WEIKAMENG_REPHRASE_SECONDS", "3")))


def _key() -> str:
    if path := os.environ.get("WEIKAMENG_REPHRASE_KEY_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get("WEIKAMENG_REPHRASE_KEY", "")


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_SECONDS:
        raise BadEnvironment(
            f"WEIKAMENG_REPHRASE_SECONDS must be above 0 and at most {MAX_SECONDS:g}, got {text!r}"
        )
    return seconds
