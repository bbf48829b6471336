"""Reads pictures from the command line: `weikameng evidence read` hands over to here, so that
neither Django nor a database is started.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from weikameng.domain.proof_code import ProofKey, key_from
from weikameng.domain.reading.casebook import Casebook
from weikameng.domain.reading.examining import Question
from weikameng.domain.reading.kinds import UNKNOWN
from weikameng.domain.reading.record import (
    BadRecord,
    Catalogue,
    OrderRecord,
    catalogue_of,
    record_of,
)
from weikameng.domain.reading.report import report, said
from weikameng.gateways.pictures import MAX_BYTES, BadPicture
from weikameng.gateways.reader import CannotRead, ReaderProcess
from weikameng.services.reading import NOT_CHECKED, REFUSED, examine_picture

ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
MAX_JSON_BYTES = 1024 * 1024
MAX_PICTURES = 5_000
TOLD_EVERY = 10  # pictures, where progress is no bar but lines
BAD_PICTURES = 2  # exit code
NOT_INSTALLED = 3  # exit code

_Record = tuple[Path, OrderRecord]


@click.group()
def evidence() -> None:
    """What pictures say, held against what we know."""


@evidence.command()
@click.argument("place", type=click.Path(exists=True, path_type=Path))
@click.option("--order", type=click.Path(path_type=Path))
@click.option("--catalogue", type=click.Path(path_type=Path))
@click.option("--kind", default=UNKNOWN)
@click.option("--proof-key-file", type=click.Path(path_type=Path))
@click.option("--lines", is_flag=True)
def read(place: Path, order: Path | None, catalogue: Path | None, **how: Any) -> None:
    """Print one object for a picture, one line for each picture of a folder and a last summary."""
    pictures = _pictures(place)
    try:
        records = [(path, _record(path, order)) for path in pictures]
        known = catalogue_of(_json(catalogue)) if catalogue else Catalogue()
    except BadRecord as problem:
        raise click.ClickException(str(problem)) from problem
    known = known.joined(Catalogue.of(record for _, record in records))
    reader = ReaderProcess()
    try:
        desk = _Desk(reader, known, _How(**how))
        if place.is_dir():
            _folder(desk, records, one_case=order is not None)
        else:
            _echo(desk.look(*records[0]), indent=1)
    finally:
        reader.close()
    sys.exit(desk.exit_code)


def main() -> None:
    """Run one command."""
    evidence(prog_name="weikameng evidence")


@dataclass(frozen=True)
class _How:
    """What the uploader says a picture is, whether to print its lines, where the secret stands."""

    kind: str
    lines: bool
    proof_key_file: Path | None

    @property
    def key(self) -> ProofKey | None:
        """The key of the codes on our own pages, if its secret was handed over."""
        path = self.proof_key_file
        return key_from(path.read_text(encoding="utf-8").strip()) if path else None


class _Desk:
    """Looks at one picture after the other and remembers what went wrong."""

    def __init__(self, reader: ReaderProcess, known: Catalogue, how: _How) -> None:
        self._reader = reader
        self._known = known
        self._how = how
        self._key = how.key
        self.book = Casebook()
        self.exit_code = 0

    def look(self, path: Path, record: OrderRecord) -> dict[str, Any]:
        """Return what is printed about one picture."""
        head: dict[str, Any] = {"picture": path.name}
        question = Question(record, self._known, self._how.kind, self._key)
        try:
            examined = examine_picture(self._reader, _bytes(path), question)
        except BadPicture as problem:
            self.exit_code = self.exit_code or BAD_PICTURES
            refused = {"code": problem.code, **said(REFUSED[problem.code])}
            return {**head, "checked": False, "because": refused}
        except CannotRead as problem:
            self.exit_code = NOT_INSTALLED if problem.code == "not_installed" else BAD_PICTURES
            why = {"code": problem.code, **said(NOT_CHECKED[problem.code])}
            return {**head, "checked": False, "because": why}
        self.book.add(path.name, record, examined)
        lines = {"lines": list(examined.lines)} if self._how.lines else {}
        return {**head, "checked": True, **report(examined), **lines}


def _folder(desk: _Desk, records: list[_Record], *, one_case: bool) -> None:
    with click.progressbar(records, label="图片 pictures", file=sys.stderr, show_pos=True) as steps:
        for at, (path, record) in enumerate(steps, start=1):
            _echo(desk.look(path, record))
            if not sys.stderr.isatty() and (at % TOLD_EVERY == 0 or at == len(records)):
                click.echo(f"{at}/{len(records)}", err=True)
    _echo({"summary": desk.book.summary(one_case=one_case)})


def _pictures(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    found = sorted(path for path in place.iterdir() if path.suffix.lower() in ENDINGS)
    if not found:
        raise click.ClickException(f"{place}: no .jpg, .png or .webp in it")
    if len(found) > MAX_PICTURES:
        raise click.ClickException(f"{place}: more than {MAX_PICTURES} pictures")
    return found


def _record(picture: Path, order: Path | None) -> OrderRecord:
    path = order or picture.with_suffix(".json")
    if order is None and not path.exists():
        return OrderRecord()
    given = _json(path)
    try:
        return record_of(given["order"] if isinstance(given.get("order"), dict) else given)
    except BadRecord as problem:
        raise BadRecord(f"{path}: {problem}") from problem


def _json(path: Path) -> dict[str, Any]:
    if path.stat().st_size > MAX_JSON_BYTES:
        raise BadRecord(f"{path}: larger than 1 MB")
    try:
        given = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise BadRecord(f"{path}: not JSON") from problem
    if not isinstance(given, dict):
        raise BadRecord(f'{path}: should be an object like {{"order_no": "…"}}')
    return given


def _bytes(path: Path) -> bytes:
    """At most one byte more than is allowed: enough to be refused."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _echo(content: dict[str, Any], indent: int | None = None) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=indent))


if __name__ == "__main__":
    main()
