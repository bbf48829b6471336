"""A conversation, whatever the channel (R8): who says what to whom, its limits, and how it stands.

Open or closed follows from its messages; a conversation never holds the state of a case.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

MAX_TEXT = 2_000
MAX_TOKEN = 64
MAX_ATTACHMENTS = 4
# A person writes; more in a minute is a machine or a stuck key.
MESSAGES_A_MINUTE = 12
# Conversations a buyer may have open at once, and open in a day: the rest belongs into one of them.
MAX_OPEN = 10
OPENED_A_DAY = 20
PAGE = 50  # messages of a page of history
# What a picture sent in a conversation can be; identity papers are for their own rooms alone.
PICTURE_KINDS = (
    *("error_screenshot", "not_arrived_proof", "arrival_record", "zone_screenshot"),
    *("recharge_history", "key_error_screenshot", "status_screenshot", "actual_screenshot"),
    *("region_error_screenshot", "interruption_proof", "payment_proof", "chat_record"),
)


class Channel(StrEnum):
    """How a conversation began; ``form`` is a ticket with its category."""

    CHAT = "chat"
    PHONE = "phone"
    FORM = "form"


class Author(StrEnum):
    """Who speaks. ``system`` is the house itself: what happened, nobody's words."""

    BUYER = "buyer"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


class Audience(StrEnum):
    """Who may read a message; ``staff`` are internal notes, a buyer never sees them."""

    ALL = "all"
    STAFF = "staff"


class Kind(StrEnum):
    """What a message is; ``joined`` ends a conversation in another one, ``parted`` undoes that."""

    WORDS = "words"
    HUMAN_WANTED = "human_wanted"
    HANDED = "handed"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    JOINED = "joined"
    PARTED = "parted"
    CALL = "call"
    URGE = "urge"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Line:
    """A message as far as the standing depends on it."""

    kind: Kind
    author: Author
    audience: Audience
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands; the times are of the stretch since it was last reopened.

    ``human_wanted_at``: since when a person is waited for; ``first_human_at``: their first words.
    """

    open: bool = True
    human_wanted_at: datetime | None = None
    first_human_at: datetime | None = None

    @property
    def waits_for_person(self) -> bool:
        """Whether somebody asked for a person and nobody has answered yet."""
        return self.open and self.human_wanted_at is not None and self.first_human_at is None


def standing(lines: Iterable[Line]) -> Standing:
    """Return how a conversation stands after these messages, oldest first."""
    now = Standing()
    for line in lines:
        now = after(now, line)
    return now


def after(now: Standing, line: Line) -> Standing:
    """Return how it stands after one more message (migration 0034 keeps the same on the row)."""
    if line.kind in (Kind.CLOSED, Kind.JOINED):
        return replace(now, open=False)
    if not now.open and (line.author is Author.BUYER or line.kind in (Kind.REOPENED, Kind.PARTED)):
        now = Standing()
    if line.kind is Kind.HUMAN_WANTED and now.human_wanted_at is None:
        return replace(now, human_wanted_at=line.at)
    if is_answer(line) and now.first_human_at is None:
        return replace(now, first_human_at=line.at)
    return now


def is_answer(line: Line) -> bool:
    """Whether a person of ours says something to the buyer."""
    spoken = line.kind in (Kind.WORDS, Kind.CALL)
    return spoken and line.author is Author.AGENT and line.audience is Audience.ALL
