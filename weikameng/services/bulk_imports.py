"""Imports files (P4): taken in whole, worked off batch by batch by the worker, begun again where it
stopped. A batch, its count and its bad rows are one transaction: nothing is written twice.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import transaction

from weikameng.domain.bulk import problems, tables
from weikameng.domain.bulk.csv_rows import separator_of
from weikameng.domain.bulk.jobs import (
    KEPT_FOR,
    MAX_FILE_BYTES,
    MAX_NAME,
    STOP_WORDS,
    JobState,
    RowKind,
    Stop,
)
from weikameng.domain.bulk.mapping import Columns, mapping_of, own_columns
from weikameng.domain.bulk.problems import Counted, Problem
from weikameng.domain.bulk.tables import Record
from weikameng.domain.errors import Refusal
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import bulk as reading
from weikameng.records.writing import bulk as writing
from weikameng.records.writing.bulk import NewImport
from weikameng.services import bulk_rows
from weikameng.services.bulk_rows import BATCHES, Batch
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import BulkImport

CSV, JSON_LINES = "csv", "jsonl"
_JSON_ENDINGS = frozenset({".jsonl", ".ndjson", ".json"})


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is handed in. Without a mapping its columns bear our names."""

    name: str
    kind: RowKind
    mapping: str
    shop_id: int | None


