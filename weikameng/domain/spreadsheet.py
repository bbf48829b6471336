"""Text that a spreadsheet opens without harm: words stay words, long numbers stay whole."""

import csv
import io
from collections.abc import Iterable, Sequence

from weikameng.domain.words import Words, typeset

# In full width too: some spreadsheets take those for the same.
BOM = "\ufeff"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


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
    return f"'{text}" if text.startswith(_FORMULAS) else text
