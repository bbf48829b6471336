"""Clocks on the working calendar from the command line (R3.6)."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.case_lines import BadLine, answer_each
from weikameng.cli.clock_calendar import calendar
from weikameng.cli.database import ready
from weikameng.domain.calendar import CHINA, Calendar, calendar_from, service_hours_from
from weikameng.domain.clock_cases import BadCase, Schedule, prediction_of
from weikameng.records.documents import shipped
from weikameng.records.reading.attained import Attained
from weikameng.records.reading.attained import attained as measured

DAY = click.DateTime(["%Y-%m-%d"])
SPAN = timedelta(days=30)
_HEAD = ("clock", "count", "on time", "overdue", "median h")


@click.group()
def clock() -> None:
    """When what we promised is due."""


clock.add_command(calendar)


@clock.command()
@click.option(
    "--cases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="JSON lines, one case a line.",
)
@click.option(
    "--calendar",
    "holidays",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Another calendar, in the form of the shipped cn_calendar.json.",
)
def due(cases: Path, holidays: Path | None) -> None:
    """Compute when each case is due and print one answer a line.

    A bad line is named on stderr and left out; the exit code is 2 if there were any.
    """
    counted = _calendar(holidays) if holidays else calendar_from(shipped("cn_calendar"))
    schedule = Schedule(counted, service_hours_from(shipped("sla")))

    def answer(case: Any) -> dict[str, Any]:
        try:
            return prediction_of(case, schedule)
        except BadCase as bad:
            raise BadLine(bad.words) from None

    answer_each(cases, answer)


@clock.command()
@click.option("--from", "since", type=DAY, help="First day (Beijing); 30 days before --to.")
@click.option("--to", "until", type=DAY, help="Last day (Beijing); today.")
def attained(since: datetime | None, until: datetime | None) -> None:
    """Print promised against attained, clock by clock, for a span of days."""
    ready()
    now = timezone.now()
    end = min(until.replace(tzinfo=CHINA) + timedelta(days=1), now) if until else now
    rows = measured(since.replace(tzinfo=CHINA) if since else end - SPAN, end)
    table = [_HEAD, *map(_cells, rows)]
    widths = [max(len(row[place]) for row in table) for place in range(len(_HEAD))]
    for row in table:
        cells = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells))


def _cells(row: Attained) -> tuple[str, ...]:
    if not row.count:
        return (row.clock, "0", "-", "-", "-")
    hours = "-" if row.median_hours is None else f"{row.median_hours:.2f}"
    share = f"{row.on_time} ({row.per_mille / 10:.1f} %)"
    return (row.clock, str(row.count), share, str(row.overdue), hours)


def _calendar(path: Path) -> Calendar:
    try:
        return calendar_from(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"
        raise click.ClickException(f"{path} 不是日历 / is no calendar ({why})") from None
