"""The worker writes the log by itself, and says once when it may not be signed."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from tests.log_rows import goods, happen, remember_in, sequenced
from tests.services.log_backups import put_back, saved
from weikameng.cli.worker import keep_map_until, sequence_until
from weikameng.records.reading import log as reading
from weikameng.services import good_proofs


@pytest.fixture
def worker(settings, tmp_path, transactional_db) -> Iterator[Callable[..., None]]:
    """Start the worker's parts that write the log and keep its map; stopped at the end."""
    remember_in(settings, tmp_path)
    stop, running = threading.Event(), []

    def run(part: Callable[[threading.Event], None]) -> None:
        part(stop)
        connection.close()

    def start(*parts: Callable[[threading.Event], None]) -> None:
        for part in parts or (sequence_until,):
            running.append(threading.Thread(target=run, args=(part,)))
            running[-1].start()

    yield start
    stop.set()
    for one in running:
        one.join()


def until(what: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def size() -> int:
    signed = reading.published()
    return signed.size if signed else 0


def alarms() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM log_alarm")
        return [code for (code,) in cursor.fetchall()]


def test_what_happens_is_under_a_signed_head_soon(worker):
    worker()
    until(lambda: size() == 1)
    listed = goods(5)
    for place in range(3):
        happen(listed, place, place)
        until(lambda place=place: size() == 1 + 5 * (place + 1))


def test_that_nothing_else_happened_can_be_proved_soon(worker):
    worker(sequence_until, keep_map_until)
    (good,) = goods(1)
    happen([good], 0, 3)
    until(lambda: (told := good_proofs.told_of(good)) and told.as_of)
    assert good_proofs.told_of(good).events == 4


def test_a_restored_backup_is_alarmed_once_and_nothing_is_signed(worker):
    happen(goods(2), 0, 1)
    sequenced()
    backup = saved()
    happen(goods(2), 0, 1)
    sequenced()
    put_back(backup)
    worker()
    until(alarms)
    assert alarms() == ["restored_backup"]
    assert size() == 5
