"""Writes kept files, imports and their bad rows: what a batch did is counted with what it wrote."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import F

from weikameng.domain.bulk.jobs import JobState, RowKind, Stop
from weikameng.domain.bulk.problems import Counted
from weikameng.records.models import BulkImport, BulkProblem, DataExport, KeptFile, KeptPart
from weikameng.records.writing import errands
from weikameng.records.writing.copying import copy_rows

PART_BYTES = 1024 * 1024
RUN_IMPORT = "run_import"


def keep_file(name: str, parts: Iterable[bytes], expires_at: datetime) -> KeptFile:
    """Keep a file in pieces as they come (inside a transaction)."""
    kept = KeptFile.objects.create(name=name, size_bytes=0, expires_at=expires_at)
    for place, part in enumerate(parts):
        KeptPart.objects.create(file=kept, place=place, content=part)
        kept.size_bytes += len(part)
    KeptFile.objects.filter(pk=kept.pk).update(size_bytes=kept.size_bytes)
    return kept


def parts_of(file_id: int) -> Iterator[bytes]:
    """Return a kept file piece by piece: nobody holds the whole."""
    place = 0
    while row := KeptPart.objects.filter(file_id=file_id, place=place).first():
        yield bytes(row.content)
        place += 1


def forget_files(at: datetime) -> int:
    """Remove files whose time has come, and the bad rows kept with them; return how many."""
    late = KeptFile.objects.filter(expires_at__lte=at)
    unended = BulkImport.objects.filter(file__in=late, ended_at=None)
    unended.update(state=JobState.FAILED, fault=Stop.FORGOTTEN, ended_at=at)
    BulkProblem.objects.filter(bulk__file__in=late).delete()
    return late.delete()[1].get("records.KeptFile", 0)


@dataclass(frozen=True, slots=True)
class NewImport:
    """A file that was taken in: whose, what its rows are, and how it is written."""

    kind: RowKind
    shop_id: int | None
    by_id: int
    name: str
    form: str
    mapping: str
    columns: Sequence[str]


def begin_import(new: NewImport, kept: KeptFile, written: tuple[str, int], at: datetime) -> int:
    """Put an import on the worker's list; ``written``: its encoding and how many lines it has."""
    row = BulkImport.objects.create(
        kind=new.kind,
        shop_id=new.shop_id,
        by_id=new.by_id,
        name=new.name,
        form=new.form,
        mapping=new.mapping,
        columns=list(new.columns),
        file=kept,
        encoding=written[0],
        rows_about=written[1],
        created_at=at,
    )
    errands.defer(RUN_IMPORT, bulk=str(row.pk))
    return row.pk


def hold_import(bulk_id: int, read: int) -> bool:
    """Hold an import that still stands where it was read, until this transaction ends."""
    rows = BulkImport.objects.select_for_update(no_key=True).filter(pk=bulk_id, read=read)
    return bool(rows.filter(state__in=[JobState.WAITING, JobState.RUNNING]).values_list("pk"))


def did(bulk_id: int, batch: Counted) -> None:
    """Count a batch that is written, and keep its bad rows."""
    copy_rows(
        "bulk_problem",
        ("bulk_id", "line", "record", "zh", "en"),
        (
            (bulk_id, one.line, _json(one.record), _text(one.words.zh), _text(one.words.en))
            for one in batch.problems
        ),
    )
    bad = len(batch.problems)
    BulkImport.objects.filter(pk=bulk_id).update(
        state=JobState.RUNNING,
        fault="",
        read=F("read") + batch.new + batch.known + bad,
        new=F("new") + batch.new,
        known=F("known") + batch.known,
        bad=F("bad") + bad,
    )


def end_import(bulk_id: int, at: datetime, fault: Stop | None = None) -> None:
    """Note that nothing is left to read, or why the file can't be read on."""
    state = JobState.FAILED if fault else JobState.DONE
    open_ones = BulkImport.objects.filter(pk=bulk_id, ended_at=None)
    open_ones.update(state=state, fault=fault or "", ended_at=at)


def interrupt_import(bulk_id: int) -> None:
    """Note that whoever imported it is gone; the next batch takes the note away."""
    BulkImport.objects.filter(pk=bulk_id, ended_at=None).update(fault=Stop.INTERRUPTED)


def end_export(export_id: int, kept: KeptFile, at: datetime) -> None:
    """Note that an export is whole."""
    rows = DataExport.objects.filter(pk=export_id)
    rows.update(state=JobState.DONE, done=F("total"), file=kept, ended_at=at)


def _json(record: Any) -> str:
    """As the database takes it: it has no NUL."""
    if isinstance(record, Mapping):
        record = {_text(name): _text(str(value)) for name, value in record.items()}
    else:
        record = _text(str(record))
    return msgspec.json.encode(record).decode()


def _text(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
