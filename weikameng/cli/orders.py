"""Brings orders in from outside."""

import sys
from pathlib import Path

import click
from django.utils import timezone

from weikameng.services import imports

PROGRESS_EVERY = 1000


@click.group()
def orders() -> None:
    """Orders from another shop."""


@orders.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Import FILE (JSON lines, docs/importing.md); repeat it safely. Exit code 1 with bad rows."""
    new = known = bad = 0
    # A file in another encoding is told row by row, like any other bad row.
    with file.open(encoding="utf-8", errors="surrogateescape") as lines:
        for result in imports.import_orders(lines, at=timezone.now()):
            new += bool(result.number and not result.known)
            known += result.known
            if result.problem:
                bad += 1
                name = f" ({result.external_number})" if result.external_number else ""
                click.echo(f"line {result.line}{name}: {result.problem}", err=True)
            if result.line % PROGRESS_EVERY == 0:
                click.echo(f"{result.line} lines read …", err=True)
    click.echo(f"{new} orders imported, {known} already here, {bad} bad rows")
    sys.exit(1 if bad else 0)
