"""Folds what a reader of pictures mixes up: full and half width, blanks, dashes, and the letters
and digits that look alike (docs/evidence.md).
"""

import re
import unicodedata

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")
_BLANKS = re.compile(r"\s+")
_ALIKE = str.maketrans("OILZSBG", "0112586")
_MARKS = re.compile(r"[^0-9A-Za-z\u3400-\u9fff*]+")


def plain(text: str) -> str:
    """Return the text in half width, with plain dashes and single blanks, nothing invisible."""
    wide = unicodedata.normalize("NFKC", text)
    return _BLANKS.sub(" ", _INVISIBLE.sub("", wide).translate(_DASHES)).strip()


def tight(text: str) -> str:
    """Return the plain text without blanks: readers lose and invent them."""
    return plain(text).replace(" ", "")


def bare(text: str) -> str:
    """Return only letters, digits, Chinese and stars: marks are read badly."""
    return _MARKS.sub("", plain(text))


def alike(text: str) -> str:
    """Return the text with letters that look like digits as digits, whatever their case, for a
    reader mixes up cases, too; the length stays.
    """
    return text.upper().translate(_ALIKE)


def digits_in(text: str) -> str:
    """Return the digits of a text in their order."""
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())
