"""Reads tables as spreadsheets and other programs write them: commas, semicolons or tabs between
cells, lines within quotes, quotes that never end. A bad line is one bad row; the next are read on.
"""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from weikameng.domain.importing import BadRow

MAX_LINE = 64 * 1024
# Of one row: more is a quote somebody forgot to close.
MAX_ROW_LINES = 100
_BETWEEN = (",", ";", "\t")
_IN_QUOTES = re.compile(r'"[^"]*"')
# Excel says so in a line of its own where it can't be guessed.
_SAID = re.compile(r"\ufeff?sep=(.)\r?\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row, the line it begins at, and what is wrong with it as a row."""

    line: int
    cells: Sequence[str]
    fault: BadRow | None = None


def separator_of(lines: Iterable[str]) -> str:
    """Return what stands between a table's cells, by its first line."""
    first = next(iter(lines), "")
    if said := _SAID.fullmatch(first):
        return said[1]
    bare = _IN_QUOTES.sub("", first)
    return max(_BETWEEN, key=bare.count)


def rows_of(lines: Iterable[str]) -> Iterator[Row]:
    """Read a table's rows, the first included; empty ones are passed over.

    What can't be read is the line it begins with, as well as it can be told apart.
    """
    given = iter(lines)
    head = list(islice(given, 1))
    between = separator_of(head)
    feed = _Feed(chain(head, given))
    if head and _SAID.fullmatch(head[0]):
        next(feed)
    reader = csv.reader(feed, strict=True, delimiter=between)
    while True:
        feed.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = BadRow(f"no row of a table: {error}", "这一行不是表格的一行,请检查引号")
            loose = csv.reader([feed.only_first()], delimiter=between)
            yield Row(feed.line, [cell.rstrip() for cell in next(loose, [])], fault)
            continue
        if any(cells):
            yield Row(feed.line, cells, too_long() if feed.was_cut() else None)


def too_long() -> BadRow:
    """Return what is said of a line or a cell that is too long."""
    return BadRow(f"longer than {MAX_LINE} characters", f"太长,最多 {MAX_LINE} 个字")


class _Feed:
    """Hands lines to a reader and remembers those of the row at hand, to go back to the second."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self.line = 1

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if len(self._taken) >= MAX_ROW_LINES:
            raise csv.Error("a quote that does not end")
        line = self._again.popleft() if self._again else next(self._lines)
        self._taken.append(line)
        return line

    def begin(self) -> None:
        """A row ends, another begins."""
        self.line += len(self._taken)
        self._taken.clear()

    def only_first(self) -> str:
        """Return the row's first line, and let the others be rows of their own."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        return self._taken[0].replace("\r", " ")

    def was_cut(self) -> bool:
        """Say whether a line of the row was longer than lines may be: the rest of it is lost."""
        return any(len(line) > MAX_LINE + 1 for line in self._taken)
