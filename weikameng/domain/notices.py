"""What is told by SMS and e-mail besides the inbox, to whom and when (R5.1): rules, no sending.

The inbox is the record, these are copies. Their texts are templates approved beforehand; only a
number, an amount and a date vary, so nothing about a person can get into them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from weikameng.domain.calendar import MINUTES_A_DAY, ONE_DAY, beijing, minute_of
from weikameng.domain.messages import Kind
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

SMS_LIMIT = 70  # of characters, with the signature: one message, one price, one piece
_BRACKETS = 2  # 【 and 】 around the signature
_PLACE = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r"https?:|www\.|[【】]", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What may vary, and the longest it can be.
LONGEST = {
    "number": Words("9" * 16, "9" * 16),
    "amount": Words("9999999.99", "9999999.99"),
    "due": Words("12月31日24:00", "31 Dec, 24:00"),
    "code": Words("9" * 6, "9" * 6),
}
_AROUND = ("subject", "code_subject", "closing")
_OF_A_CODE = frozenset({"code"})  # it goes to who asked for it, and tells nothing of a case


class Channel(StrEnum):
    """Ways to tell a buyer. The inbox is always one of them."""

    INBOX = "inbox"
    SMS = "sms"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Notice:
    """A template and what it is for. ``important``: told even to who wants but the important."""

    code: str
    channels: frozenset[Channel]
    important: bool
    text: Words


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of Beijing in which no text message sets out, in minutes after midnight."""

    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """The document ``notices.toml``: every kind of message that is copied has its notice.

    ``code`` confirms a phone or mail box; ``subject`` and ``closing`` stand around what a letter
    says.
    """

    signature: str
    quiet: Quiet
    notices: Mapping[Kind, Notice]
    code: Notice
    subject: Words
    code_subject: Words
    closing: Words

    def of(self, code: str) -> Notice:
        """Return a notice by its name. KeyError when there is none."""
        return {one.code: one for one in (self.code, *self.notices.values())}[code]

    @property
    def codes(self) -> tuple[str, ...]:
        """The names of all notices, each once: a carrier has a template for each."""
        named = (one.code for one in (self.code, *self.notices.values()))
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a buyer can be reached, and what they want. An address counts once it is confirmed."""

    mobile: bool = False
    email: bool = False
    wants_sms: bool = True
    wants_email: bool = True
    only_important: bool = False
    at_night: bool = False


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """All that a notice can tell. ValueError is raised where one is needed and not there."""

    number: str = ""
    amount_minor: int | None = None
    due_at: datetime | None = None
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """One copy: by which channel, and the earliest moment it may set out."""

    channel: Channel
    at: datetime


def notice_rules_from(document: Mapping[str, Any]) -> NoticeRules:
    """Build the rules from ``notices.toml``.

    ValueError when a text may get longer than one SMS, tells different things in the two languages,
    uses an unknown place, holds a link or brackets, or when a kind has two notices.
    """
    signature = document["signature"]
    by_kind: dict[Kind, Notice] = {}
    for row in document["notices"]:
        notice = _notice(row, signature, frozenset(LONGEST) - _OF_A_CODE)
        for kind in map(Kind, row["kinds"]):
            if kind in by_kind:
                raise ValueError(f"{kind} has two notices")
            by_kind[kind] = notice
    quiet = Quiet(_minute(document["quiet"]["from"]), _minute(document["quiet"]["until"]))
    code = _notice(document["code"], signature, _OF_A_CODE)
    letter = document["letter"]
    said = [Words(letter[name]["zh"], letter[name]["en"]) for name in _AROUND]
    return NoticeRules(signature, quiet, by_kind, code, *said)


def plan(rules: NoticeRules, kind: Kind, who: Recipient, at: datetime) -> tuple[Planned, ...]:
    """Return by which channels a buyer is told of this, the inbox first and at once."""
    copies = [Planned(Channel.INBOX, at)]
    notice = rules.notices.get(kind)
    if notice is None or (who.only_important and not notice.important):
        return tuple(copies)
    if Channel.SMS in notice.channels and who.mobile and who.wants_sms:
        leaves = at if who.at_night else after_quiet(rules.quiet, at)
        copies.append(Planned(Channel.SMS, leaves))
    if Channel.EMAIL in notice.channels and who.email and who.wants_email:
        copies.append(Planned(Channel.EMAIL, at))
    return tuple(copies)


def after_quiet(quiet: Quiet, at: datetime) -> datetime:
    """Return the moment itself, or the end of the quiet hours it lies in."""
    local = beijing(at)
    minute = local.hour * 60 + local.minute
    over_midnight = quiet.from_minute > quiet.until_minute
    if over_midnight and minute >= quiet.from_minute:
        return minute_of(local.date() + ONE_DAY, quiet.until_minute)
    begun = 0 if over_midnight else quiet.from_minute
    if begun <= minute < quiet.until_minute:
        return minute_of(local.date(), quiet.until_minute)
    return at


def parameters(notice: Notice, facts: NoticeFacts, language: str) -> tuple[tuple[str, str], ...]:
    """Return the values of a template's places, in the order they stand in that language's text.

    Carriers count places or name them; both find what they need. ValueError when one is missing.
    """
    names = dict.fromkeys(_PLACE.findall(_in(notice.text, language)))
    return tuple((name, _in(_value(name, facts), language)) for name in names)


def sentence(notice: Notice, facts: NoticeFacts, language: str) -> str:
    """Return the whole sentence, for e-mail and for whoever wants to see what was sent."""
    values = dict(parameters(notice, facts, language))
    return _in(notice.text, language).format_map(values)


def sms_length(text: str, signature: str) -> int:
    """Return how many characters a text message has, as carriers count them."""
    return len(text) + len(signature) + _BRACKETS


def reference_of(case_number: str, line: int, channel: Channel) -> str:
    """Return our own number of a copy: one for each line of a case's history and channel.

    It is the same however often the errand runs, so a row of that number can exist but once.
    """
    return f"{case_number}-{line}-{channel}"


def short_due(value: datetime) -> Words:
    """Return ``12月31日24:00`` / ``31 Dec, 24:00``: without the year, a promise never lasts one."""
    local = beijing(value)
    clock = f"{local:%H:%M}"
    if clock == "00:00":
        local, clock = local - timedelta(minutes=1), "24:00"
    month = _MONTHS[local.month - 1]
    return Words(f"{local.month}月{local.day}日{clock}", f"{local.day} {month}, {clock}")


def _value(name: str, facts: NoticeFacts) -> Words:
    if name == "amount" and facts.amount_minor is not None:
        said = Words(yuan_of(facts.amount_minor), yuan_of(facts.amount_minor))
    elif name == "due" and facts.due_at is not None:
        said = short_due(facts.due_at)
    elif name == "code" and facts.code.isascii() and facts.code.isdigit():
        said = Words(facts.code, facts.code)
    elif name == "number" and facts.number.isascii() and facts.number.isdigit():
        said = Words(facts.number, facts.number)
    else:
        raise ValueError(f"a notice without its {name}")
    if any(len(one) > len(most) for one, most in zip(said, LONGEST[name], strict=True)):
        raise ValueError(f"too long for a notice: {name}")
    return said


def _notice(row: Mapping[str, Any], signature: str, allowed: frozenset[str]) -> Notice:
    code, text = row["code"], Words(row["text"]["zh"], row["text"]["en"])
    places = [set(_PLACE.findall(one)) for one in text]
    if strange := (places[0] | places[1]) - allowed:
        raise ValueError(f"{code}: no such place: {sorted(strange)}")
    if places[0] != places[1]:
        raise ValueError(f"{code}: the two languages tell different things")
    if any(_LINK.search(one) for one in text):
        raise ValueError(f"{code}: neither links nor the signature's brackets")
    for one, language in zip(text, ("zh", "en"), strict=True):
        longest = one.format_map({name: _in(most, language) for name, most in LONGEST.items()})
        if (length := sms_length(longest, signature)) > SMS_LIMIT:
            raise ValueError(f"{code}: {length} characters in {language}, {SMS_LIMIT} at most")
    channels = frozenset(map(Channel, row["channels"])) - {Channel.INBOX}
    return Notice(code, channels, bool(row.get("important", False)), text)


def _in(words: Words, language: str) -> str:
    """Return the very characters that were approved, without typesetting."""
    return words.en if language.startswith("en") else words.zh


def _minute(clock_face: str) -> int:
    hour, minute = map(int, clock_face.split(":"))
    total = hour * 60 + minute
    if not (0 <= total <= MINUTES_A_DAY and 0 <= minute < 60):
        raise ValueError(f"no time of day: {clock_face}")
    return total
