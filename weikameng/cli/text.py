"""Reads what buyers write from the command line: descriptions (R2.3) and wishes (R8.1)."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from weikameng.cli.case_lines import BadLine, answer_each
from weikameng.domain import intents, narrative
from weikameng.domain.words import Words
from weikameng.records.documents import shipped


@click.group()
def text() -> None:
    """What a buyer wrote, read as facts."""


@text.command()
@click.option(
    "--cases", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True
)
def describe(cases: Path) -> None:
    """Read descriptions (JSON lines) and print one prediction a line.

    A bad line is named on stderr and left out; the exit code is 2 if there were any.
    """
    answer_each(cases, _prediction)


@text.command()
@click.option("--cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("message", required=False)
def intent(cases: Path | None, message: str | None) -> None:
    """Read what messages want (JSON lines) and print one prediction a line.

    Without --cases the one MESSAGE is read, or standard input if there is none. A bad line is
    named on stderr and left out; the exit code is 2 if there were any.
    """
    if cases is not None:
        answer_each(cases, _intent_prediction)
        return
    said = message if message is not None else sys.stdin.read()
    found = _intent_prediction({"id": "", "text": said})
    click.echo(json.dumps({name: found[name] for name in ("intent", "intents")}))


def _intent_prediction(case: Any) -> dict[str, Any]:
    case_id, said = _parts(case)
    listed = intents.catalogue_from(shipped("intents"))
    return intents.prediction_of(case_id, intents.intents_of(said, listed))


def _prediction(case: Any) -> dict[str, Any]:
    case_id, said = _parts(case)
    return narrative.prediction_of(case_id, narrative.read_narrative(said))


def _parts(case: Any) -> tuple[str, str]:
    if not isinstance(case, dict):
        example = '{"id": "1", "text": "没到账"}'
        raise BadLine(Words(f"应是这样的对象:{example}", f"should be an object like {example}"))
    for name in ("id", "text"):
        if not isinstance(case.get(name), str):
            raise BadLine(Words(f'"{name}" 应是一段文字。', f'"{name}" should be a text'))
    return case["id"], case["text"]
