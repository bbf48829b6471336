"""``weikameng channels``: how each payment channel stands."""

import sys
from datetime import datetime
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, politely
from weikameng.cli.policy_texts import both
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.window import BEIJING
from weikameng.records.reading.channel_figures import Waiting, waiting
from weikameng.records.reading.channels import standings
from weikameng.services import channels as service
from weikameng.services import wiring
from weikameng.services.channel_states import BROKEN, SHOWN, ChannelState, state_of


@click.group(invoke_without_command=True)
@click.pass_context
def channels(context: click.Context) -> None:
    """Show every channel: its state, what waits, what is wrong; exit code 1 if one is broken."""
    if context.invoked_subcommand:
        return
    ready()
    at = timezone.now()
    rows, open_ones = standings(), waiting(at)
    found = {route: state_of(route, rows.get(route), at) for route in SHOWN}
    for route, state in found.items():
        _say(route, state, rows.get(route), open_ones.get(route, Waiting()))
    if BROKEN & set(found.values()):
        sys.exit(1)


@channels.command("resume")
@click.argument("route")
@AS
@politely
def resume(route: str, username: str) -> None:
    """Let the stopped channel ROUTE work again at once, its keys being mended."""
    service.resume(route, by=actor_named(username), at=timezone.now())
    click.echo(f"{route}: resumed")


def _say(route: str, state: ChannelState, row: Any, left: Waiting) -> None:
    amount = yuan_of(left.amount_minor)
    click.echo(f"{route}  {state}  waiting {left.count} ({amount})  late {left.late}")
    if state is ChannelState.STOPPED:
        click.echo(f"  since {_moment(row.stopped_at)}, {row.code or '-'} {row.message}".rstrip())
        if row.probe_at:
            click.echo(f"  next try {_moment(row.probe_at)}")
    for fault in wiring.channel_faults():
        if fault.channel == route:
            click.echo(f"  {fault.setting}: {both(fault.words)}")


def _moment(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
