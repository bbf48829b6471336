"""The worker's part of an import: a big file is worked off in a niced process that makes way."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import django
from django.db import connection
from django.utils import timezone

from weikameng.cli.incident_runner import make_way, wanted
from weikameng.records.reading.bulk import import_of
from weikameng.services import bulk_imports

# Fewer rows than this are done here: starting a process takes longer.
SMALL = 2000


def run(bulk_id: int) -> bool:
    """Work until nothing is left; safe to begin again wherever it stopped.

    Returns whether it has ended; False when another process was at it as well. Raises
    BrokenProcessPool when the niced process dies.
    """
    row = import_of(bulk_id)
    if row is None or row.rows_about < SMALL:
        return bulk_imports.run(bulk_id, clock=timezone.now, wanted=wanted)
    # A child of its own, not a fork: a fork would share this process's database lines.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, initializer=django.setup) as pool:
        return pool.submit(work_nicely, bulk_id).result()


def work_nicely(bulk_id: int) -> bool:
    """Work in a process of its own; returns whether the import has ended."""
    make_way()
    try:
        return bulk_imports.run(bulk_id, clock=timezone.now, wanted=wanted)
    finally:
        connection.close()
