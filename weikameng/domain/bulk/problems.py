"""The file of bad rows: as they came, with what is wrong, to be mended and sent again."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.bulk.tables import PROBLEM
from weikameng.domain.spreadsheet import BOM, both, harmless
from weikameng.domain.words import Words, typeset


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was left out; ``record`` is its cells by column, or the line itself."""

    line: int
    record: Any
    words: Words


def as_csv(problems: Iterable[Problem], columns: Sequence[str]) -> Iterator[str]:
    """Return a table: the same columns and ``problem``; nothing in it is a formula."""
    names = [name for name in columns if name != PROBLEM]
    yield BOM + _line([*names, PROBLEM])
    for one in problems:
        cells = one.record if isinstance(one.record, dict) else {}
        yield _line([*(cells.get(name, "") for name in names), both(one.words)])


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


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()
