"""Writes how far an export is; its file is kept by ``bulk``."""

from datetime import datetime

from weikameng.domain.bulk.jobs import JobState
from weikameng.records.models import DataExport
from weikameng.records.writing import errands

MAKE = "make_export"


def ask(person_id: int | None, shop_id: int | None, by_id: int, at: datetime) -> int:
    """Put an export on the worker's list."""
    row = DataExport.objects.create(
        person_id=person_id, shop_id=shop_id, asked_by_id=by_id, asked_at=at
    )
    errands.defer(MAKE, export=str(row.pk))
    return row.pk


def going(export_id: int, done: int, total: int) -> None:
    """Note how far it is."""
    rows = DataExport.objects.filter(pk=export_id, ended_at=None)
    rows.update(state=JobState.RUNNING, done=done, total=total)


def hold(export_id: int) -> bool:
    """Hold an export that is not ended, until this transaction does."""
    rows = DataExport.objects.select_for_update(no_key=True).filter(pk=export_id, ended_at=None)
    return bool(rows.values_list("pk"))
