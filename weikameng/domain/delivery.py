"""A message on its way to a phone or a mail box, and what became of it, in our words (R5.1).

Nobody who carries messages knows a repeated one by our number: what is *unknown* is asked for.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

_MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
ADDRESS_LIMIT = 254
_REFERENCE = re.compile(r"[0-9A-Za-z_-]{1,64}")


class Fate(StrEnum):
    """What became of a message."""

    SENT = "sent"  # they took it
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"  # it set out and did not get there
    REFUSED = "refused"  # surely not sent; ``cause`` says why
    UNSEEN = "unseen"  # asked for: they have none with our reference
    UNKNOWN = "unknown"  # it may have been sent: ask before sending it again


class Cause(StrEnum):
    """Why a message was refused, and so what is to be done."""

    NONE = ""
    LATER = "later"  # a limit, or nobody there: the same again after a while
    ADDRESS = "address"  # this number or mail box takes none
    BALANCE = "balance"  # nothing left to send with: tell finance
    SETTINGS = "settings"  # template, signature, keys: tell the operator; no message will go


@dataclass(frozen=True, slots=True)
class Handover:
    """What a carrier says of a message. ``theirs`` is its own number of it."""

    fate: Fate
    code: str = ""
    cause: Cause = Cause.NONE
    theirs: str = ""


@dataclass(frozen=True, slots=True)
class Sms:
    """A text message: an approved template, the values for its places in order, our reference."""

    number: str = field(repr=False)
    template: str
    parameters: tuple[tuple[str, str], ...]
    reference: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter in plain text; no pictures, no links that look at who opens it."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    reference: str


@dataclass(frozen=True, slots=True)
class Report:
    """A receipt that came by itself, unsigned: a hint to ask. ``reference`` may be empty."""

    reference: str
    theirs: str
    fate: Fate
    code: str = ""


class BadReport(ValueError):
    """What arrived is no receipt."""


class SmsGateway(Protocol):
    """A carrier of text messages. ``send`` and ``ask`` never raise for what the carrier does.

    ``ask_after``: its list may be believed from so long after sending. ``unseen_is_unsent``: what
    the list then lacks was never sent; without it, the list knows only what has a receipt.
    """

    name: str
    ask_after: timedelta
    unseen_is_unsent: bool
    report_answer: bytes

    def send(self, sms: Sms) -> Handover:
        """Send it, perhaps for the second time: the carrier doesn't know it by our reference."""
        ...

    def ask(self, sms: Sms, handed_at: datetime) -> Handover:
        """Ask what became of the message we handed over then."""
        ...

    def parse_report(self, body: bytes) -> tuple[Report, ...]:
        """Return what a pushed receipt says, or raise BadReport."""
        ...


class MailGateway(Protocol):
    """Who carries letters; ``send`` never raises, and nobody can be asked afterwards."""

    name: str

    def send(self, mail: Mail) -> Handover:
        """Hand a letter over."""
        ...


def mobile_of(text: str) -> str:
    """Return the eleven digits of a mainland mobile number; empty for any other."""
    found = _MOBILE.fullmatch(text.strip()) if text.isascii() else None
    return found[1] if found else ""


def is_reference(text: str) -> bool:
    """Whether every carrier takes this as our own number of a message."""
    return bool(_REFERENCE.fullmatch(text))


def is_address(text: str) -> bool:
    """Whether this is one bare mail address that no header can be hidden in."""
    name, at, host = text.rpartition("@")
    plain = text.isascii() and text.isprintable() and not set(text) & set(' ,;<>"\\()[]')
    return (
        bool(name and at and "." in host.strip("."))
        and plain
        and "@" not in name
        and len(text) <= ADDRESS_LIMIT
    )
