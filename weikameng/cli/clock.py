"""Clocks on the working calendar from the command line (R3.6)."""

import json
from pathlib import Path
from typing import Any

import click

from weikameng.cli.case_lines import BadLine, answer_each
from weikameng.domain.calendar import Calendar, calendar_from, service_hours_from
from weikameng.domain.clock_cases import BadCase, Schedule, prediction_of
from weikameng.records.documents import shipped


@click.group()
def clock() -> None:
    """When what we promised is due."""


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
    calendar = _calendar(holidays) if holidays else calendar_from(shipped("cn_calendar"))
    schedule = Schedule(calendar, service_hours_from(shipped("sla")))

    def answer(case: Any) -> dict[str, Any]:
        try:
            return prediction_of(case, schedule)
        except BadCase as bad:
            raise BadLine(bad.words) from None

    answer_each(cases, answer)


def _calendar(path: Path) -> Calendar:
    try:
        return calendar_from(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        why = f"{type(error).__name__}: {error}"
        raise click.ClickException(f"{path} 不是日历 / is no calendar ({why})") from None
