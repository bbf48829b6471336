"""``weikameng clock calendar``: the years counted with, and a year's notice by two people."""

from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.policy_steps import AS, politely
from weikameng.domain.errors import not_found
from weikameng.records.reading import calendars as reading
from weikameng.services import calendars

NOTICE = click.argument("notice", type=int)


@click.group()
def calendar() -> None:
    """The working calendar: years by official notice, adopted by two people."""


@calendar.command()
@politely
def show() -> None:
    """Print the years in force, and the notices that wait or were settled."""
    for year, entry in sorted(reading.document()["years"].items()):
        click.echo(f"{year}  off {len(entry['off'])}  work {len(entry['work'])}")
    for row in reading.notices():
        click.echo(f"{row.pk}  {row.year}  {row.state}  {row.proposed_by.username}")
    if missing := calendars.missing_year(timezone.now()):
        click.echo(f"缺 {missing} 年的放假安排 / the notice for {missing} is missing", err=True)


@calendar.command()
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS
@politely
def propose(year: int, file: Path, username: str) -> None:
    """Propose FILE (JSON, as cn_calendar.json) as the notice of YEAR, and print what changes."""
    at, text = timezone.now(), file.read_text(encoding="utf-8-sig", errors="replace")
    notice = calendars.propose(year, text, actor=actor_named(username), at=at)
    click.echo(f"{notice}: proposed")
    _told(notice)


@calendar.command()
@NOTICE
@AS
@politely
def approve(notice: int, username: str) -> None:
    """Adopt NOTICE as the second person: never by who proposed it."""
    _told(notice)
    calendars.decide(notice, adopt=True, actor=actor_named(username), at=timezone.now())
    click.echo(f"{notice}: adopted")


@calendar.command()
@NOTICE
@AS
@politely
def decline(notice: int, username: str) -> None:
    """Decline NOTICE, or take back your own."""
    calendars.decide(notice, adopt=False, actor=actor_named(username), at=timezone.now())
    click.echo(f"{notice}: declined")


def _told(notice: int) -> None:
    """Print the days and the number of open promises that a notice moves."""
    row = reading.notice(notice)
    if row is None:
        raise not_found()
    found = calendars.preview(row.year, row.entry, timezone.now())
    for day in found.days:
        click.echo(f"{day.day}  {'work' if day.works else 'off'}  {day.name}")
    more = "+" if found.more else ""
    click.echo(f"{len(found.days)} days change, {found.moved}{more} open promises move")
