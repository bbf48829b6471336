"""Makes people and API tokens from the command line, and reads what staff did."""

from datetime import datetime

import click
from django.utils import timezone

from weikameng.cli.personal import erase, export
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.roles import ROLE_WORDS, Role
from weikameng.domain.staff_acts import Act
from weikameng.records.reading import accounts as reading
from weikameng.records.reading import staff_log
from weikameng.services import accounts


@click.group()
def people() -> None:
    """People and their API tokens."""


people.add_command(export)
people.add_command(erase)


@people.command("list")
def listing() -> None:
    """List everyone with their role."""
    for person in reading.people():
        words = ROLE_WORDS[Role(person.role)]
        click.echo(f"{person.username}\t{person.role}\t{words.zh} / {words.en}")


@people.command("log")
@click.option("--person", default="", help="Only this sign-in name.")
@click.option("--what", type=click.Choice(["", *Act]), default="", help="Only this act.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Only this day, Beijing time.")
@click.option("--page", default=1, type=click.IntRange(1), help="50 lines a page, newest first.")
def log(person: str, what: str, day: datetime | None, page: int) -> None:
    """Print what staff did: when, who, in which role, what, about what, why."""
    wanted = staff_log.Wanted(person, what, day.date() if day else None)
    rows, more = staff_log.actions(wanted, page)
    for row in rows:
        when = row.at.astimezone(BEIJING).isoformat(timespec="seconds")
        who = row.person.username if row.person else "-"
        told = (when, who, row.role, row.what, row.about, row.because)
        click.echo("\t".join(" ".join(part.split()) for part in told))
    if more:
        click.echo(f"--page {page + 1} …", err=True)


@people.command("token")
@click.argument("username")
@click.option("--name", default="command line", help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, default=sorted(accounts.BUYERS_SCOPES))
@click.option("--days", type=int, help="Valid for so many days; without it until revoked.")
def token(username: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Issue an API token for USERNAME; it is printed once and only its digest is kept."""
    wanted, at = frozenset(scopes), timezone.now()
    try:
        click.echo(accounts.issue_token(username, name, wanted, at=at, days=days))
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal


@people.command("revoke")
@click.argument("username")
def revoke(username: str) -> None:
    """Revoke every API token of USERNAME; they open nothing from now on."""
    click.echo(f"{accounts.revoke_tokens(username, at=timezone.now())} tokens revoked")


@people.command("add")
@click.argument("username")
@click.option("--name", "display_name", default="", help="The name others see.")
@click.option(
    "--role", default="buyer", type=click.Choice(list(accounts.ROLES)), help="What they are here."
)
@click.password_option()
def add(username: str, display_name: str, role: str, password: str) -> None:
    """Make an account for USERNAME (an existing one is left as it is)."""
    try:
        accounts.add_person(username, display_name or username, role, password, at=timezone.now())
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal
