"""How webhooks go out: which networks of one's own they may reach, how long they are kept."""

import os
from datetime import timedelta

from weikameng.config.environment import BadEnvironment
from weikameng.domain.webhook_addresses import Network, networks_from

# The demo's shop listens on this machine.
_LOOPBACK = "127.0.0.0/8,::1"
MOST_DAYS = 365


def webhook_networks(*, demo: bool) -> tuple[Network, ...]:
    """Return the networks that are no public ones and may be called all the same, even by http."""
    text = os.environ.get("WEIKAMENG_WEBHOOK_ALLOWED_NETWORKS", _LOOPBACK if demo else "")
    try:
        return networks_from(text)
    except ValueError as error:
        raise BadEnvironment(
            "WEIKAMENG_WEBHOOK_ALLOWED_NETWORKS must be networks by comma,"
            f" like 127.0.0.0/8,::1: {error}"
        ) from error


def webhook_days() -> tuple[timedelta, timedelta]:
    """Return after how many days of failures an endpoint is switched off, and for how many days
    events are kept."""
    off = os.environ.get("WEIKAMENG_WEBHOOK_OFF_DAYS", "5")
    kept = os.environ.get("WEIKAMENG_WEBHOOK_KEEP_DAYS", "30")
    return _days("WEIKAMENG_WEBHOOK_OFF_DAYS", off), _days("WEIKAMENG_WEBHOOK_KEEP_DAYS", kept)


def _days(name: str, text: str) -> timedelta:
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(MOST_DAYS))
    if not (is_number and 1 <= int(text) <= MOST_DAYS):
        raise BadEnvironment(f"{name} must be a number of days from 1 to {MOST_DAYS}, got {text!r}")
    return timedelta(days=int(text))
