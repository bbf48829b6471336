"""What buyers are told at each step of a refund, from templates that are data (R5.1).

Every line of a case's history has its message; ``Kind`` names the sentences of messages.toml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from weikameng.domain.case_life import Event
from weikameng.domain.words import Words


class Kind(StrEnum):
    """One message template each."""

    RECEIVED = "received"
    RECEIVED_AT_ONCE = "received_at_once"
    AMENDED = "amended"
    AMENDED_AT_ONCE = "amended_at_once"
    PASSED = "passed"
    APPROVED = "approved"
    REFERRED = "referred"
    PERSON_ASKED = "person_asked"
    ASKED = "asked"
    ASKED_BY_PERSON = "asked_by_person"
    REJECTED = "rejected"
    REJECTED_BY_PERSON = "rejected_by_person"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SENT = "sent"
    SENT_NOTHING = "sent_nothing"
    ARRIVED = "arrived"
    ARRIVED_AGAIN = "arrived_again"
    ARRIVED_NOTHING = "arrived_nothing"
    HELD_UP = "held_up"
    UNRECORDED = "unrecorded"
    RESUMED = "resumed"
    REROUTED = "rerouted"
    RETURNED = "returned"
    DISPUTED = "disputed"
    RULED_FOR = "ruled_for"
    RULED_AGAINST = "ruled_against"
    LATE = "late"
    DELAYED = "delayed"
    LAW_LATE = "law_late"
    DISPUTE_ASKED = "disp_asked"
    DISPUTE_OPENED_UP = "disp_open"
    INCIDENT = "incident"
    FROZEN = "frozen"
    COMPLAINED = "complained"
    COMPLAINT_OVER = "complaint_ok"


# Only these say that the money is there: each stands for a settlement and nothing else (R4.3).
ARRIVALS = frozenset({Kind.ARRIVED, Kind.ARRIVED_AGAIN, Kind.ARRIVED_NOTHING})
_OF_EVENT = {
    Event.APPLY: Kind.RECEIVED,
    Event.CLEAR: Kind.PASSED,
    Event.REFER: Kind.REFERRED,
    Event.ASK: Kind.ASKED,
    Event.APPROVE: Kind.APPROVED,
    Event.REJECT: Kind.REJECTED,
    Event.AMEND: Kind.AMENDED,
    Event.WITHDRAW: Kind.WITHDRAWN,
    Event.EXPIRE: Kind.EXPIRED,
    Event.PAY: Kind.SENT,
    Event.SETTLE: Kind.ARRIVED,
    Event.STICK: Kind.HELD_UP,
    Event.RESUME: Kind.RESUMED,
    Event.REVERSE: Kind.RETURNED,
    Event.APPEAL: Kind.PERSON_ASKED,
    Event.DISPUTE: Kind.DISPUTED,
    Event.RULE_FOR: Kind.RULED_FOR,
    Event.RULE_AGAINST: Kind.RULED_AGAINST,
    Event.INCIDENT: Kind.INCIDENT,
}
_BY_PERSON = {Kind.ASKED: Kind.ASKED_BY_PERSON, Kind.REJECTED: Kind.REJECTED_BY_PERSON}
_AT_ONCE = {Kind.RECEIVED: Kind.RECEIVED_AT_ONCE, Kind.AMENDED: Kind.AMENDED_AT_ONCE}
_NO_MONEY = {
    Kind.SENT: Kind.SENT_NOTHING,
    Kind.ARRIVED: Kind.ARRIVED_NOTHING,
    Kind.ARRIVED_AGAIN: Kind.ARRIVED_NOTHING,
}
_PLACES_OF = {
    Kind.RECEIVED: {"due"},
    Kind.AMENDED: {"round", "due"},
    Kind.AMENDED_AT_ONCE: {"round"},
    Kind.PASSED: {"amount", "reason"},
    Kind.APPROVED: {"amount", "because"},
    Kind.REFERRED: {"due"},
    Kind.PERSON_ASKED: {"due"},
    Kind.ASKED: {"missing", "due"},
    Kind.ASKED_BY_PERSON: {"because", "due"},
    Kind.REJECTED: {"reason", "due"},
    Kind.REJECTED_BY_PERSON: {"because", "due"},
    Kind.SENT: {"amount", "legs"},
    Kind.ARRIVED: {"amount", "legs"},
    Kind.ARRIVED_AGAIN: {"amount", "legs"},
    Kind.HELD_UP: {"route"},
    Kind.UNRECORDED: {"due"},
    Kind.RESUMED: {"legs", "later"},
    Kind.REROUTED: {"before", "legs", "later"},
    Kind.RETURNED: {"amount", "due"},
    Kind.RULED_FOR: {"amount", "because"},
    Kind.RULED_AGAINST: {"because"},
    Kind.LATE: {"route", "amount", "by", "why"},
    Kind.DELAYED: {"by", "why"},
    Kind.LAW_LATE: {"by", "why"},
    Kind.DISPUTE_ASKED: {"by"},
    Kind.DISPUTE_OPENED_UP: {"by"},
    Kind.INCIDENT: {"amount", "because"},
    Kind.FROZEN: {"by"},
    Kind.COMPLAINED: {"until"},
    Kind.COMPLAINT_OVER: {"why"},
}
_EVERYWHERE = {"good", "number"}
_PARTS = {
    "leg": {"route", "amount"},
    "by": {"by"},
    "account": {"account"},
    "reference": {"reference"},
    "later": {"by"},
    "until": {"by"},
}
# How a leg stood when its promise passed (``complaint``: held, ``transfer``: paid by people), or
# what a case was waiting for; how a complaint ended.
WHY = frozenset(
    {"intended", "complaint", "sent", "unknown", "accepted", "refused", "reversed", "transfer"}
    | {"shop"}  # which pays back itself, and has not confirmed
    | {"screening", "reviewing", "paying", "disputed"}
    | {"held", "withdrawn", "lost", "paid", "unrecorded"}
)
_PLACE = re.compile(r"\{(\w+)\}")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TONES = frozenset({"info", "ok", "warn", "bad"})


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides which sentence tells an event.

    ``at_once``: more happened in the same step; ``again``: it had arrived before and came back;
    ``unrecorded``: nothing was sent, for the exchange record was not complete.
    """

    by_person: bool = False
    at_once: bool = False
    again: bool = False
    money: bool = True
    rerouted: bool = False
    unrecorded: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """One message: its tone and its sentences with places to fill in."""

    tone: str
    title: Words
    text: Words


