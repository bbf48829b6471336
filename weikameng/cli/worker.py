"""The worker: payouts are their own work list, Procrastinate does the rest (decision 0005)."""

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
from psycopg import sql

from weikameng.cli.anchoring import anchor
from weikameng.cli.database import ready
from weikameng.cli.errands import PICTURES
from weikameng.cli.mapping import keep_map
from weikameng.cli.sequencing import sequence
from weikameng.cli.webhook_sender import send_webhooks
from weikameng.cli.witnessing import ask_witness, witnesses_to_ask
from weikameng.records.address import conninfo
from weikameng.services import log_standing, payouts, wiring
from weikameng.services.payouts import AWAKE
from weikameng.services.witnessing import Asker

log = logging.getLogger("weikameng.worker")
# Between wake-ups it looks by itself: a NOTIFY lost with a connection delays, never loses.
ERRANDS = "default"
LOOK_EVERY_SECONDS = 1.0
LOOK_AWAKE_SECONDS = 0.02
PAUSE_AFTER_TROUBLE_SECONDS = 2.0


@click.command()
@click.option("--concurrency", default=4, show_default=True, help="Errands worked on at once.")
def worker(concurrency: int) -> None:
    """Pay out, run errands, read pictures, write the log and send webhooks, until stopped."""
    ready()
    for fault in wiring.channel_faults():  # that channel rests; the platform goes on
        log.warning("%s is switched off: %s: %s", fault.channel, fault.setting, fault.words.en)
    stop = threading.Event()
    payers = [
        threading.Thread(target=pay_until, args=(stop, lane), name=f"payouts-{lane.name}")
        for lane in payouts.lanes()
    ]
    reading = threading.Thread(target=read_until, args=(stop,), name="pictures", daemon=True)
    logging_ = threading.Thread(target=sequence_until, args=(stop,), name="ledger")
    mapping = threading.Thread(target=keep_map_until, args=(stop,), name="map")
    anchoring = threading.Thread(target=anchor_until, args=(stop,), name="anchors", daemon=True)
    asking = [
        threading.Thread(target=witness_until, args=(stop, one), name="witness", daemon=True)
        for one in witnesses_to_ask()
    ]
    webhooks = threading.Thread(target=webhooks_until, args=(stop,), name="webhooks")
    for helper in (*payers, reading, logging_, mapping, anchoring, *asking, webhooks):
        helper.start()
    try:
        _runner().run_worker(queues=[ERRANDS], concurrency=concurrency, delete_jobs="successful")
    finally:
        stop.set()
        # Nodes and witnesses may hang: anchoring and asking are not waited for.
        for helper in (*payers, reading, logging_, mapping, webhooks):
            helper.join()
        wiring.picture_reader().close()


def sequence_until(stop: threading.Event) -> None:
    """Write events into the log; when it may not be signed, say so once and keep looking."""
    while not stop.is_set():
        try:
            sequence(stop)
        except log_standing.LogRefused as refused:
            if log_standing.sound_alarm(refused, timezone.now()):
                log.error("the log is not signed: %s", refused.words.en)
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("writing the log failed")
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


def keep_map_until(stop: threading.Event) -> None:
    """Keep the map of goods behind the log; trouble is logged, then it goes on."""
    while not stop.is_set():
        try:
            keep_map(stop)
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("keeping the map failed")
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


def anchor_until(stop: threading.Event) -> None:
    """Anchor the log's heads; trouble is logged, then it goes on."""
    while not stop.is_set():
        try:
            anchor(stop)
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("anchoring failed")
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


def witness_until(stop: threading.Event, asker: Asker) -> None:
    """Ask one witness to cosign; trouble is logged, then it goes on."""
    while not stop.is_set():
        try:
            ask_witness(asker, stop)
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("asking the witness %s failed", asker.witness.name)
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


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
            with _listening("payouts") as wait:
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


def webhooks_until(stop: threading.Event) -> None:
    """Send webhooks; trouble is logged, then it goes on."""
    while not stop.is_set():
        try:
            with _listening("webhooks") as wait:
                send_webhooks(stop, wait)
        except Exception:  # the worker loop outlives whatever one round meets
            log.exception("sending webhooks failed")
            close_old_connections()
            connection.close()
            stop.wait(PAUSE_AFTER_TROUBLE_SECONDS)


@contextmanager
def _listening(channel: str) -> "Iterator[Wait]":
    with psycopg.connect(conninfo(), autocommit=True) as line:
        line.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        yield Wait(line)


class Wait:
    """Waits for a wake-up or a moment, whichever is first."""

    def __init__(self, line: "psycopg.Connection[tuple[object, ...]]") -> None:
        self._line = line

    def __call__(self) -> bool:
        """Return True at the first notification, False after the moment."""
        return any(True for _ in self._line.notifies(timeout=LOOK_EVERY_SECONDS, stop_after=1))
