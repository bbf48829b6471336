"""The reason of a refund as a provider may show it: for people, without what breaks or betrays."""

import re
import unicodedata

from weikameng.domain.narrative import mask

_BREAKS = str.maketrans(dict.fromkeys('{}"\\<>', " "))
# What the mask of descriptions lets stand, because reviewers need it; providers do not.
_PRIVATE = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"
    r"|(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])",
    re.ASCII,
)


def shown_reason(reason: str, *, characters: int, encoded_bytes: int) -> str:
    """Return the reason cleaned and cut to both limits; empty when nothing is left."""
    kept = _PRIVATE.sub("****", mask(printable(reason)).text).translate(_BREAKS)
    kept = " ".join(kept.split())[:characters]
    return kept.encode()[:encoded_bytes].decode(errors="ignore").strip()


def printable(text: str) -> str:
    """Return the text with control, unassigned and half characters as spaces."""
    return "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
