"""The file of bad rows: as they came, with what is wrong, to be mended and sent again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.bulk.tables import PROBLEM
from weikameng.domain.spreadsheet import BOM, as_typed, both
from weikameng.domain.words import Words, typeset


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out; ``record`` is its cells by column, or the line itself."""

    line: int
    record: Any
    words: Words


@dataclass(frozen=True, slots=True)
class Counted:
    """What became of the rows of a batch."""

    new: int
    known: int
    problems: Sequence[Problem]


def as_csv(
    problems: Iterable[Problem], columns: Sequence[str], separator: str = ","
) -> Iterator[str]:
    """Return a table: the same columns and ``problem``; nothing in it is a formula."""
    names = [name for name in columns if name != PROBLEM]
    yield BOM + _line(map(as_typed, [*names, PROBLEM]), separator)
    for one in problems:
        cells = one.record if isinstance(one.record, dict) else {}
        as_they_came = (as_typed(cells.get(name, "")) for name in names)
        yield _line([*as_they_came, both(one.words)], separator)


def as_json_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """Return JSON lines: an object gets the member ``problem``; what is none becomes one."""
    for one in problems:
        row = _object(one.record) | {PROBLEM: f"{typeset(one.words.zh)} {one.words.en}"}
        yield json.dumps(row, ensure_ascii=not _plain(row)) + "\n"


def _object(record: Any) -> dict[str, Any]:
    try:
        row = json.loads(record) if isinstance(record, str) else record
    except (ValueError, RecursionError):
        row = None
    return row if isinstance(row, dict) else {"line": record}


def _plain(row: dict[str, Any]) -> bool:
    """Whether it can be written as it reads: half a letter (a lone surrogate) can't."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _line(cells: Iterable[str], separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerow(cells)
    return out.getvalue()
