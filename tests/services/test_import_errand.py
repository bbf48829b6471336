"""The errand of an import: as long as a file has not ended there is one for it, or a word (P4)."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

from tests.cast import Cast
from weikameng.cli import errands
from weikameng.domain.bulk.jobs import RowKind
from weikameng.domain.errors import Refusal
from weikameng.records.models import BulkImport, KeptPart, Order
from weikameng.records.reading.errands import waiting
from weikameng.services import bulk_imports
from weikameng.services.bulk_imports import Given

ROWS = (
    "external_number,buyer,sku,paid_at,paid,route,reference\n"
    "A-1,xiaolin,game-card-3,2026-11-01T10:00:00+08:00,3.00,sandbox,r-1\n"
)


@pytest.fixture
def bulk(cast: Cast) -> int:
    given = Given("o.csv", RowKind.ORDERS, "", None, cast.ids["laoxu"], as_staff=True)
    return bulk_imports.accept(given, [ROWS.encode()], at=cast.at)


def runs(bulk: int, attempts: int = 0) -> None:
    """Run it as the worker does, so many times after it failed."""
    names = {"queue": errands.app.tasks["run_import"].queue, "task_name": "run_import"}
    job = Job(id=1, lock=None, queueing_lock=None, attempts=attempts, **names)
    context = JobContext(app=app, job=job, start_timestamp=0.0, abort_reason=lambda: None)
    errands.run_import(context, str(bulk))


def stands(bulk: int) -> tuple[str, str]:
    row = BulkImport.objects.get(pk=bulk)
    return row.state, row.fault


def test_it_runs_to_the_end_and_leaves_nothing_to_do(cast: Cast, bulk: int):
    before = len(waiting())
    runs(bulk)
    assert stands(bulk) == ("done", "")
    assert Order.objects.get().external_number == "A-1"
    assert len(waiting()) == before


@pytest.mark.parametrize(
    ("attempts", "told"), [(0, ("waiting", "interrupted")), (8, ("failed", "gave_up"))]
)
def test_what_fails_is_told_for_the_moment_and_after_the_last_try_for_good(bulk, attempts, told):
    KeptPart.objects.all().delete()  # the file is not whole any more
    with pytest.raises(Refusal):
        runs(bulk, attempts)
    assert stands(bulk) == told


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one otherwise
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def alone(bulk: int) -> None:
    try:
        runs(bulk)
    finally:
        connections.close_all()


def test_where_another_process_was_at_it_somebody_looks_again(bulk: int):
    before = len(waiting())
    with ThreadPoolExecutor(1) as late:
        with transaction.atomic():
            mine = BulkImport.objects.select_for_update().filter(pk=bulk)
            assert mine.get().read == 0
            begun = late.submit(alone, bulk)
            end = time.monotonic() + 30
            while not waits_for_a_lock() and time.monotonic() < end:
                time.sleep(0.02)
            assert not begun.done()
            mine.update(read=1, known=1)  # as a process does that came first
        begun.result(30)
    assert stands(bulk)[0] != "done"
    assert len(waiting()) == before + 1
    runs(bulk)
    assert stands(bulk) == ("done", "")
    assert not Order.objects.exists()
