"""Reads files nobody vouches for: CSV or JSON lines, UTF-8 or GB 18030, whatever lies in them.

A row that can't be read is a row with a problem; the ones after it are read on.
"""

import codecs
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.bulk.csv_rows import MAX_LINE, Row, rows_of, too_long
from weikameng.domain.errors import Refusal
from weikameng.domain.importing import BadRow
from weikameng.domain.spreadsheet import typed
from weikameng.domain.words import Words

MAX_COLUMNS = 200
PROBLEM = "problem"
# A row so long is kept by its beginning only: mend it where it came from.
_SHOWN = 2000
_ENCODINGS = ("utf-8", "gb18030")
# Of the first bytes: they say the encoding themselves. Excel's "Unicode text" is UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its line, and its cells by column (a table), or what JSON has of it, or a fault.

    ``text`` is the line itself where it is no table's.
    """

    line: int
    cells: Mapping[str, str] | None = None
    value: Any = None
    fault: BadRow | None = None
    text: str = ""


def encoding_of(chunks: Iterable[bytes]) -> str:
    """Return how a whole file is written. Refusal ``encoding`` where it is in none we read."""
    readers = {name: codecs.getincrementaldecoder(name)() for name in _ENCODINGS}
    first = True
    for chunk in chunks:
        if first and chunk:
            first = False
            _demand_no_workbook(chunk)
            if said := [name for mark, name in _MARKS if chunk.startswith(mark)]:
                readers = {name: codecs.getincrementaldecoder(name)() for name in said}
        for name in list(readers):
            try:
                readers[name].decode(chunk)
            except UnicodeDecodeError:
                del readers[name]
    for name, reader in readers.items():
        try:
            reader.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return name
    return _not_read()


def _demand_no_workbook(begun: bytes) -> None:
    if begun.startswith(_WORKBOOKS):
        raise Refusal(
            "encoding",
            Words(
                "这是 Excel 工作簿。请在表格软件里另存为“CSV UTF-8”再传。",
                "This is a workbook. Save it from the spreadsheet as CSV UTF-8 and send that.",
            ),
        )


def _not_read() -> str:
    raise Refusal(
        "encoding",
        Words(
            "文件的编码认不出来。请另存为 UTF-8 或 GB18030 再传。",
            "The file is neither UTF-8 nor GB 18030. Save it as one of those and send it again.",
        ),
    )


def lines_of(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Return lines with their ends; one longer than MAX_LINE comes cut to a little more."""
    reader = codecs.getincrementaldecoder(encoding)(errors="replace")
    rest, cut, end = "", False, ""
    for chunk in chunks:
        text = rest + reader.decode(chunk)
        if not end:
            end = _end_of(text)
        *whole, rest = text.split(end) if end else [text]
        for line in whole:
            if not cut:
                yield line[: MAX_LINE + 1] + "\n"
            cut = False
        if len(rest) > MAX_LINE and not cut:
            yield rest[: MAX_LINE + 1] + "\n"
            cut = True
        if cut:
            rest = ""
    rest += reader.decode(b"", final=True)
    if rest and not cut:
        yield rest


def _end_of(text: str) -> str:
    """How lines end, if that can be told yet: an old Macintosh has carriage returns alone."""
    if "\n" in text:
        return "\n"
    return "\r" if "\r" in text[:-1] else ""


def json_records(lines: Iterable[str]) -> Iterator[Record]:
    """Read JSON lines; empty ones are passed over."""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        if len(line) > MAX_LINE:
            yield Record(number, fault=too_long(), text=text[:_SHOWN])
            continue
        try:
            yield Record(number, value=json.loads(text), text=text)
        except (ValueError, RecursionError) as error:
            yield Record(number, fault=json_fault(error), text=text)


def json_fault(error: Exception) -> BadRow:
    """Say why a line can't be read as JSON."""
    if isinstance(error, json.JSONDecodeError):
        place = error.colno
        return BadRow(f"not JSON: {error.msg} at column {place}", f"第 {place} 个字起不是 JSON")
    if isinstance(error, RecursionError):
        return BadRow("not JSON we can read: nested too deeply", "JSON 嵌套太深,读不了")
    return BadRow(str(error), "数字太长,读不了")  # a number with thousands of digits


def columns_of(lines: Iterable[str]) -> list[str]:
    """Return the columns a table names in its first row."""
    return _names(next(rows_of(lines), None))


def table_records(lines: Iterable[str]) -> Iterator[Record]:
    """Read CSV by its first row. Refusal ``columns`` where that is no row of names."""
    rows = rows_of(lines)
    names = _names(next(rows, None))
    return (_record(row, names) for row in rows)


def _record(row: Row, names: Sequence[str]) -> Record:
    cells = {name: typed(cell) for name, cell in zip(names, row.cells, strict=False)}
    fault = row.fault
    if fault is None and any(row.cells[len(names) :]):
        more = f"{len(row.cells)} cells, {len(names)} columns"
        fault = BadRow(more, f"有 {len(row.cells)} 格,表头只有 {len(names)} 列")
    if fault is None and any(len(cell) > MAX_LINE for cell in row.cells):
        fault = too_long()
    if fault:
        cells = {name: cell[:_SHOWN] for name, cell in cells.items()}
    return Record(row.line, cells=cells, fault=fault)


def _names(row: Row | None) -> list[str]:
    cells = row.cells if row and row.fault is None else ()
    names = [typed(name).strip().lstrip("\ufeff") for name in cells]
    while names and not names[-1]:
        names.pop()
    if not names or len(names) > MAX_COLUMNS or len(set(names)) != len(names) or "" in names:
        raise Refusal(
            "columns",
            Words(
                f"第一行要是列名:1 到 {MAX_COLUMNS} 列,不空、不重复。",
                f"The first row must name the columns: 1 to {MAX_COLUMNS}, none empty or twice.",
            ),
        )
    return names
