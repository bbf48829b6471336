"""``weikameng case export``: the file of a case, for a buyer or staff (R6.4); ``verify`` checks."""

import os
import tempfile
from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.offline import hand_over
from weikameng.domain.case_file.model import Viewer
from weikameng.domain.errors import Refusal
from weikameng.ledger.malformed import Malformed
from weikameng.services import case_files


@click.group()
def case() -> None:
    """Cases as files."""


@case.command()
@click.argument("number")
@click.option(
    "--for",
    "viewer",
    type=click.Choice([str(one) for one in Viewer]),
    default=str(Viewer.BUYER),
    show_default=True,
    help="Whose eyes it is for: it holds what they may see.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path))
def export(number: str, viewer: str, output: Path | None) -> None:
    """Write everything about a refund into one signed archive that anyone can check offline."""
    ready()
    try:
        out = case_files.for_operator(number, Viewer(viewer), timezone.now())
    except Refusal as refusal:
        zh, en = refusal.words
        raise click.ClickException(f"{number}: {zh} / {en}") from refusal
    path = output or Path(out.name)
    try:
        size = _write(path, out)
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or path}: {problem.strerror}") from problem
    except Malformed as problem:
        raise click.ClickException(f"{number}: 档案超过 2 GB / larger than 2 GB") from problem
    click.echo(f"{path}: {size} bytes, {case_files.signing_key().verifier.vkey}")


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="FILE", nargs=-1, type=click.UNPROCESSED)
def verify(words: tuple[str, ...]) -> None:
    """Check a case file offline; exit code 1 when it was changed, 2 when it can't be checked."""
    hand_over("verify", *words)


def _write(path: Path, out: case_files.Export) -> int:
    """Write it whole or not at all; returns its size."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            size = sum(file.write(piece) for piece in out.pieces)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return size
