"""``weikameng arrivals``: how the promises of arrival were kept, route by route (R9.1)."""

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.records.reading.arrivals import Kept, kept

_HEAD = ("route", "days", "count", "on time", "overdue", "median h", "90th h")


@click.command()
def arrivals() -> None:
    """Print promised against attained arrivals of the last 30 and 90 days."""
    ready()
    rows = [_HEAD, *(_cells(row) for row in kept(timezone.now()))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEAD))]
    for row in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))
        click.echo("  ".join(cells))


def _cells(row: Kept) -> tuple[str, ...]:
    share = f"{row.on_time} ({row.per_mille / 10:.1f} %)"
    hours = (_hours(row.median_hours), _hours(row.ninth_hours))
    return (row.route, str(row.days), str(row.count), share, str(row.overdue), *hours)


def _hours(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
