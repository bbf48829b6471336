"""What follows what a receiver answered (P2): sent again later and later, or switched off.

The waits are those the Standard Webhooks specification proposes: a little over three days.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from weikameng.domain.webhook_events import Off

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
# One that fails is left alone for a while, whatever waits for it; then one delivery tries.
RESTS = (timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
# After so long a silence what waits is sent as soon as one delivery gets through.
LONG_SILENCE = timedelta(minutes=5)
MOST_RETRY_AFTER = timedelta(hours=24)
MOST_RETRY_DIGITS = 6
# At once to one receiver, and by one process to all of them.
LANES_AN_ENDPOINT = 4
LANES = 32
LEASE = timedelta(minutes=5)
# Both secrets sign for so long after a rotation unless asked otherwise.
USUAL_OVERLAP = timedelta(hours=24)
MOST_OVERLAP = timedelta(days=7)
MOST_ENDPOINTS = 10
MAX_URL, MAX_NOTE, MAX_ANSWER = 500, 80, 500
_GONE = 410
_SLOW_DOWN = (429, 503)


class Standing(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class EndpointState(StrEnum):
    """Whether an endpoint gets anything; a deleted one is kept only for its log."""

    ON = "on"
    OFF = "off"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, or 0 and what went wrong on the way. ``text`` is cut off."""

    status: int
    code: str = ""
    text: str = ""
    retry_after: timedelta | None = None
    took_ms: int = 0

    @property
    def taken(self) -> bool:
        """Whether the receiver has it."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Following:
    """What becomes of the delivery; ``due_at`` None: it has ended."""

    standing: Standing
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """How an endpoint stood when it was asked."""

    failures: int
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Turn:
    """What an endpoint's answers mean for it: ``rest_until`` while it fails, ``off`` why not any
    more, ``back`` whether it took something again after a long silence."""

    well: bool
    rest_until: datetime | None = None
    off: Off | None = None
    back: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be sent again: one event, or all since a moment; ``missed`` ones only."""

    message: str | None = None
    since: datetime | None = None
    missed: bool = False


def after(answer: Answer, tries: int, at: datetime) -> Following:
    """Return what follows the ``tries``-th try of a delivery (the first is 1)."""
    if answer.taken:
        return Following(Standing.DELIVERED, None)
    if answer.status == _GONE or tries > len(RETRIES):
        return Following(Standing.GIVEN_UP, None)
    wait = RETRIES[tries - 1]
    if answer.status in _SLOW_DOWN and answer.retry_after:
        wait = max(wait, answer.retry_after)
    return Following(Standing.WAITING, at + wait)


def health_after(answer: Answer, before: Health, at: datetime, off_after: timedelta) -> Turn:
    """Return what an answer says of the endpoint itself."""
    since = before.failing_since
    if answer.taken:
        return Turn(well=True, back=since is not None and at - since >= LONG_SILENCE)
    if answer.status == _GONE:
        return Turn(well=False, off=Off.GONE)
    if since is not None and at - since >= off_after:
        return Turn(well=False, off=Off.FAILING)
    rest = RESTS[min(before.failures, len(RESTS) - 1)]
    if answer.status in _SLOW_DOWN and answer.retry_after:
        rest = max(rest, answer.retry_after)
    return Turn(well=False, rest_until=at + rest)


def retry_after(text: str, at: datetime) -> timedelta | None:
    """Read a Retry-After header: seconds or a date, at most a day; None when it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= MOST_RETRY_DIGITS:
        wait = timedelta(seconds=int(text))
    else:
        try:
            then = parsedate_to_datetime(text)
        except ValueError:
            return None
        wait = (then if then.tzinfo else then.replace(tzinfo=UTC)) - at
    return min(wait, MOST_RETRY_AFTER) if wait > timedelta(0) else None
