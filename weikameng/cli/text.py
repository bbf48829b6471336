"""Reads descriptions from the command line (R2.3)."""

import json
from pathlib import Path

import click

from weikameng.domain import narrative


@click.group()
def text() -> None:
    """What a buyer wrote, read as facts."""


@text.command()
@click.option("--cases", type=click.Path(exists=True, path_type=Path), required=True)
def describe(cases: Path) -> None:
    """Read descriptions (JSON lines) and print one prediction a line."""
    for line in cases.read_text(encoding="utf-8").splitlines():
        if line.strip():
            case = json.loads(line)
            read = narrative.read_narrative(case["text"])
            click.echo(json.dumps(narrative.prediction_of(case["id"], read), ensure_ascii=False))
