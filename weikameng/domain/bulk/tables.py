"""Reads files nobody vouches for: CSV or JSON lines, UTF-8 or GB 18030, whatever lies in them.

A row that can't be read is a row with a problem; the ones after it are read on.
"""

import codecs
import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.errors import Refusal
from weikameng.domain.importing import BadRow
from weikameng.domain.spreadsheet import harmless
from weikameng.domain.words import Words

MAX_COLUMNS = 200
MAX_LINE = 64 * 1024
PROBLEM = "problem"
# What a spreadsheet is kept from taking for a formula has this before it (domain.spreadsheet).
_QUOTED = "'"
# A row so long is kept by its beginning only: mend it where it came from.
_SHOWN = 2000
_ENCODINGS = ("utf-8", "gb18030")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, ""), (codecs.BOM_UTF16_BE, ""))


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
    """Return how a whole file is written. Refusal ``encoding`` where it is neither."""
    readers = {name: codecs.getincrementaldecoder(name)() for name in _ENCODINGS}
    first = True
    for chunk in chunks:
        if first:
            for mark, name in _MARKS:
                if chunk.startswith(mark):
                    return name or _not_read()
            first = False
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
    rest, cut = "", False
    for chunk in chunks:
        *whole, rest = (rest + reader.decode(chunk)).split("\n")
        for line in whole:
            if not cut:
                yield line[: MAX_LINE + 1] + "\n"
            else:
                yield "\n"
            cut = False
        if len(rest) > MAX_LINE and not cut:
            yield rest[: MAX_LINE + 1]
            cut = True
        if cut:
            rest = ""
    rest += reader.decode(b"", final=True)
    if rest and not cut:
        yield rest


def json_records(lines: Iterable[str]) -> Iterator[Record]:
    """Read JSON lines; empty ones are passed over."""
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if not text:
            continue
        if len(line) > MAX_LINE:
            yield Record(number, fault=_too_long(), text=text[:_SHOWN])
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
    return _names(_next(csv.reader(lines, strict=True)))


def table_records(lines: Iterable[str]) -> Iterator[Record]:
    """Read CSV by its first row. Refusal ``columns`` where that is no row of names."""
    reader = csv.reader(lines, strict=True)
    names = _names(_next(reader))
    while True:
        begun = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            told = BadRow(f"no row of a table: {error}", "这一行不是表格的一行,请检查引号")
            yield Record(begun, cells=dict.fromkeys(names, ""), fault=told)
            continue
        if any(row):
            yield _row(begun, names, row)


def _row(line: int, names: Sequence[str], row: Sequence[str]) -> Record:
    cells = {name: _unquoted(cell) for name, cell in zip(names, row, strict=False)}
    if len(row) > len(names) and any(row[len(names) :]):
        more = f"{len(row)} cells, {len(names)} columns"
        told = BadRow(more, f"有 {len(row)} 格,表头只有 {len(names)} 列")
        return Record(line, cells=cells, fault=told)
    if any(len(cell) > MAX_LINE for cell in row):
        return Record(line, cells={n: c[:_SHOWN] for n, c in cells.items()}, fault=_too_long())
    return Record(line, cells=cells)


def _next(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error:
        return []


def _names(row: Sequence[str]) -> list[str]:
    names = [_unquoted(name).strip().lstrip("\ufeff") for name in row]
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


def _unquoted(cell: str) -> str:
    """A file of ours that was mended comes back: what was kept from being a formula is itself."""
    bare = cell[1:]
    return bare if cell.startswith(_QUOTED) and harmless(bare) == cell else cell


def _too_long() -> BadRow:
    return BadRow(f"longer than {MAX_LINE} characters", f"太长,最多 {MAX_LINE} 个字")
