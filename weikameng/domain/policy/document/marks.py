"""Two texts beside each other, piece by piece: what was taken out of the old one and what was put
into the new one. Chinese is compared sign by sign, other writing word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

MAX_CHARS = 4_000
_PIECES = re.compile(r"[A-Za-z0-9_.'-]+|\s+|.", re.DOTALL)


class Piece(NamedTuple):
    """A run of text; ``changed`` when the other side does not have it."""

    text: str
    changed: bool


def marked(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces. Texts that are very long are marked as a whole."""
    if not old or not new or max(len(old), len(new)) > MAX_CHARS:
        return _whole(old), _whole(new)
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, start, end, begin, stop in matcher.get_opcodes():
        same = kind == "equal"
        left += _piece("".join(before[start:end]), not same)
        right += _piece("".join(after[begin:stop]), not same)
    return tuple(left), tuple(right)


def _whole(text: str) -> tuple[Piece, ...]:
    return tuple(_piece(text, True))


def _piece(text: str, changed: bool) -> list[Piece]:
    return [Piece(text, changed)] if text else []
