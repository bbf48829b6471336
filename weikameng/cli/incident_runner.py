"""The worker's part of an incident: parts one after another, in niced processes that make way.

After every part the process rests for a share of the time it took, so that buyers come first."""

import gc
import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import django
from django.db import connection
from django.utils import timezone

from weikameng.records.reading.incidents import progress
from weikameng.services import incident_run

# Fewer orders than this are done here: starting processes takes longer.
SMALL = 2000
MAX_PROCESSES = 2
# Of the time a part took; never more than LONGEST_REST_SECONDS.
REST_SHARE = 0.05
LONGEST_REST_SECONDS = 0.25
WAIT_SECONDS = 0.5
# Nicer than whoever serves pages.
NICER = 5
GARBAGE = 200_000


def run(incident_id: int) -> None:
    """Work until nothing is left, or somebody pauses it; big ones on several processes."""
    count = min(os.cpu_count() or 1, MAX_PROCESSES)
    if progress(incident_id).orders < SMALL or count == 1:
        work(incident_id)
        return
    # Children of their own, not forks: a fork would share this process's database lines.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, spawn, initializer=django.setup) as pool:
        for under_way in [pool.submit(work_nicely, incident_id) for _ in range(count)]:
            under_way.result()


def work_nicely(incident_id: int) -> None:
    """Work in a process of its own."""
    make_way()
    try:
        work(incident_id)
    finally:
        connection.close()


def make_way() -> None:
    """Let whoever serves pages come first, and be gone with whoever started this process.

    A process of a pool waits for work for ever once nobody is left to give it any.
    """
    os.nice(NICER)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    # Rows come and go by the thousand, in no circles: looking for some takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(GARBAGE)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # nothing is half done: what was not committed is as if it never was


def wanted() -> bool:
    """Whether whoever started this process is still there."""
    parent = multiprocessing.parent_process()
    return parent is None or parent.is_alive()


def work(incident_id: int) -> None:
    """Do one part after another until the incident is done, paused or gone."""
    while wanted():
        begun = time.monotonic()
        did = incident_run.step(incident_id, timezone.now())
        if did == "ended":
            return
        spent = time.monotonic() - begun
        time.sleep(
            WAIT_SECONDS if did == "waits" else min(spent * REST_SHARE, LONGEST_REST_SECONDS)
        )
