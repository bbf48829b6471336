"""What checking a case file can find; every one has its words."""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """What a finding is about."""

    ARCHIVE = "archive"  # nothing added, left out or changed
    SIGNATURE = "signature"
    KEY = "key"  # is it the key that is trusted?
    AGREEMENT = "agreement"  # all parts speak of one case
    HISTORY = "history"
    CHAIN = "chain"
    PICTURES = "pictures"
    POLICY = "policy"
    CONFIRMED = "confirmed"  # the text ticked at checkout
    RULING = "ruling"  # an arbitration's, in the chain
    LOG = "log"
    UNTOLD = "untold"  # goods of whose activation nobody told, up to a moment
    ACTIVATED = "activated"  # goods of whose activation somebody told
    BOUND = "bound"  # what the log commits to is this very order


class How(StrEnum):
    """What came out; only ``broken`` fails a file."""

    HOLDS = "holds"
    BROKEN = "broken"
    OPEN = "open"  # can't be said from this file alone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked; ``count`` is how many of it there were."""

    about: About
    how: How
    count: int = 0
    detail: str = ""
