"""Names of goods, zones and errors: found inside a line although some signs are read wrong, and
never taken for a neighbour that differs in the word that matters (月卡 and 年卡).
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from weikameng.domain.reading.folding import bare, plain
from weikameng.domain.reading.likeness import window

ENOUGH = 0.85
# Words in which goods of one family differ: terms, speeds, ranks, carriers, numerals.
FAMILIES = (
    "年季月周日天时",
    "快慢",
    "黄金白钻石银铂",
    "普高超大小",
    "新老",
    "移动联通电信",
    "男女",
    "一二三四五六七八九十百千万",
)
_TELLING = frozenset("".join(FAMILIES))
_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a name lies in a line, 0 to 1."""

    name: str
    likeness: float


def fits(name: str, line: str) -> float:
    """Return how well the name lies in the line: at least 0.85, with every telling sign and all of
    its numbers whole, or 0.
    """
    needle, haystack = _folded(name), _folded(line)
    if not needle or not _worth_a_look(needle, haystack) or _numbers(name) - _numbers(line):
        return 0.0
    if needle in haystack:
        return 1.0
    likeness, part = window(needle, haystack)
    if likeness < ENOUGH or _telling(needle) - _telling(part):
        return 0.0
    return likeness


def best_fit(names: Iterable[str], line: str) -> Fit | None:
    """Return the name that lies best in the line, the longest of equals; None when none does."""
    found = [Fit(name, fits(name, line)) for name in dict.fromkeys(names)]
    kept = [fit for fit in found if fit.likeness >= ENOUGH]
    return max(kept, key=lambda fit: (fit.likeness, len(fit.name)), default=None)


def neighbours(name: str) -> tuple[str, ...]:
    """Return the names that differ from this one in one telling sign or digit."""
    found: list[str] = []
    for at, sign in enumerate(name):
        before, after = name[:at], name[at + 1 :]
        family = next((family for family in (_DIGITS, *FAMILIES) if sign in family), "")
        found += [before + other + after for other in family if other != sign]
        if sign in _DIGITS:
            found += [before + after, before + 2 * sign + after]
    return tuple(dict.fromkeys(found))


def _folded(text: str) -> str:
    return bare(text).upper()


def _worth_a_look(needle: str, haystack: str) -> bool:
    shared = Counter(needle) & Counter(haystack)
    return shared.total() >= ENOUGH * len(needle)


def _numbers(text: str) -> Counter[str]:
    """Whole numbers: 648 is not in 6480."""
    return Counter(re.findall(r"\d+", plain(text)))


def _telling(text: str) -> Counter[str]:
    return Counter(sign for sign in text if sign.isdigit() or sign in _TELLING)
