"""Rehearses a policy text on the shop's own history before anybody publishes it (N1): asked for on
a page, run by the worker in as many processes as there are cores, cancelled at any time."""

import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.policy.backtest import Tally
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.records.address import conninfo
from weikameng.records.reading import backtests as reading
from weikameng.records.reading import calendars
from weikameng.records.reading.history import Span, bounds, parts, tally_over
from weikameng.records.reading.policies import version_named
from weikameng.records.writing import backtests as writing
from weikameng.services.policies import checked

RUNNERS = frozenset({"policy_editor", "supervisor"})
# Rounds a process takes at a time: progress moves a few times a second.
PART = 5000
# Starting processes takes longer than deciding this many rounds.
SMALL = 20_000
MAX_PROCESSES = 8
Clock = Callable[[], datetime]
Step = Callable[[int, int], bool]


@dataclass(frozen=True, slots=True)
class Range:
    """The rounds decided in [since, until); None leaves an end open."""

    since: datetime | None = None
    until: datetime | None = None


def start(version: str, over: Range, actor: Actor, *, at: datetime) -> int:
    """Ask for a backtest of a version's present text and return its id.

    Raises Refusal for other roles, a broken text, an empty range, or one that is running.
    """
    _demand_runner(actor)
    row = version_named(version)
    if row is None:
        raise not_found()
    if over.since and over.until and over.since >= over.until:
        raise Refusal("empty_range", _EMPTY_RANGE)
    if not checked(row.text, row.version).sound:
        raise Refusal("broken_policy", _BROKEN)
    new = writing.NewBacktest(row.pk, row.digest, actor.id, over.since, over.until)
    try:
        return writing.ask(new, at)
    except Conflict as error:
        raise Refusal("running", _RUNNING) from error


def cancel(backtest_id: int, actor: Actor, *, at: datetime) -> None:
    """Stop a backtest; what it had counted is forgotten. One that has ended stays as it is."""
    _demand_runner(actor)
    if reading.backtest(backtest_id) is None:
        raise not_found()
    writing.cancel(backtest_id, at)


def run(backtest_id: int, *, clock: Clock) -> None:
    """Run one that was asked for: the worker's part. Safe to run twice."""
    row = reading.backtest(backtest_id)
    if row is None or row.state not in writing.OPEN:
        return
    version = version_named(row.version.version)
    if version is None or version.digest != row.digest:
        writing.fail(backtest_id, "changed", clock())
        return

    def step(done: int, total: int) -> bool:
        if done:
            return writing.progress(backtest_id, done, clock())
        return writing.begin(backtest_id, total, clock())

    tally = rehearse(version.text, Range(row.since, row.until), step)
    writing.end(backtest_id, tally.to_json(), clock())  # kept only if nobody cancelled it


def rehearse(text: str, over: Range, step: Step) -> Tally:
    """Return the tally of a policy text over history.

    ``step(done, total)`` is told the progress, first with 0; when it says False the rehearsal
    ends with what it has.
    """
    span, total = bounds(conninfo(), over.since, over.until)
    tally = Tally()
    if not step(0, total):
        return tally
    work = partial(tally_over, conninfo(), text, json.dumps(calendars.document()))
    for one in _tallies(work, parts(span, PART), total):
        tally.add(one)
        if not step(tally.rounds, total):
            break
    return tally


def _tallies(work: Callable[[Span], Tally], spans: list[Span], total: int) -> Iterator[Tally]:
    """Yield the tally of each part as it is ready, a few parts under way at a time."""
    if total <= SMALL:
        yield from map(work, spans)
        return
    size = min(os.cpu_count() or 1, MAX_PROCESSES)
    # Children of their own, not forks: a fork would share this process's database lines.
    with ProcessPoolExecutor(size, multiprocessing.get_context("spawn")) as pool:
        waiting = iter(spans)
        under_way: set[Future[Tally]] = set()
        try:
            while True:
                while len(under_way) < 2 * size and (span := next(waiting, None)) is not None:
                    under_way.add(pool.submit(work, span))
                if not under_way:
                    return
                ready, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for future in ready:
                    yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _demand_runner(actor: Actor) -> None:
    if actor.role not in RUNNERS:
        raise not_found()


_EMPTY_RANGE = Words("开始时间要早于结束时间。", "The beginning has to be before the end.")
_BROKEN = Words(
    "规则文本还有错误,先改好再回测。", "The policy text has errors; mend them before a backtest."
)
_RUNNING = Words(
    "这个版本正在回测,请等它结束或先取消。",
    "A backtest of this version is running; wait for it or cancel it first.",
)
