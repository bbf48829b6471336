"""The worker: payouts are their own work list, other follow-ups are Procrastinate's (stack.md)."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from weikameng.cli.database import ready
from weikameng.records.address import conninfo
from weikameng.services import payouts, wiring
from weikameng.services.payouts import AWAKE

log = logging.getLogger("weikameng.worker")
# Between wake-ups it looks by itself: a NOTIFY lost with a connection delays, never loses.
LOOK_EVERY_SECONDS = 1.0
LOOK_AWAKE_SECONDS = 0.02
PAUSE_AFTER_TROUBLE_SECONDS = 2.0


@click.command()
@click.option("--concurrency", default=4, show_default=True, help="Errands worked on at once.")
def worker(concurrency: int) -> None:
    """Pay out what is due and run errands, until stopped."""
    ready()
    for fault in wiring.channel_faults():  # that channel rests; the platform goes on
        log.warning("%s is switched off: %s: %s", fault.channel, fault.setting, fault.words.en)
    stop = threading.Event()
    payers = [
        threading.Thread(target=pay_until, args=(stop, lane), name=f"payouts-{lane.name}")
        for lane in payouts.lanes()
    ]
    for payer in payers:
        payer.start()
    try:
        assert isinstance(app.connector, DjangoConnector), "set by procrastinate's own app"
        runner = app.with_connector(app.connector.get_worker_connector())
        runner.run_worker(concurrency=concurrency, delete_jobs="successful")
    finally:
        stop.set()
        for payer in payers:
            payer.join()


def pay_until(stop: threading.Event, lane: payouts.Lane) -> None:
    """Work through due payouts; trouble (a database restart) is logged, then it goes on."""
    name = f"{socket.gethostname()[:20]}:{os.getpid()}:{lane.name}"
    while not stop.is_set():
        try:
            with _listening() as wait:
                awake_until = 0.0
                while not stop.is_set():
                    at = timezone.now()
                    if payouts.pay_out_due(name, at, wiring.gateways(), lane.wish):
                        awake_until = time.monotonic() + AWAKE.total_seconds()
                    elif time.monotonic() < awake_until:
                        stop.wait(LOOK_AWAKE_SECONDS)
                    elif wait():
                        awake_until = time.monotonic() + AWAKE.total_seconds()
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("payout round failed")
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


@contextmanager
def _listening() -> "Iterator[Wait]":
    with psycopg.connect(conninfo(), autocommit=True) as line:
        line.execute("LISTEN payouts")
        yield Wait(line)


class Wait:
    """Waits for a wake-up or a moment, whichever is first."""

    def __init__(self, line: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._line = line

    def __call__(self) -> bool:
        """Return True at the first notification, False after the moment."""
        return any(True for _ in self._line.notifies(timeout=LOOK_EVERY_SECONDS, stop_after=1))
