"""The clock's door: Procrastinate tasks. Each reads the time, calls one service, may run twice."""

import asyncio
import os
import socket
import threading

from django.db import connection
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from weikameng.cli import import_runner, incident_runner
from weikameng.services import (
    backtests,
    bulk_imports,
    calendars,
    carriers,
    clocks,
    data_exports,
    deadlines,
    dispute_rounds,
    erasing,
    fulfilment,
    identity_checks,
    identity_keys,
    incidents,
    kept_answers,
    messages,
    mirror,
    notices,
    picture_readings,
    reconciliation,
    reuse,
    supplier_checks,
    talk_clock,
    uploads,
    webhook_sending,
    wiring,
)

_PATIENT = RetryStrategy(max_attempts=8, exponential_wait=2)
_ASK_AGAIN_SECONDS = 2
_LONGEST_WAIT_SECONDS = 3600
STALLED_SECONDS = 30
RUN_IMPORT = "run_import"
# Reading takes seconds of a processor: a queue of its own, so that no delivery waits behind it.
PICTURES = "pictures"


@app.task(name="deliver", retry=_PATIENT)
def deliver(order: str, question: int = 1) -> None:
    """Deliver a paid order; a slow supplier is asked again, at longer and longer intervals."""
    if not fulfilment.deliver(order, at=timezone.now()):
        wait = min(_ASK_AGAIN_SECONDS * 2 ** (question // 5), _LONGEST_WAIT_SECONDS)
        later = app.configure_task("deliver", schedule_in={"seconds": wait})
        later.defer(order=order, question=question + 1)


@app.task(name="ask_supplier", retry=_PATIENT)
def ask_supplier(case: str, question: int = 1) -> None:
    """Ask the supplier about a case; silence is asked again, at longer and longer intervals."""
    following = supplier_checks.ask_supplier(case, question=question, at=timezone.now())
    if following:
        later = app.configure_task("ask_supplier", schedule_at=following.at)
        later.defer(case=case, question=following.question)


@app.task(name="ask_supplier_once", retry=_PATIENT)
def ask_supplier_once(case: str) -> None:
    """Ask the supplier about a case because somebody on the desk wants to know."""
    supplier_checks.ask_once(case, at=timezone.now())


@app.task(name="read_pictures", queue=PICTURES, retry=_PATIENT)
def read_pictures(case: str) -> None:
    """Read the pictures of a case that wait; what was cut off is begun again, three times."""
    picture_readings.read_case(case, wiring.picture_reader(), timezone.now)
    reuse.lay_over(case, wiring.picture_reader(), timezone.now())


@app.task(name="policy_backtest", retry=_PATIENT)
def policy_backtest(backtest: str) -> None:
    """Rehearse a policy text on history; a worker that dies is followed by another."""
    backtests.run(int(backtest), clock=timezone.now)


@app.task(name="run_incident", retry=_PATIENT)
def run_incident(incident: str) -> None:
    """Refund what an incident hit; a worker that dies is followed by another."""
    incident_runner.run(int(incident))


@app.task(name=RUN_IMPORT, retry=_PATIENT, pass_context=True)
def run_import(context: JobContext, bulk: str) -> None:
    """Work a file off; a process that dies is followed by another, which goes on where it was.

    Until the file has ended there is an errand for it, or whoever sent it is told that it stopped.
    """
    ended = None
    try:
        ended = import_runner.run(int(bulk))
    finally:
        if ended is None:
            tries = _PATIENT.max_attempts
            last = tries is not None and context.job.attempts >= tries
            bulk_imports.cut_off(int(bulk), timezone.now(), for_good=last)
    if not ended:
        later = app.configure_task(RUN_IMPORT, schedule_in={"seconds": _ASK_AGAIN_SECONDS})
        later.defer(bulk=bulk)


@app.task(name="make_export", retry=_PATIENT)
def make_export(export: str) -> None:
    """Gather what a buyer or a shop takes along; begun anew if a worker dies."""
    data_exports.make(int(export), clock=timezone.now)


@app.periodic(cron="20 * * * *")
@app.task(name="forget_people")
def forget_people(timestamp: int) -> None:  # noqa: ARG001
    """Forget buyers who asked for it, as far as the law lets their records go."""
    erasing.go_on(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="watch_suppliers")
def watch_suppliers(timestamp: int) -> None:  # noqa: ARG001
    """Propose an incident for a supplier that fails too often (N7); people start it, or not."""
    incidents.propose_by_rule(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="close_expired")
def close_expired(timestamp: int) -> None:  # noqa: ARG001 (given by the periodic machinery)
    """Close cases nobody supplemented in time (D4)."""
    deadlines.close_expired(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="hold_late_shops")
def hold_late_shops(timestamp: int) -> None:  # noqa: ARG001
    """Hold up refunds whose shop has not confirmed the money in time (P2)."""
    mirror.escalate(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="keep_disputes")
def keep_disputes(timestamp: int) -> None:  # noqa: ARG001
    """Open sealed statements, pass over who is silent, carry rulings out (R6.3)."""
    dispute_rounds.keep(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="keep_clocks")
def keep_clocks(timestamp: int) -> None:  # noqa: ARG001
    """Ring for promises that near their end or broke, and count anew by a corrected calendar."""
    clocks.keep(timezone.now())
    talk_clock.ring(timezone.now())


@app.periodic(cron="0 1 * * *")
@app.task(name="look_at_calendar")
def look_at_calendar(timestamp: int) -> None:  # noqa: ARG001
    """Tell the operator every morning while a year's holidays are missing (N4)."""
    calendars.alarm(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="check_identities")
def check_identities(timestamp: int) -> None:  # noqa: ARG001
    """Ask again about whom a provider has not answered (R6.1)."""
    identity_checks.ask_due(timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(name="ask_identities")
def ask_identities(timestamp: int) -> None:  # noqa: ARG001
    """Ask buyers who have not said who they are for a week, with a deadline (H1, D4)."""
    identity_checks.ask_missing(timezone.now())


@app.periodic(cron="40 18 * * *")
@app.task(name="purge_identities")
def purge_identities(timestamp: int) -> None:  # noqa: ARG001
    """Delete names and numbers whose time is over, every night (R6.1)."""
    identity_keys.purge(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_uploads")
def forget_uploads(timestamp: int) -> None:  # noqa: ARG001
    """Forget files that were handed in and never sent with an application (R2.4)."""
    uploads.forget_expired(timezone.now())
    bulk_imports.forget_files(timezone.now())


@app.periodic(cron="7 * * * *")
@app.task(name="forget_answers")
def forget_answers(timestamp: int) -> None:  # noqa: ARG001
    """Forget what the API answered under an Idempotency-Key a day ago (P3)."""
    kept_answers.forget(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="tell_late")
def tell_late(timestamp: int) -> None:  # noqa: ARG001
    """Tell buyers what no step of their case tells: a promise that has passed, another way."""
    messages.tell_what_is_due(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="send_due_notices")
def send_due_notices(timestamp: int) -> None:  # noqa: ARG001
    """Send copies of messages by SMS and e-mail, and ask what became of them (R5.1)."""
    send_notices()


@app.task(name="send_notices")
def send_notices() -> None:
    """Send what is due now: somebody waits for a code."""
    worker = f"{socket.gethostname()[:20]}:{os.getpid()}:{threading.get_ident()}"
    notices.send_due(worker, timezone.now, carriers.carriers())


@app.periodic(cron="20 * * * *")
@app.task(name="forget_webhooks")
def forget_webhooks(timestamp: int) -> None:  # noqa: ARG001
    """Forget events that are too old to be sent again (P2)."""
    webhook_sending.forget_old(timezone.now())


@app.periodic(cron="30 * * * *")
@app.task(name="reconcile")
def reconcile(timestamp: int) -> None:  # noqa: ARG001
    """Read yesterday's statements from 10:30 in Beijing on, every hour until they are there."""
    reconciliation.run_due(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="sweep_stalled", pass_context=True)
async def sweep_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """Give back jobs whose worker died: nothing that was begun is forgotten."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.task_name == RUN_IMPORT:
            await asyncio.to_thread(_note_cut_off, int(str(job.task_kwargs["bulk"])))
        await manager.retry_job(job)


def _note_cut_off(bulk: int) -> None:
    """In a thread of its own, which leaves no line to the database behind."""
    try:
        bulk_imports.cut_off(bulk, timezone.now())
    finally:
        connection.close()
