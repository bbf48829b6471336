"""``weikameng evidence``: pictures read in a process without database (R3.4, N6), and chains."""

from pathlib import Path

import click

from weikameng.cli import evidence_chain, evidence_reading
from weikameng.cli.offline import hand_over
from weikameng.domain.reading.kinds import KINDS

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def evidence() -> None:
    """What pictures say, held against what we know; and whether the chain of a case holds."""


@evidence.command()
@click.argument("place", metavar="IMAGE|FOLDER", type=click.Path(exists=True, path_type=Path))
@click.option("--order", type=_FILE, help="The order as JSON; for a folder: of every picture.")
@click.option("--catalogue", type=_FILE, help="Other names that could be shown, as JSON.")
@click.option("--kind", type=click.Choice(KINDS), help="What the uploader says it is.")
@click.option("--proof-key-file", type=_FILE, help="The platform's secret: check our own codes.")
@click.option("--lines", is_flag=True, help="Every line that was read, too.")
def read(place: Path, *, lines: bool, **given: Path | str | None) -> None:
    """Read a picture, or a folder of them, and print fields, comparisons and flags as JSON.

    In a folder each picture is held against the .json beside it, unless --order is given.
    """
    wishes = [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value]
    hand_over("evidence", "read", str(place), *wishes, *["--lines"] * lines)


evidence.add_command(evidence_chain.export)
evidence.add_command(evidence_chain.verify)
evidence.add_command(evidence_reading.again)
evidence.add_command(evidence_reading.standing)
