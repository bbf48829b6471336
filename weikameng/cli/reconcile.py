"""``weikameng reconcile``: the channels' statements of a day against our payouts (R4.5)."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.policy_texts import both
from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.difference_causes import CAUSES, DAY_WORDS, KIND_WORDS
from weikameng.domain.errors import Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.statements import Cause, DayState, DifferenceState, Kind, day_of
from weikameng.domain.words import Words
from weikameng.records.reading import differences
from weikameng.services import reconciliation
from weikameng.services.reconciliation import Reconciled
from weikameng.services.statement_words import not_had

CLEAN, DIFFERENT, NOT_THERE, NOT_RUN = 0, 1, 2, 3  # exit codes
MOST_DAYS = 366
_ABSENT = frozenset({DayState.NOT_YET, DayState.NOT_THERE, DayState.NOT_RUN})


_DAY = Words("日期要写成 2026-11-22。", "A day is written as 2026-11-22.")
_TOO_MANY = Words(
    f"一次最多 {MOST_DAYS} 天,后一个日期不能更早。",
    f"{MOST_DAYS} days at most, and the second day is not before the first.",
)
_ONE_FILE = Words(
    "--file 要和 --route 一起用,只对一天。", "--file goes with --route, and with one day."
)
_NO_CHANNEL = Words("没有配置有账单的渠道。", "No channel that has statements is set up.")
_TOO_LARGE = Words("文件太大。", "The file is too large.")


class NotRun(click.ClickException):
    """It could not be run at all; a script must not take this for a finding."""

    exit_code = NOT_RUN


@dataclass(frozen=True, slots=True)
class Told:
    """One channel's day as it is printed."""

    done: Reconciled
    rows: list[Any]

    @property
    def exit_code(self) -> int:
        """What it says to a script."""
        if self.done.state is DayState.DIFFERENT:
            return DIFFERENT
        return NOT_THERE if self.done.state in _ABSENT else CLEAN


def _day(_context: click.Context, _param: click.Parameter, typed: str | None) -> date | None:
    if typed == "yesterday":
        return day_of(timezone.now()) - ONE_DAY
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise NotRun(both(_DAY)) from error


@click.command()
@click.argument("day", metavar="DATE", callback=_day)
@click.option("--to", "last", callback=_day, help="Up to this day, one day after the other.")
@click.option("--route", type=click.Choice(reconciliation.ROUTES), help="One channel only.")
@click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A statement downloaded by hand; needs --route.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
def reconcile(
    day: date, last: date | None, route: str | None, path: Path | None, as_json: bool
) -> None:
    """Hold the channels' statements of DATE (or ``yesterday``) against our payouts.

    Exit code 0: clean; 1: differences are open; 2: a statement is not there; 3: not run.
    """
    ready()
    told = []
    for one in _told(_days(day, last), route, path):
        told.append(one)
        if not as_json:
            _say(one)
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in told], ensure_ascii=False, indent=2))
    codes = {one.exit_code for one in told}
    sys.exit(DIFFERENT if DIFFERENT in codes else NOT_THERE if NOT_THERE in codes else CLEAN)


def _days(day: date, last: date | None) -> list[date]:
    count = ((last or day) - day).days + 1
    if not 0 < count <= MOST_DAYS:
        raise NotRun(both(_TOO_MANY))
    return [day + ONE_DAY * n for n in range(count)]


def _told(days: list[date], route: str | None, path: Path | None) -> Iterator[Told]:
    if path and (route is None or len(days) > 1):
        raise NotRun(both(_ONE_FILE))
    routes = [route] if route else reconciliation.served()
    if not routes:
        raise NotRun(both(_NO_CHANNEL))
    for day in days:
        for one in routes:
            yield Told(_run(one, day, path), differences.waiting_on(one, day))


def _run(route: str, day: date, path: Path | None) -> Reconciled:
    at = timezone.now()
    try:
        if path is None:
            return reconciliation.reconcile(route, day, at=at)
        if path.stat().st_size > reconciliation.MAX_FILE:
            raise NotRun(both(_TOO_LARGE))
        return reconciliation.reconcile_upload(route, day, path.read_bytes(), at=at)
    except Refusal as refusal:
        raise NotRun(f"{route} {day}: {both(refusal.words)}") from refusal


def _say(told: Told) -> None:
    done = told.done
    name = both(CHANNEL_WORDS[done.route])
    click.echo(f"{done.day}  {done.route} ({name})  {both(DAY_WORDS[done.state])}")
    if done.code:
        click.echo(f"  {both(not_had(done.code))}")
    if done.state not in _ABSENT:
        click.echo(f"  lines {done.lines}, matched {done.matched}, waiting {len(told.rows)}")
    for row in told.rows:
        cause = CAUSES[Cause(row.cause)]
        number = row.refund_number or row.provider_reference
        click.echo(
            f"  - {row.kind}: {number}  ours {_yuan(row.ours_minor)}, "
            f"theirs {_yuan(row.theirs_minor)}  [{row.cause}]"
        )
        click.echo(f"    {both(cause.meaning)}")
        click.echo(f"    → {both(cause.next_step)}")


def _yuan(minor: int | None) -> str:
    return "-" if minor is None else yuan_of(minor)


def _as_json(told: Told) -> dict[str, Any]:
    done = told.done
    return {
        "route": done.route,
        "day": done.day.isoformat(),
        "state": done.state.value,
        "code": done.code,
        "lines": done.lines,
        "matched": done.matched,
        "differences": [_row_as_json(row) for row in told.rows],
    }


def _row_as_json(row: Any) -> dict[str, Any]:
    cause = CAUSES[Cause(row.cause)]
    found: datetime = row.found_at
    return {
        "id": row.pk,
        "kind": row.kind,
        "words": KIND_WORDS[Kind(row.kind)]._asdict(),
        "state": DifferenceState(row.state).value,
        "cause": row.cause,
        "meaning": cause.meaning._asdict(),
        "next_step": cause.next_step._asdict(),
        "refund_number": row.refund_number,
        "provider_reference": row.provider_reference,
        "ours_minor": row.ours_minor,
        "theirs_minor": row.theirs_minor,
        "found_at": found.isoformat(),
    }
