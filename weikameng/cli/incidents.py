"""``weikameng incident``: what failed, tried dry, started by two people, paused, reported (N7)."""

import csv
import sys
from datetime import datetime

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, politely
from weikameng.domain.channel_names import route_words
from weikameng.domain.forecast import Funds
from weikameng.domain.incident_report import HEAD, line_of
from weikameng.domain.incidents import FATE_WORDS, Fate, Finding
from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words, typeset
from weikameng.records.reading import incidents as reading
from weikameng.services import incidents as service

ID = click.argument("incident", type=int)
MOMENT = click.DateTime(["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d"])
UNITS = click.option("--units", required=True, type=int, help="As the dry run said.")
AMOUNT = click.option("--amount", required=True, help="In yuan, as the dry run said.")


@click.group()
def incident() -> None:
    """Incidents: refund, unasked, what a failing supplier or good has hit."""


@incident.command("list")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(page: int) -> None:
    """List incidents: id, state, supplier, good, from, to."""
    ready()
    rows, more = reading.incidents(page)
    for row in rows:
        sku = row.product.sku if row.product else "-"
        span = f"{_local(row.since)} – {_local(row.until)}"
        click.echo(f"{row.pk}  {row.state}  {row.supplier or '-'}  {sku}  {span}")
    if more:
        click.echo(f"… --page {page + 1}")


@incident.command("declare")
@click.option("--supplier", default="", help="Whose goods; or only --good.")
@click.option("--good", "sku", default="", help="Its sku; all goods of the supplier if left out.")
@click.option("--from", "since", required=True, type=MOMENT, help="Paid from (Beijing).")
@click.option("--to", "until", required=True, type=MOMENT, help="Paid before (Beijing).")
@click.option(
    "--found", default=str(Finding.NOT_ARRIVED), type=click.Choice([str(one) for one in Finding])
)
@click.option("--zh", required=True, help="What buyers read, in Chinese.")
@click.option("--en", required=True, help="The same in English.")
@AS
@politely
def declare(supplier: str, sku: str, since: datetime, until: datetime, **said: str) -> None:
    """Declare what failed; nothing is refunded by that."""
    span = (since.replace(tzinfo=BEIJING), until.replace(tzinfo=BEIJING))
    words = Words(said["zh"], said["en"])
    wish = service.Declaration(supplier, sku, *span, Finding(said["found"]), words)
    made = service.declare(wish, actor_named(said["username"]), at=timezone.now())
    click.echo(f"{made}: declared")


@incident.command("dry-run")
@ID
@politely
def dry_run(incident: int) -> None:
    """Print what INCIDENT would do now: units, money by channel, funds, what is left out."""
    tried = service.dry_run(incident, timezone.now())
    count = tried.run.refund
    amount = yuan_of(count.amount_minor)
    click.echo(f"refund  {count.units} units  {count.orders} orders  {amount} yuan")
    for route, need in tried.run.money.items():
        click.echo(f"  {route_words(route).en}  {need.count}  {yuan_of(need.amount_minor)}")
    for funds in tried.funds:
        click.echo(f"  {_standing(funds)}")
    for fate, left in tried.run.fates.items():
        if fate is not Fate.REFUND:
            words = FATE_WORDS[fate]
            click.echo(f"left out  {left.units}  {typeset(words.zh)} / {words.en}")


@incident.command("start")
@ID
@UNITS
@AMOUNT
@AS
@politely
def start(incident: int, units: int, amount: str, username: str) -> None:
    """Start INCIDENT: the first person asks, another one agrees with the same numbers."""
    by, at, expected = actor_named(username), timezone.now(), (units, _fen(amount))
    row = reading.incident(incident)
    if row is not None and row.state == "asked" and row.asked_by_id != by.id:
        service.approve(incident, expected, by, at=at)
        click.echo(f"{incident}: running")
        return
    service.ask(incident, expected, by, at=at)
    click.echo(f"{incident}: asked; another person runs the same command")


@incident.command("pause")
@ID
@AS
@politely
def pause(incident: int, username: str) -> None:
    """Pause INCIDENT after the parts that are being written."""
    service.pause(incident, actor_named(username), at=timezone.now())
    click.echo(f"{incident}: paused")


@incident.command("resume")
@ID
@AS
@politely
def resume(incident: int, username: str) -> None:
    """Go on with INCIDENT."""
    service.resume(incident, actor_named(username), at=timezone.now())
    click.echo(f"{incident}: running")


@incident.command("report")
@ID
@politely
def report(incident: int) -> None:
    """Write what became of every unit of INCIDENT so far, as CSV."""
    if reading.incident(incident) is None:
        raise click.ClickException("没有这个故障 / no such incident")
    out = csv.writer(sys.stdout)
    out.writerow(HEAD)
    for line in reading.report(incident):
        out.writerow(line_of(line))


def _standing(funds: Funds) -> str:
    left = yuan_of(funds.balance.left_minor) if funds.balance else "no balance recorded"
    short = f", short by {yuan_of(funds.short.amount_minor)}" if funds.short else ""
    return f"{funds.route}: pending with it {yuan_of(funds.pending_minor)}, balance {left}{short}"


def _fen(amount: str) -> int:
    try:
        return minor_of(amount)
    except ValueError as error:
        raise click.BadParameter("an amount like 1234.50") from error


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
