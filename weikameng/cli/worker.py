"""The worker: payouts are their own work list, other follow-ups are Procrastinate's (stack.md)."""

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import click
import psycopg
from django.db import close_old_connections, connection
from django.utils import timezone
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from weikameng.cli.database import ready
from weikameng.cli.errands import PICTURES
from weikameng.records.address import conninfo
from weikameng.services import payouts, wiring
from weikameng.services.payouts import AWAKE

log = logging.getLogger("weikameng.worker")
# Between wake-ups it looks by itself: a NOTIFY lost with a connection delays, never loses.
ERRANDS = "default"
LOOK_EVERY_SECONDS = 1.0
LOOK_AWAKE_SECONDS = 0.02
PAUSE_AFTER_TROUBLE_SECONDS = 2.0


@click.command()
@click.option("--concurrency", default=4, show_default=True, help="Errands worked on at once.")
def worker(concurrency: int) -> None:
    """Pay out what is due, run errands and read pictures, until stopped."""
    ready()
    for fault in wiring.channel_faults():  # that channel rests; the platform goes on
        log.warning("%s is switched off: %s: %s", fault.channel, fault.setting, fault.words.en)
    stop = threading.Event()
    payers = [
        threading.Thread(target=pay_until, args=(stop, lane), name=f"payouts-{lane.name}")
        for lane in payouts.lanes()
    ]
    reading = threading.Thread(target=read_until, args=(stop,), name="pictures", daemon=True)
    for helper in (*payers, reading):
        helper.start()
    try:
        _runner().run_worker(queues=[ERRANDS], concurrency=concurrency, delete_jobs="successful")
    finally:
        stop.set()
        for helper in (*payers, reading):
            helper.join()
        wiring.picture_reader().close()


def read_until(stop: threading.Event) -> None:
    """Read pictures, one case at a time; trouble is logged, then it goes on."""
    while not stop.is_set():
        try:
            asyncio.run(_read_until(stop))
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("reading pictures failed")
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


async def _read_until(stop: threading.Event) -> None:
    runner = _runner()
    async with runner.open_async():
        work = asyncio.create_task(
            runner.run_worker_async(
                queues=[PICTURES],
                concurrency=1,
                delete_jobs="successful",
                install_signal_handlers=False,
            )
        )
        while not (stop.is_set() or work.done()):
            await asyncio.sleep(LOOK_EVERY_SECONDS)
        work.cancel()  # what is being read is read to its end
        with suppress(asyncio.CancelledError):
            await work


def _runner() -> App:
    assert isinstance(app.connector, DjangoConnector), "set by procrastinate's own app"
    return app.with_connector(app.connector.get_worker_connector())


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
