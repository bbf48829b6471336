"""Reads descriptions from the command line (R2.3)."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from weikameng.domain import narrative

BAD_LINES = 2  # exit code


class BadLine(ValueError):
    """A line that is no description; the message says what it should be."""


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
    bad = 0
    with cases.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                answer = _read(line)
            except BadLine as problem:
                click.echo(f"{cases}, line {number}: {problem}", err=True)
                bad += 1
            else:
                if answer is not None:
                    click.echo(answer)
    if bad:
        click.echo(f"{bad} bad line(s) left out", err=True)
        sys.exit(BAD_LINES)


def _read(line: bytes) -> str | None:
    """Return the prediction as JSON, None for an empty line."""
    try:
        # utf-8-sig: an editor may have put a byte order mark in front.
        written = line.decode("utf-8-sig").strip()
        case = json.loads(written) if written else None
        if case is None and not written:
            return None
        case_id, said = _parts(case)
        prediction = narrative.prediction_of(case_id, narrative.read_narrative(said))
        answer = json.dumps(prediction, ensure_ascii=False)
        answer.encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise BadLine(f"not UTF-8: {error.reason}") from error
    except json.JSONDecodeError as error:
        raise BadLine(f"not JSON: {error.msg} at column {error.colno}") from error
    except BadLine:
        raise
    except ValueError as error:  # a number with thousands of digits
        raise BadLine(f"not JSON we can read: {error}") from error
    except RecursionError as error:
        raise BadLine("not JSON we can read: nested too deeply") from error
    return answer


def _parts(case: Any) -> tuple[str, str]:
    if not isinstance(case, dict):
        raise BadLine('should be an object like {"id": "1", "text": "没到账"}')
    for name in ("id", "text"):
        if not isinstance(case.get(name), str):
            raise BadLine(f'"{name}" should be a text')
    return case["id"], case["text"]
