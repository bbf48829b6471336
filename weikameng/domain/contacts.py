"""A phone or a mail box that a buyer gives: how it is written, shown, and confirmed by a code."""

from datetime import datetime, timedelta

from weikameng.domain.delivery import is_address, mobile_of
from weikameng.domain.notices import Channel

CODE_DIGITS = 6
CODE_VALID = timedelta(minutes=10)
# Wrong codes until a new one is needed; codes to one place, and by one buyer, in a day.
MOST_TRIES = 5
CODES_A_DAY = 5
CODE_GAP = timedelta(minutes=1)
DAY = timedelta(days=1)


def written(channel: Channel, text: str) -> str:
    """Return the address as carriers take it; empty when it is none."""
    if channel is Channel.SMS:
        return mobile_of(text.replace(" ", "").replace("-", ""))
    found = text.strip()
    name, _, host = found.rpartition("@")
    return f"{name}@{host.lower()}" if is_address(found) else ""


def masked(channel: Channel, address: str) -> str:
    """Return what a page may show: ``138****8001``, ``x***@mail.example``."""
    if channel is Channel.SMS:
        return f"{address[:3]}****{address[-4:]}"
    name, _, host = address.rpartition("@")
    return f"{name[:1]}***@{host}"[:40]


def may_ask(asked: list[datetime], at: datetime) -> bool:
    """Whether another code may be sent, after those of the last day."""
    lately = [one for one in asked if one > at - DAY]
    return len(lately) < CODES_A_DAY and all(one <= at - CODE_GAP for one in lately)
