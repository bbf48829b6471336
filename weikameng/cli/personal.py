"""``weikameng people export|erase``: a buyer's data taken along, or forgotten (PIPL)."""

from pathlib import Path

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.policy_steps import politely
from weikameng.cli.policy_texts import both
from weikameng.domain.personal import GONE, KEPT
from weikameng.domain.policy.window import BEIJING
from weikameng.services import data_exports, erasing


@click.command("export")
@click.argument("username")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@politely
def export(username: str, file: Path) -> None:
    """Write everything of USERNAME into FILE, a zip of JSON with a page to read."""
    person = actor_named(username)
    with file.open("wb") as out:
        data_exports.write_person(person.id, out, lambda _done, _total: None)
    data_exports.noted_by_command(person.id, at=timezone.now())
    click.echo(f"{file} {file.stat().st_size} bytes")


@click.command("erase")
@click.argument("username")
@click.option("--call-off", is_flag=True, help="Call off what was asked for and still waits.")
@click.option("--yes", is_flag=True, help="Really ask; without it only shown.")
@politely
def erase(username: str, call_off: bool, yes: bool) -> None:
    """Show what erasing USERNAME would empty and leave; with --yes ask for it.

    For seven days it can be called off; then the worker carries it out.
    """
    person, at = actor_named(username), timezone.now()
    if call_off:
        erasing.call_off(person.id, None, at=at)
        click.echo("called off")
        return
    found = erasing.outlook(person.id, at=at)
    for words in (*GONE, *KEPT):
        click.echo(both(words))
    click.echo(
        f"orders: {found.orders_now} now, {found.orders_open} open, {found.orders_later} later"
    )
    if not yes:
        click.echo(f"weikameng people erase {username} --yes")
        return
    carries_at = erasing.ask(person.id, None, at=at)
    click.echo(f"carried out from {carries_at.astimezone(BEIJING).isoformat(timespec='seconds')}")