@dataclass(frozen=True, slots=True)
class Given(Source):
    """A file somebody sends: a shop's program, or one of our staff."""

    by_id: int
    as_staff: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that can be read, row by row and from the first as often as one likes."""

    kind: RowKind
    shop_id: int | None
    form: str
    encoding: str
    mapping: Columns | None
    columns: Sequence[str]
    separator: str
    parts: Callable[[], Iterable[bytes]]

    def records(self) -> Iterator[Record]:
        """Return its rows from the first on."""
        lines = tables.lines_of(self.parts(), self.encoding)
        return tables.table_records(lines) if self.form == CSV else tables.json_records(lines)


def opened(given: Source, parts: Callable[[], Iterable[bytes]]) -> Opened:
    """Look at a file as a whole.

    Refusal for one that can't be read at all: empty, in another encoding, without the columns it
    must have.
    """
    name = _bare(given.name)
    form = JSON_LINES if PurePath(name).suffix.lower() in _JSON_ENDINGS else CSV
    mapping = mapping_of(given.mapping) if given.mapping.strip() else None
    kind = mapping.kind if mapping else given.kind
    if kind is RowKind.USAGE and given.shop_id is None:
        raise Refusal(
            "shop",
            Words("使用情况的文件要选是哪家店铺的。", "Say which shop a file about usage is of."),
        )
    if form == CSV and mapping is None:
        mapping = own_columns(kind)
    if not any(parts()):
        raise Refusal("empty", Words("文件是空的。", "The file is empty."))
    encoding = tables.encoding_of(parts())
    columns = _columns(tables.lines_of(parts(), encoding), mapping) if form == CSV else []
    separator = separator_of(tables.lines_of(parts(), encoding))
    return Opened(kind, given.shop_id, form, encoding, mapping, columns, separator, parts)


def accept(given: Given, parts: Iterable[bytes], *, at: datetime) -> int:
    """Take a file in and return the id of its import; the worker goes on from here.

    Refusal for one that can't be read at all, or is too large.
    """
    measured, name = _Measured(), _bare(given.name)
    with transaction.atomic():
        kept = writing.keep_file(name, measured.over(parts), at + KEPT_FOR)
        file = opened(given, lambda: writing.parts_of(kept.pk))
        new = NewImport(
            file.kind, given.shop_id, given.by_id, name, file.form, given.mapping, file.columns
        )
        made = writing.begin_import(new, kept, (file.encoding, measured.lines + 1), at)
        if given.as_staff:
            noted(given.by_id, Act.FILE_IMPORTED, f"import {made}", name, at)
    return made


def directly(file: Opened, *, clock: Callable[[], datetime]) -> Iterator[Counted]:
    """Work a file off here and now, a batch a transaction; yields what became of each."""
    records = file.records()
    while batch := list(islice(records, BATCHES[file.kind])):
        with transaction.atomic():
            done = bulk_rows.write(Batch(file.kind, file.mapping, file.shop_id, clock()), batch)
        yield done


def run(
    bulk_id: int, *, clock: Callable[[], datetime], wanted: Callable[[], bool] = lambda: True
) -> bool:
    """Work an import off from where it stands, as long as it is wanted.

    Returns whether it has ended. Where another process has written a batch meanwhile it does not
    go on: False, and somebody must look again.
    """
    row = reading.import_of(bulk_id)
    if row is None or row.ended_at is not None:
        return True
    if row.file_id is None:
        writing.end_import(bulk_id, clock(), Stop.FORGOTTEN)
        return True
    kind, file_id = RowKind(row.kind), row.file_id
    given = Source(row.name, kind, row.mapping, row.shop_id)
    file = opened(given, lambda: writing.parts_of(file_id))
    records = file.records()
    read = row.read
    for _ in islice(records, read):
        pass  # dealt with already
    while batch := list(islice(records, BATCHES[kind])):
        if not wanted() or not _step(
            bulk_id, read, Batch(kind, file.mapping, row.shop_id, clock()), batch
        ):
            return False
        read += len(batch)
    writing.end_import(bulk_id, clock())
    return True


def cut_off(bulk_id: int, at: datetime, *, for_good: bool = False) -> None:
    """Note that the process that imported is gone: another goes on, or (for good) none does."""
    if for_good:
        writing.end_import(bulk_id, at, Stop.GAVE_UP)
    else:
        writing.interrupt_import(bulk_id)


def stop_words(row: "BulkImport") -> Words | None:
    """Return why an import stands still and what to do; None for one that does not."""
    return STOP_WORDS[Stop(row.fault)] if row.fault else None


def _step(bulk_id: int, read: int, batch: Batch, records: Sequence[Record]) -> bool:
    with transaction.atomic():
        if not writing.hold_import(bulk_id, read):
            return False
        writing.did(bulk_id, bulk_rows.write(batch, records))
    return True


def errors_of(row: "BulkImport") -> Iterator[str]:
    """Return the file of bad rows, to be mended and sent again, a piece at a time."""
    lines = tables.lines_of(writing.parts_of(row.file_id), row.encoding) if row.file_id else ()
    separator = separator_of(lines)  # as it came: whoever sent it can open it
    return as_file(row.form, row.columns, reading.problems_of(row.pk), separator)


def as_file(
    form: str, columns: Sequence[str], found: Iterable[Problem], separator: str
) -> Iterator[str]:
    """Return bad rows in the form they came in, with what is wrong."""
    if form == CSV:
        return problems.as_csv(found, columns, separator)
    return problems.as_json_lines(found)


def forget_files(at: datetime) -> int:
    """Remove files that were kept long enough."""
    with transaction.atomic():
        return writing.forget_files(at)


def share(row: "BulkImport") -> int:
    """Return how much of a file is done, in percent."""
    if row.state == JobState.DONE:
        return 100
    return min(99, row.read * 100 // max(row.rows_about, 1))


class _Measured:
    """Counts what passes: a file that is too large is let go of before it is all here."""

    def __init__(self) -> None:
        self.bytes = self.lines = 0

    def over(self, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Return the parts as they are, in pieces of one size."""
        held = b""
        for part in parts:
            self.bytes += len(part)
            self.lines += part.count(b"\n")
            if self.bytes > MAX_FILE_BYTES:
                raise Refusal(
                    "too_large_body",
                    Words("文件太大,最多 1 GB,请拆开传。", "Too large: 1 GB at most; split it."),
                )
            held += part
            while len(held) >= writing.PART_BYTES:
                yield held[: writing.PART_BYTES]
                held = held[writing.PART_BYTES :]
        if held:
            yield held


def _bare(name: str) -> str:
    """The name of the file itself, without signs that steer: it is shown and handed out again."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(sign for sign in last if sign.isprintable())[-MAX_NAME:] or "rows.csv"


def _columns(lines: Iterable[str], mapping: Columns | None) -> list[str]:
    """Return a table's columns; Refusal where it lacks one that every row must have."""
    names = tables.columns_of(lines)
    assert mapping is not None, "a table has one"
    if missing := mapping.missing(names):
        listed = "、".join(missing)
        raise Refusal(
            "columns",
            Words(
                f"文件里没有这些列:{listed}。请核对表头,或换一份映射文件。",
                f"The file has no column {', '.join(missing)}. Look at its first row, or take"
                " another mapping file.",
            ),
        )
    return names
