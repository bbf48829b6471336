"""Migrations and Django's own commands."""

import click
from django.core.management import call_command, execute_from_command_line

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


def bring_up_to_date(verbosity: int = 0) -> None:
    """Migrate and publish what ships; safe to repeat."""
    call_command("migrate", verbosity=verbosity, interactive=False)
    call_command("createcachetable", verbosity=verbosity)
    setup.publish_shipped_policy()
