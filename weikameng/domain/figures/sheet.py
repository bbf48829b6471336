"""A figure: what it says, what it shows, its table; and the table as a file a spreadsheet opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from weikameng.domain.calendar import beijing
from weikameng.domain.figures.drawing import Drawing
from weikameng.domain.money import yuan_of
from weikameng.domain.spreadsheet import both, csv_of, harmless
from weikameng.domain.words import Words, typeset

Kind = Literal["words", "count", "money", "share", "hours", "moment", "day", "case"]
# A page writes them at every value, a file once.
_UNITS: Mapping[Kind, Words] = {
    "money": Words("(元)", " (CNY)"),
    "hours": Words("(小时)", " (hours)"),
}
Cell = Words | str | int | float | datetime | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its name for programs, and what stands under it.

    Money in fen, shares per mille, hours as a number; None where there is nothing to say.
    """

    name: str
    words: Words
    kind: Kind = "count"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]

    @property
    def pairs(self) -> list[list[tuple[Column, Cell]]]:
        """The rows, each cell with its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; ``chart`` is None with nothing to draw, ``about`` says what is counted."""

    code: str
    title: Words
    sentence: Words
    table: Table
    chart: Drawing | None = None
    about: Words | None = None


def per_mille(part: int, whole: int) -> int | None:
    """Return a share per mille, rounded down; None of nothing."""
    return part * 1000 // whole if whole else None


def share_text(value: int | None) -> str:
    """Return a share per mille as people read it: 125 → ``12.5%``."""
    return "—" if value is None else f"{value // 10}.{value % 10}%"


def plain(kind: Kind, value: Cell, language: str = "en") -> str:
    """Return a cell as text for a terminal or a file."""
    if value is None:
        return "—" if kind == "share" else ""
    match value:
        case Words():
            return value.in_language(language)
        case datetime():
            return beijing(value).isoformat(timespec="minutes")
        case int() if kind == "money":
            return yuan_of(value)
        case int() if kind == "share":
            return share_text(value)
        case float():
            return f"{value:.2f}"
    return str(value)


def csv_text(table: Table) -> str:
    """Return the table as CSV text, in both languages and without formulas."""
    head = [_heading(column) for column in table.columns]
    return csv_of([head, *([_filed(*cell) for cell in row] for row in table.pairs)])


def as_json(figure: Figure) -> dict[str, Any]:
    """Return a figure for programs: its sentence, and its rows by the columns' names."""
    return {
        "title": _said(figure.title),
        "sentence": _said(figure.sentence),
        "rows": [
            {column.name: _plain_json(value) for column, value in row} for row in figure.table.pairs
        ],
    }


def _heading(column: Column) -> str:
    zh, en = _UNITS.get(column.kind, Words("", ""))
    return f"{typeset(column.words.zh + zh)} {column.words.en}{en}"


def _filed(column: Column, value: Cell) -> str:
    match value:
        case None:
            return ""
        case Words():
            return both(value)
        case str() if column.kind == "case":
            return f"{value}\t"  # or the spreadsheet rounds it
        case str():
            return harmless(value)
    return plain(column.kind, value)


def _said(words: Words) -> Mapping[str, str]:
    return {"zh": typeset(words.zh), "en": words.en}


def _plain_json(value: Cell) -> Any:
    if isinstance(value, Words):
        return _said(value)
    if isinstance(value, datetime):
        return beijing(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value
