"""Names of goods, zones and errors: found inside a line although some signs are read wrong, and
never taken for a neighbour that differs in the word that matters (月卡 and 年卡).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from weikameng.domain.reading.folding import bare
from weikameng.domain.reading.likeness import window

ENOUGH = 0.85
# Words in which goods of one family differ: terms, speeds, ranks, carriers, numerals.
_TELLING = frozenset(
    "年季月周日天时快慢黄金白钻石银铂普高超大小新老移动联通电信男女一二三四五六七八九十百千万"
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a name lies in a line, 0 to 1."""

    name: str
    likeness: float


def fits(name: str, line: str) -> float:
    """Return how well the name lies in the line: at least 0.85 with every telling sign, or 0."""
    needle, haystack = _folded(name), _folded(line)
    if not needle or not _worth_a_look(needle, haystack):
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


def _folded(text: str) -> str:
    return bare(text).upper()


def _worth_a_look(needle: str, haystack: str) -> bool:
    shared = Counter(needle) & Counter(haystack)
    return shared.total() >= ENOUGH * len(needle)


def _telling(text: str) -> Counter[str]:
    return Counter(sign for sign in text if sign.isdigit() or sign in _TELLING)
