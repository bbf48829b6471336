"""Keeps backtests: asked for, moved on by the worker alone, ended once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Conflict
from weikameng.records.models import PolicyBacktest
from weikameng.records.writing import errands

RUN = "policy_backtest"
OPEN = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class NewBacktest:
    """What is asked for."""

    version_id: int
    digest: str
    person_id: int
    since: datetime | None = None
    until: datetime | None = None


def ask(new: NewBacktest, at: datetime) -> int:
    """Put a backtest on the list and return its id. Conflict while one of this version runs."""
    try:
        with transaction.atomic():
            row = PolicyBacktest.objects.create(
                version_id=new.version_id,
                digest=new.digest,
                since=new.since,
                until=new.until,
                state="waiting",
                started_by_id=new.person_id,
                asked_at=at,
                seen_at=at,
            )
            errands.defer(RUN, backtest=str(row.pk))
    except IntegrityError as error:
        raise Conflict from error
    return row.pk


def begin(backtest_id: int, total: int, at: datetime) -> bool:
    """Take it up (again, after a worker died); False when it has ended meanwhile."""
    mine = PolicyBacktest.objects.filter(pk=backtest_id, state__in=OPEN)
    return bool(mine.update(state="running", total=total, done=0, seen_at=at))


def progress(backtest_id: int, done: int, at: datetime) -> bool:
    """Say how far it is; False when somebody cancelled it."""
    mine = PolicyBacktest.objects.filter(pk=backtest_id, state="running")
    return bool(mine.update(done=done, seen_at=at))


def end(backtest_id: int, result: Mapping[str, Any], at: datetime) -> bool:
    """Keep what came out."""
    mine = PolicyBacktest.objects.filter(pk=backtest_id, state="running")
    return bool(
        mine.update(state="done", result=result, done=result["rounds"], seen_at=at, ended_at=at)
    )


def fail(backtest_id: int, trouble: str, at: datetime) -> None:
    """Say why it can't be done."""
    mine = PolicyBacktest.objects.filter(pk=backtest_id, state__in=OPEN)
    mine.update(state="failed", trouble=trouble, seen_at=at, ended_at=at)


def cancel(backtest_id: int, at: datetime) -> bool:
    """Stop it; the worker notices at its next step. False when it had ended."""
    mine = PolicyBacktest.objects.filter(pk=backtest_id, state__in=OPEN)
    return bool(mine.update(state="cancelled", seen_at=at, ended_at=at))
