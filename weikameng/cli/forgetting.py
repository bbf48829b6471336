"""``weikameng ledger forget``: destroys salts that need not be kept any more, in two steps."""

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.policy_steps import politely
from weikameng.cli.policy_texts import both
from weikameng.domain import retention
from weikameng.services import forgetting
from weikameng.services.forgetting import Forgettable


@click.command()
@click.option("--buyer", "buyer", default="", help="Only this buyer's: a sign-in name.")
@click.option("--confirm", "code", default="", help="The code that the first step showed.")
@click.option("--as", "username", default="", help="Who confirms: a sign-in name.")
@click.option("--why", "note", default="", help="The reason the staff log keeps.")
@politely
def forget(buyer: str, code: str, username: str, note: str) -> None:
    """Show which salts need not be kept any more; with --confirm CODE destroy exactly those.

    The log stays whole; what it committed to can't be read by anybody then, nor brought back.
    """
    at = timezone.now()
    if not code:
        _shown(forgetting.forgettable(buyer, at=at), buyer)
        return
    if not username or not note.strip():
        raise click.UsageError("--confirm wants --as NAME and --why REASON")
    count = forgetting.forget(buyer, code, note, actor_named(username), at=at)
    click.echo(f"{count} salts destroyed")


def _shown(found: Forgettable, buyer: str) -> None:
    click.echo(both(retention.due_words(len(found.goods), found.open)))
    if found.first_due_at:
        words = retention.later_words(found.later, found.first_due_at, timezone.now())
        click.echo(both(words))
    if not found.goods:
        click.echo(both(retention.NOTHING))
        return
    click.echo(both(retention.NOT_YET))
    whose = f" --buyer {buyer}" if buyer else ""
    click.echo(f"weikameng ledger forget{whose} --confirm {found.code} --as NAME --why REASON")
