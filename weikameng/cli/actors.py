"""Who does it, for commands that take ``--as``."""

import click

from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading import accounts


def actor_named(username: str) -> Actor:
    """Return the person of a sign-in name with their role; ClickException when there is none."""
    person = accounts.person_named(username)
    if person is None:
        raise click.ClickException(f"没有用户 {username} / no user {username}")
    return Actor(person.pk, person.role)
