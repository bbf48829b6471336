"""Reads pictures from the command line, in a process of its own without database (R3.4, N6)."""

import os
import sys
from pathlib import Path

import click

from weikameng.domain.reading.kinds import KINDS

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evidence() -> None:
    """What pictures say, held against what we know."""


@evidence.command()
@click.argument("place", metavar="IMAGE|FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--order", type=_FILE, help="The order as JSON; for a folder: of every picture.")
@click.option("--catalogue", type=_FILE, help="Other names that could be shown, as JSON.")
@click.option("--kind", type=click.Choice(KINDS), help="What the uploader says it is.")
@click.option("--lines", is_flag=True, help="Every line that was read, too.")
def read(
    place: Path, order: Path | None, catalogue: Path | None, *, kind: str | None, lines: bool
) -> None:
    """Read a picture, or a folder of them, and print fields, comparisons and flags as JSON.

    In a folder each picture is held against the .json beside it, unless --order is given.
    """
    given = {"--order": order, "--catalogue": catalogue, "--kind": kind}
    wishes = [f"{name}={value}" for name, value in given.items() if value is not None]
    _hand_over("read", str(place), *wishes, *["--lines"] * lines)


def _hand_over(*arguments: str) -> None:
    """Become the reading desk: it needs neither rows nor pages."""
    command = [sys.executable, "-m", "weikameng.config.evidence", *arguments]
    os.execv(command[0], command)  # noqa: S606 - no shell is the point
