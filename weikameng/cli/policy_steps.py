"""The steps of a policy version from the command line, each as a named person (``--as``)."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import ParamSpec, TypeVar

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.policy_texts import Source, both, database, source_of, told
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.window import BEIJING
from weikameng.records.reading import policies as reading
from weikameng.services import policies

P = ParamSpec("P")
R = TypeVar("R")

AS = click.option("--as", "username", required=True, help="Who does it: a sign-in name.")
WHY = click.option("--why", "note", required=True, help="The reason the history keeps.")
SEEN = click.option("--seen", default="", help="SHA-256 of the text you read (its start will do).")
NAME = click.argument("name")


def join(group: click.Group) -> None:
    """Add these commands to ``weikameng policy``."""
    for command in (draft, save, propose, send_back, publish, withdraw, discard, restore):
        group.add_command(command)


def politely(command: Callable[P, R]) -> Callable[P, R]:
    """Say a refusal in both languages and end with exit code 1."""

    @functools.wraps(command)
    def guarded(*args: P.args, **named: P.kwargs) -> R:
        try:
            database()
            return command(*args, **named)
        except policies.BrokenPolicy as broken:
            source = Source(str(named.get("name", "")), "")
            for problem in broken.problems:
                click.echo(told(source, problem), err=True)
            raise click.ClickException(both(broken.words)) from broken
        except Refusal as refusal:
            raise click.ClickException(both(refusal.words)) from refusal

    return guarded


@click.command("draft")
@NAME
@click.option("--from", "based_on", required=True, help="The version its text is copied from.")
@AS
@politely
def draft(name: str, based_on: str, username: str) -> None:
    """Begin a draft called NAME as a copy of another version."""
    policies.start_draft(
        policies.NewDraft(name, based_on), actor_named(username), at=timezone.now()
    )
    click.echo(f"{name}: draft")


@click.command("save")
@NAME
@click.argument("file", type=click.Path(exists=True))
@click.option("--onto", help="The published version whose changes the text has taken over.")
@SEEN
@AS
@politely
def save(name: str, file: str, onto: str | None, seen: str, username: str) -> None:
    """Save FILE (or a folder of TOML files) as the text of the draft NAME.

    When somebody else saved last, --seen must say which text yours was made from.
    """
    actor, row = actor_named(username), reading.version_named(name)
    digest = _seen(name, seen)
    last = reading.events(name)[-1] if row else None
    if not seen and last and last.actor_id != actor.id:
        raise click.ClickException(
            f"{name} 最后由别人保存,请用 --seen 说明你的文本从哪一份改来 / somebody else saved"
            f" {name} last; say with --seen which text yours was made from"
        )
    edit = policies.Edit(source_of(file).text, digest, onto)
    click.echo(f"sha256 {policies.save_draft(name, edit, actor, at=timezone.now())}")


@click.command("propose")
@NAME
@WHY
@SEEN
@AS
@politely
def propose(name: str, note: str, seen: str, username: str) -> None:
    """Put the draft NAME forward for a second person; a text with errors is refused."""
    proposal = policies.Proposal(_seen(name, seen), note)
    policies.propose(name, proposal, actor_named(username), at=timezone.now())
    click.echo(f"{name}: proposed, sha256 {proposal.seen_digest}")


@click.command("return")
@NAME
@WHY
@AS
@politely
def send_back(name: str, note: str, username: str) -> None:
    """Send the proposal NAME back to be worked on, or take your own back."""
    policies.return_to_draft(name, note, actor_named(username), at=timezone.now())
    click.echo(f"{name}: draft")


@click.command("publish")
@NAME
@click.option(
    "--effective",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day it takes effect, 00:00 in Beijing; the earliest allowed when left out.",
)
@SEEN
@AS
@politely
def publish(name: str, effective: datetime | None, seen: str, username: str) -> None:
    """Approve the proposal NAME and announce it; never by who proposed it."""
    day = effective.date() if effective else None
    approval = policies.Approval(_seen(name, seen), day)
    begins = policies.approve(name, approval, actor_named(username), at=timezone.now())
    click.echo(f"{name}: {begins.astimezone(BEIJING).isoformat()}, sha256 {approval.seen_digest}")


@click.command("withdraw")
@NAME
@WHY
@AS
@politely
def withdraw(name: str, note: str, username: str) -> None:
    """Withdraw the announced version NAME before it takes effect."""
    policies.withdraw(name, note, actor_named(username), at=timezone.now())
    click.echo(f"{name}: withdrawn")


@click.command("discard")
@NAME
@AS
@politely
def discard(name: str, username: str) -> None:
    """Throw the draft NAME away; it can be restored."""
    policies.delete_draft(name, actor_named(username), at=timezone.now())
    click.echo(f"{name}: discarded")


@click.command("restore")
@NAME
@AS
@politely
def restore(name: str, username: str) -> None:
    """Take the discarded draft NAME back."""
    policies.restore_draft(name, actor_named(username), at=timezone.now())
    click.echo(f"{name}: draft")


def _seen(name: str, seen: str) -> str:
    """Return the digest that is meant: what stands now, or what the start of one says."""
    row = reading.version_named(name)
    now = row.digest if row else ""
    return now if not seen or (len(seen) >= 8 and now.startswith(seen)) else seen
