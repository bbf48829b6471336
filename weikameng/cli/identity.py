"""``weikameng identity``: look at a number's shape, change the key, delete what is due (R6.1)."""

import sys

import click
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.utils import timezone

from weikameng.cli.database import ready
from weikameng.cli.policy_texts import both
from weikameng.domain import identity as rules
from weikameng.domain.calendar import beijing
from weikameng.domain.identity import Document
from weikameng.domain.identity_words import WRONG
from weikameng.services import identity_keys


@click.group()
def identity() -> None:
    """Identity checks: numbers, keys, what is kept."""


@identity.command()
@click.argument("kind", type=click.Choice([str(one) for one in Document]))
def shape(kind: str) -> None:
    """Say whether the number on standard input can be one of that kind; it is printed nowhere.

    Exit code 1 says it can't.
    """
    number = rules.written_number(sys.stdin.readline())
    fault = rules.number_fault(Document(kind), number, beijing(timezone.now()).date())
    click.echo(both(WRONG[fault]) if fault else "ok")
    sys.exit(1 if fault else 0)


@identity.command()
def rotate() -> None:
    """Make a new key and seal every name and number with it; the worker and pages go on.

    Where WEIKAMENG_IDENTITY_KEYS is set, put a new key in front of it first: that one is used.
    """
    ready()
    try:
        done = identity_keys.rotate(timezone.now())
    except InvalidToken as error:
        raise click.ClickException(
            "something is sealed with a key that is not here: put that key behind the others in "
            "WEIKAMENG_IDENTITY_KEYS; nothing was lost"
        ) from error
    click.echo(f"{done} checks sealed with key {identity_keys.newest()}")


@identity.command()
def purge() -> None:
    """Delete the names and numbers whose time is over, as the worker does every night."""
    ready()
    done = identity_keys.purge_now(timezone.now())
    click.echo(f"{done} deleted; kept for {settings.IDENTITY_KEEP_DAYS} days after the answer")
