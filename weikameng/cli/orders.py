"""Brings other shops' orders in from a file, and takes a shop's whole books out."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import click
from django.utils import timezone

from weikameng.cli.policy_steps import politely
from weikameng.domain.bulk.jobs import KINDS, RowKind
from weikameng.domain.bulk.problems import Counted, Problem
from weikameng.domain.bulk.ready_made import READY, ready
from weikameng.domain.errors import not_found
from weikameng.domain.words import typeset
from weikameng.records.reading.shops import shop_named
from weikameng.services import bulk_imports, data_exports
from weikameng.services.bulk_imports import Source

PART_BYTES = 1024 * 1024
# Bad rows beyond these stand in the file of --errors alone.
SHOWN = 1000


@click.group()
def orders() -> None:
    """Orders from another shop."""


@orders.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), default="orders", show_default=True)
@click.option("--mapping", default="", help=f"A mapping file, or one of: {', '.join(READY)}.")
@click.option("--shop", default="", help="Whose they are: a shop's code. Without: our own.")
@click.option("--errors", type=click.Path(path_type=Path), help="Write bad rows there, to mend.")
@politely
def import_file(file: Path, kind: str, mapping: str, shop: str, errors: Path | None) -> None:
    """Import FILE (CSV or JSON lines, docs/importing.md); repeat it safely.

    Exit code 1 with bad rows.
    """
    text = ready(mapping) if mapping in READY else _text(mapping)
    given = Source(file.name, RowKind(kind), text, _shop(shop))
    tally = _Tally()
    with file.open("rb") as content:
        source = bulk_imports.opened(given, lambda: _parts(content))
        bad = _told(bulk_imports.directly(source, clock=timezone.now), tally)
        lines = bulk_imports.as_file(source.form, source.columns, bad, source.separator)
        if errors:
            _kept(errors, lines, tally)
        else:
            deque(lines, maxlen=0)
    click.echo(f"{tally.new} {kind} imported, {tally.known} already here, {tally.bad} bad rows")
    sys.exit(1 if tally.bad else 0)


@dataclass
class _Tally:
    """What became of the rows so far."""

    new: int = 0
    known: int = 0
    bad: int = 0


def _told(batches: Iterable[Counted], tally: _Tally) -> Iterator[Problem]:
    """Tell how far it is batch by batch, and the first bad rows; yields every one."""
    for done in batches:
        for one in islice(done.problems, max(0, SHOWN - tally.bad)):
            both = f"{one.words.en} / {typeset(one.words.zh)}"
            click.echo(f"line {one.line}: {both}", err=True)
        tally.new, tally.known = tally.new + done.new, tally.known + done.known
        tally.bad += len(done.problems)
        click.echo(f"{tally.new + tally.known + tally.bad} rows read …", err=True)
        yield from done.problems


def _kept(errors: Path, lines: Iterable[str], tally: _Tally) -> None:
    """Write the file of bad rows; it has its name once it is whole, and may replace the source."""
    begun = errors.with_name(f"{errors.name}.part")
    with begun.open("w", encoding="utf-8", newline="") as out:
        out.writelines(lines)
    if tally.bad:
        begun.replace(errors)
    else:
        begun.unlink()


@orders.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--shop", default="", help="Whose: a shop's code. Without: our own storefront's.")
@politely
def export_file(file: Path, shop: str) -> None:
    """Write paid orders into FILE as JSON lines that can be imported again."""
    count = 0
    with file.open("wb") as out:
        for line in data_exports.orders_of_shop(_shop(shop)):
            out.write(line)
            count += 1
    click.echo(f"{count} orders written")


def _parts(content: IO[bytes]) -> Iterator[bytes]:
    content.seek(0)
    while part := content.read(PART_BYTES):
        yield part


def _text(mapping: str) -> str:
    return Path(mapping).read_text(encoding="utf-8-sig") if mapping else ""


def _shop(code: str) -> int | None:
    if not code:
        return None
    shop = shop_named(code)
    if shop is None or shop.closed_at:
        raise not_found()
    return shop.id
