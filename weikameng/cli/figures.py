"""``weikameng figures``: the supervisor's figures of a period, to read or for programs (R12.1)."""

import json
from datetime import datetime

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.domain.figures.drawing import width_of
from weikameng.domain.figures.period import Period, period_of
from weikameng.domain.figures.sheet import Figure, Table, as_json, plain
from weikameng.domain.words import typeset
from weikameng.services.figures import all_of

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--from", "since", type=DAY, help="First day (Beijing); 29 days before --to.")
@click.option("--to", "until", type=DAY, help="Last day (Beijing); today.")
@click.option("--json", "for_programs", is_flag=True, help="One JSON document instead of tables.")
def figures(since: datetime | None, until: datetime | None, for_programs: bool) -> None:
    """Print load, promises at risk, funnel, times, causes, costs, samples and ratings."""
    ready()
    days = (since and since.date(), until and until.date())
    period = period_of(*days, timezone.now())
    found = all_of(period)
    if for_programs:
        click.echo(json.dumps(_document(period, found), ensure_ascii=False))
        return
    click.echo(f"{period.first} – {period.last}")
    for figure in found:
        click.echo(f"\n{typeset(figure.title.zh)} / {figure.title.en}")
        click.echo(f"{typeset(figure.sentence.zh)} / {figure.sentence.en}")
        for line in _lines(figure.table) if figure.table.rows else ():
            click.echo(line)


def _document(period: Period, found: list[Figure]) -> dict[str, object]:
    return {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "figures": {figure.code: as_json(figure) for figure in found},
    }


def _lines(table: Table) -> list[str]:
    rows = [
        [column.name for column in table.columns],
        *([plain(column.kind, value) or "-" for column, value in row] for row in table.pairs),
    ]
    widths = [max(width_of(row[place]) for row in rows) for place in range(len(table.columns))]
    return ["  ".join(map(_padded, row, widths)).rstrip() for row in rows]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))
