"""The clock's door: Procrastinate tasks. Each reads the time, calls one service, may run twice."""

import os
import socket
import threading

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from weikameng.services import (
    backtests,
    calendars,
    carriers,
    clocks,
    deadlines,
    fulfilment,
    messages,
    notices,
    picture_readings,
    reconciliation,
    reuse,
    supplier_checks,
    uploads,
    wiring,
)

_PATIENT = RetryStrategy(max_attempts=8, exponential_wait=2)
_ASK_AGAIN_SECONDS = 2
_LONGEST_WAIT_SECONDS = 3600
STALLED_SECONDS = 30
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


@app.periodic(cron="*/10 * * * *")
@app.task(name="close_expired")
def close_expired(timestamp: int) -> None:  # noqa: ARG001 (given by the periodic machinery)
    """Close cases nobody supplemented in time (D4)."""
    deadlines.close_expired(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="keep_clocks")
def keep_clocks(timestamp: int) -> None:  # noqa: ARG001
    """Ring for promises that near their end or broke, and count anew by a corrected calendar."""
    clocks.keep(timezone.now())


@app.periodic(cron="0 1 * * *")
@app.task(name="look_at_calendar")
def look_at_calendar(timestamp: int) -> None:  # noqa: ARG001
    """Tell the operator every morning while a year's holidays are missing (N4)."""
    calendars.alarm(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="forget_uploads")
def forget_uploads(timestamp: int) -> None:  # noqa: ARG001
    """Forget files that were handed in and never sent with an application (R2.4)."""
    uploads.forget_expired(timezone.now())


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
        await manager.retry_job(job)
