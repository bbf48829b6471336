"""Makes people and API tokens from the command line."""

import click
from django.utils import timezone

from weikameng.domain.errors import Refusal
from weikameng.services import accounts


@click.group()
def people() -> None:
    """People and their API tokens."""


@people.command("token")
@click.argument("username")
@click.option("--name", default="command line", help="What the token is for.")
@click.option("--scope", "scopes", multiple=True, default=sorted(accounts.BUYERS_SCOPES))
def token(username: str, name: str, scopes: tuple[str, ...]) -> None:
    """Issue an API token for USERNAME; it is printed once and only its digest is kept."""
    try:
        click.echo(accounts.issue_token(username, name, frozenset(scopes), at=timezone.now()))
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
@click.option("--role", default="buyer", help="buyer, reviewer, supervisor, finance, auditor …")
@click.password_option()
def add(username: str, display_name: str, role: str, password: str) -> None:
    """Make an account for USERNAME (an existing one is left as it is)."""
    try:
        accounts.add_person(username, display_name or username, role, password)
    except Refusal as refusal:
        raise click.ClickException(f"{refusal.words.zh} / {refusal.words.en}") from refusal
