"""The same picture again: told by what was read off it, for all pages of one app look alike
(docs/evidence.md). Only keyed digests are kept, never the numbers themselves.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from weikameng.domain.reading.folding import alike, bare, tight
from weikameng.domain.reading.moments import dates_in
from weikameng.domain.reading.serials import tokens_in

LONG = 9
ENOUGH_DIGITS = 6
ENOUGH_SHARED = 0.7
FEWEST_LINES = 3
MAX_TOKENS = 200
_STATUS_BAR = re.compile(r"^(\d{1,2}:\d\d|[345]G.*|\d{1,3}%)$")


@dataclass(frozen=True, slots=True)
class Prints:
    """What a picture leaves behind: its long numbers, and its lines that carry digits."""

    numbers: frozenset[str]
    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shared:
    """What two pictures have in common: how many long numbers, and which share of lines."""

    numbers: int
    lines: float

    @property
    def same_picture(self) -> bool:
        """Whether one may be the other, cropped, scaled or altered; a person sees both."""
        return self.numbers > 0 or self.lines >= ENOUGH_SHARED


def prints_of(lines: Iterable[str]) -> Prints:
    """Return the prints of what was read; moments are no numbers, the clock on top is no line."""
    numbers: set[str] = set()
    kept: set[str] = set()
    for line in lines:
        text = tight(line)
        if _STATUS_BAR.match(text) or not any(sign.isdigit() for sign in text):
            continue
        kept.add(alike(bare(text)))
        if not dates_in(text):
            numbers.update(_long_numbers(text))
    return Prints(frozenset(sorted(numbers)[:MAX_TOKENS]), frozenset(sorted(kept)[:MAX_TOKENS]))


def sealed(prints: Prints, key: bytes) -> Prints:
    """Return the prints as keyed digests (HMAC-SHA-256, hex): comparable, not readable."""
    return Prints(_sealed(prints.numbers, key), _sealed(prints.lines, key))


def shared_between(one: Prints, other: Prints) -> Shared:
    """Return what two pictures share; a few lines only are too little to compare by lines."""
    fewest = min(len(one.lines), len(other.lines))
    lines = len(one.lines & other.lines) / fewest if fewest >= FEWEST_LINES else 0.0
    return Shared(len(one.numbers & other.numbers), lines)


def _long_numbers(text: str) -> Iterable[str]:
    for token in tokens_in(text):
        number = bare(token)
        # Digits as read: a product's name is no number because its letters look like digits.
        if len(number) >= LONG and sum(map(str.isdigit, number)) >= ENOUGH_DIGITS:
            yield alike(number)


def _sealed(tokens: Set[str], key: bytes) -> frozenset[str]:
    return frozenset(hmac.new(key, token.encode(), hashlib.sha256).hexdigest() for token in tokens)
