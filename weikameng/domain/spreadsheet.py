"""Text that a spreadsheet opens without harm: words stay words, long numbers stay whole."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from weikameng.domain.words import Words, typeset

# In full width too: some spreadsheets take those for the same.
BOM = "\ufeff"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# It rounds the long ones after the fifteenth digit and drops zeros at the beginning.
_SPOILT = re.compile(r"0[0-9]+|[0-9]{12,}")
_KEPT = "'"


def csv_of(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV, to be written as UTF-8.

    It begins with a byte order mark, as Alipay's own bills do: otherwise a spreadsheet garbles
    the words.
    """
    out = io.StringIO()
    out.write(BOM)
    csv.writer(out).writerows(rows)
    return out.getvalue()


def both(words: Words) -> str:
    """Return words in both languages as one cell."""
    return harmless(f"{typeset(words.zh)} {words.en}")


def harmless(text: str) -> str:
    """A spreadsheet takes some beginnings for a formula, whoever wrote them."""
    return f"{_KEPT}{text}" if text.startswith(_FORMULAS) else text


def as_typed(text: str) -> str:
    """Return a cell that comes back as it is from a spreadsheet: no formula, no rounded number."""
    return f"{_KEPT}{text}" if _SPOILT.fullmatch(text) else harmless(text)


def typed(cell: str) -> str:
    """Return the text that a cell stands for which :func:`as_typed` may have written."""
    bare = cell[1:]
    return bare if cell.startswith(_KEPT) and as_typed(bare) == cell else cell