@dataclass(frozen=True, slots=True)
class Templates:
    """All messages, the parts they are made of, and why a leg is late."""

    messages: Mapping[Kind, Template]
    parts: Mapping[str, Words]
    why: Mapping[str, Words]


def kind_of(event: Event, seen: Circumstances) -> Kind:
    """Return which message tells an event of a case."""
    if event is Event.SETTLE and seen.again:
        kind = Kind.ARRIVED_AGAIN
    elif event is Event.STICK and seen.unrecorded:
        kind = Kind.UNRECORDED
    elif event is Event.RESUME and seen.rerouted:
        kind = Kind.REROUTED
    else:
        kind = _OF_EVENT[event]
    if not seen.money:
        kind = _NO_MONEY.get(kind, kind)
    if seen.by_person:
        kind = _BY_PERSON.get(kind, kind)
    return _AT_ONCE.get(kind, kind) if seen.at_once else kind


def templates_from(document: Mapping[str, Any]) -> Templates:
    """Build the templates from ``messages.toml``.

    ValueError when one is missing or unknown, or uses a place that it may not.
    """
    known = {*Kind, "parts", "why"}
    if strange := set(document) ^ {str(name) for name in known}:
        raise ValueError(f"messages missing or unknown: {sorted(strange)}")
    messages = {kind: _template(kind, document[kind]) for kind in Kind}
    parts = {name: _words(name, document["parts"][name], _PARTS[name]) for name in _PARTS}
    why = {name: _words(name, document["why"][name], set()) for name in WHY}
    return Templates(messages, parts, why)


def filled(words: Words, values: Mapping[str, Words]) -> Words:
    """Fill in the places; in Chinese no gap stays between two Chinese words.

    KeyError when a value is missing.
    """
    pieces = _PLACE.split(words.zh)  # text, name, text, name, …, text
    names = slice(1, None, 2)
    pieces[names] = [values[name].zh for name in pieces[names]]
    for place in range(0, len(pieces), 2):
        pieces[place] = _without_gaps(pieces, place)
    en = words.en.format_map({name: value.en for name, value in values.items()})
    return Words("".join(pieces), en)


def joined(parts: list[Words]) -> Words:
    """Join what stands side by side, such as the legs of a refund."""
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def plain(text: str) -> Words:
    """Return what is the same in both languages: a number, or a person's own words."""
    return Words(text, text)


def _without_gaps(pieces: list[str], place: int) -> str:
    """Take the spaces off both ends of a text where they stand between two Chinese words."""
    text = pieces[place]
    before = "".join(pieces[:place])[-1:]
    after = "".join(pieces[place + 1 :])[:1]
    if text.startswith(" ") and _CHINESE.match(before) and _CHINESE.match((text + after)[1:]):
        text = text[1:]
    if text.endswith(" ") and _CHINESE.match((before + text)[-2:]) and _CHINESE.match(after):
        text = text[:-1]
    return text


def _template(kind: Kind, row: Mapping[str, Any]) -> Template:
    if row["tone"] not in _TONES:
        raise ValueError(f"{kind}: no such tone: {row['tone']}")
    allowed = _PLACES_OF.get(kind, set()) | _EVERYWHERE
    return Template(
        row["tone"], _words(kind, row["title"], allowed), _words(kind, row["text"], allowed)
    )


def _words(name: str, pair: Mapping[str, str], allowed: set[str]) -> Words:
    words = Words(pair["zh"], pair["en"])
    used = [set(_PLACE.findall(text)) for text in words]
    if strange := (used[0] | used[1]) - allowed:
        raise ValueError(f"{name}: no such place: {sorted(strange)}")
    if used[0] != used[1]:
        raise ValueError(f"{name}: the two languages tell different things")
    return words
