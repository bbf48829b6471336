"""Identity checks (R6.1): what is asked, how it is written, shown and answered, how often."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from weikameng.domain import resident_number

MAX_NAME, MAX_NUMBER = 60, 40
# How often a buyer may try in a day, and how often with what does not match.
TRIES_A_DAY, MISMATCHES_A_DAY = 6, 3
DAY = timedelta(days=1)
# One call at a time: for so long nobody else asks about the same check.
LEASE = timedelta(minutes=1)
# A provider that does not answer is asked again, later and later, for two days; then a person.
GIVE_UP_AFTER = timedelta(days=2)
_PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
_PASSPORT = re.compile(r"[A-Z0-9]{6,12}")
_IN_NAMES = frozenset(" ·.'-")
_SAME_DOT = str.maketrans({"•": "·", "・": "·", "．": "·", "。": "·", "’": "'", "‘": "'"})


class Document(StrEnum):
    """What somebody identifies themselves with."""

    RESIDENT = "resident"
    PASSPORT = "passport"


class Outcome(StrEnum):
    """What came of a check. ``unavailable``: the provider has not answered (yet)."""

    MATCH = "match"
    MISMATCH = "mismatch"
    NO_RECORD = "no_record"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are; never in a log, so it does not show itself."""

    document: Document
    name: str = field(repr=False)
    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A provider's answer; ``code`` is its word for it, ``reference`` its number of the call."""

    outcome: Outcome
    code: str = ""
    reference: str = ""


class IdentityProvider(Protocol):
    """Whoever knows names and numbers. ``verify`` never raises for what the network does."""

    name: str

    def verify(self, claim: Claim) -> Verdict:
        """Say whether name and number belong together."""
        ...


class BadClaim(StrEnum):
    """What is wrong with what was written, field by field."""

    NAME = "name"
    DOCUMENT = "document"
    PASSPORT = "passport"
    SHAPE = "shape"
    REGION = "region"
    BIRTH = "birth"
    CHECK = "check"


def written_name(text: str) -> str:
    """Return a name as it is compared: usual width, single spaces, one kind of dot."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SAME_DOT).split())


def written_number(text: str) -> str:
    """Return a number as it is compared: no blanks or hyphens, usual width, capitals."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def name_fault(name: str) -> BadClaim | None:
    """Return what is wrong with a written name: letters of any script, and what stands between."""
    kinds = [unicodedata.category(sign)[0] for sign in name]
    letters = sum(kind == "L" for kind in kinds)
    fits = all(
        kind in {"L", "M"} or sign in _IN_NAMES for sign, kind in zip(name, kinds, strict=True)
    )
    return None if fits and letters and len(name) <= MAX_NAME else BadClaim.NAME


def number_fault(document: Document, number: str, today: date) -> BadClaim | None:
    """Return what is wrong with a written number of that kind, None for nothing."""
    if document is Document.PASSPORT:
        fits = _PASSPORT.fullmatch(number) and any(sign.isdigit() for sign in number)
        return None if fits else BadClaim.PASSPORT
    fault = resident_number.fault_of(number, today)
    return BadClaim(fault) if fault else None


def masked_name(name: str) -> str:
    """Return what staff see of a name: ``张*``, ``J*** S***``."""
    if any(unicodedata.name(sign, "").startswith("CJK") for sign in name):
        return name[:1] + "*" * max(1, len(name) - 1)
    return " ".join(f"{part[:1]}***" for part in name.split(" "))


def masked_number(document: Document, number: str) -> str:
    """Return what staff see of a number: its end, four of a resident's, two of a passport's."""
    seen = 4 if document is Document.RESIDENT else 2
    return "*" * (len(number) - seen) + number[-seen:]


def pause_after(tries: int) -> timedelta:
    """Return how long to wait after so many calls without an answer."""
    return _PAUSES[min(max(tries, 1), len(_PAUSES)) - 1]


def tries_left(lately: Sequence[Outcome]) -> int:
    """Return how often a buyer may try again, after what came of the tries of the last day."""
    mismatches = sum(outcome is Outcome.MISMATCH for outcome in lately)
    return max(0, min(TRIES_A_DAY - len(lately), MISMATCHES_A_DAY - mismatches))


def next_try(asked_at: datetime, tries: int, at: datetime) -> datetime | None:
    """Return when an unanswered check is asked again; None once a person has to see to it."""
    later = at + pause_after(tries)
    return later if later < asked_at + GIVE_UP_AFTER else None


def needs_person(outcome: Outcome, due_at: datetime | None) -> bool:
    """Whether no machine will answer this any more, so that a person goes on (never a refusal)."""
    given_up = outcome is Outcome.UNAVAILABLE and due_at is None
    return outcome is Outcome.NO_RECORD or given_up
