"""Migrations and Django's own commands."""

import click
from django.core.management import call_command, execute_from_command_line
from django.utils import timezone

from weikameng.services import setup


@click.command()
def migrate() -> None:
    """Bring the database to this version: tables, shared cache, the shipped policy."""
    bring_up_to_date(verbosity=1)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands, e.g. ``weikameng manage shell``."""
    execute_from_command_line(["weikameng manage", *arguments])


@click.command()
def stop() -> None:
    """Stop the embedded database server; data stay."""
    if not setup.stop_database():
        raise click.ClickException("DATABASE_URL names the server; it is not ours to stop")


def ready() -> None:
    """End with one sentence when the database can't serve this version."""
    try:
        setup.check_up_to_date()
    except setup.NotReady as problem:
        raise click.ClickException(str(problem)) from problem


def bring_up_to_date(verbosity: int = 0) -> None:
    """Migrate and publish what ships; safe to repeat."""
    try:
        setup.check_server()
    except setup.NotReady as problem:
        raise click.ClickException(str(problem)) from problem
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=verbosity)
    setup.publish_shipped_policy(timezone.now())
