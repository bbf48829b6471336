"""``weikameng witness``: hands over to a process that needs neither Django nor a database."""

import click

from weikameng.cli.offline import hand_over

_AS_TYPED = {"ignore_unknown_options": True, "help_option_names": []}


@click.group()
def witness() -> None:
    """Be a witness of logs: see that they only grow, and say so by signature."""


@witness.command("serve", context_settings=_AS_TYPED)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def serve(words: tuple[str, ...]) -> None:
    """Cosign the heads of logs over HTTP, as long as each only grows."""
    hand_over("witness", "serve", *words)


@witness.command("key", context_settings=_AS_TYPED)
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def key(words: tuple[str, ...]) -> None:
    """Make a witness's key."""
    hand_over("witness", "key", *words)
