"""``weikameng ledger alarms``: what was seen of the log that must not be, and what shows it."""

import json
from pathlib import Path
from typing import Any

import click

from weikameng.cli.database import ready
from weikameng.cli.policy_texts import both
from weikameng.domain.log_words import NO_ALARMS
from weikameng.records.reading.log_alarms import MOST_SHOWN, KeptAlarm, newest


@click.command()
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, MOST_SHOWN))
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also write what shows it into files here, signed heads as they were signed.",
)
@click.option("--json", "as_json", is_flag=True, help="One list.")
def alarms(limit: int, folder: Path | None, *, as_json: bool) -> None:
    """Show why the log was not signed or anchored, and what convicts: split views, lost entries."""
    ready()
    found = newest(limit)
    if as_json:
        click.echo(json.dumps([_told(one) for one in found]))
    elif not found:
        click.echo(both(NO_ALARMS))
    for one in found:
        if not as_json:
            at = one.at.isoformat(timespec="seconds")
            click.echo(f"{one.id}  {at}  {one.code}: {both(one.words)}")
        if folder:
            _write(one, folder, quiet=as_json)


def _write(one: KeptAlarm, folder: Path, *, quiet: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in one.evidence.items():
        path = folder / f"{one.id:06}-{one.code}-{name}"
        path.write_text(content, encoding="utf-8")
        if not quiet:
            click.echo(f"  {path}")


def _told(one: KeptAlarm) -> dict[str, Any]:
    told = {"id": one.id, "at": one.at.isoformat(), "code": one.code}
    return told | {"zh": one.words.zh, "en": one.words.en, "evidence": dict(one.evidence)}
