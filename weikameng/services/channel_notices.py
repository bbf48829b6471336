"""Channels' notices: proven genuine, kept once, and no more than a hint to ask."""

from collections.abc import Mapping
from datetime import datetime

from weikameng.domain.calendar import CHINA
from weikameng.domain.payout_life import NoticeRejected
from weikameng.records.writing import channel_notices as writing
from weikameng.records.writing.payouts import wake
from weikameng.services import wiring

MAX_BODY = 64 * 1024


def served(route: str) -> bool:
    """Whether there is a channel of this name whose credentials hold."""
    return route in wiring.gateways()


def receive(route: str, headers: Mapping[str, str], body: bytes, *, at: datetime) -> str:
    """Take one notice of a served route and return the words its provider waits for.

    Nothing is booked and nobody is called: the worker asks. Raises NoticeRejected, which the door
    has ``refuse`` count.
    """
    notice = wiring.gateways()[route].parse_notification(headers, body)
    if notice.refund_number and writing.keep(route, notice, at).hinted:
        wake(at)
    return notice.ack


def refuse(route: str, rejected: NoticeRejected, *, at: datetime) -> None:
    """Count a notice that was turned away, by reason and day in Beijing."""
    day = at.astimezone(CHINA).date()
    writing.count(writing.Turned(route, day, rejected.reason, rejected.detail), at)
