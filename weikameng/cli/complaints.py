"""``weikameng complaints``: what buyers began at payment channels, kept by named people (N9)."""

import re

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, politely
from weikameng.cli.policy_texts import both
from weikameng.domain.complaints import (
    KIND_WORDS,
    OUTCOME_WORDS,
    REACH_WORDS,
    Closing,
    Kind,
    NewComplaint,
    Outcome,
    decided_on,
    told,
)
from weikameng.domain.money import minor_of, yuan_of
from weikameng.records.reading import complaints as reading
from weikameng.services import complaints as service

_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")


def _fen(_context: click.Context, _param: click.Parameter, typed: str | None) -> int:
    if typed is None:
        return 0
    if not _AMOUNT.fullmatch(typed):
        raise click.BadParameter("金额要写成 12.30 / an amount is written as 12.30")
    return minor_of(typed)


ID = click.argument("complaint", type=int)
NOTE = click.option("--note", default="", help="What happened, for the record.")


@click.group()
def complaints() -> None:
    """Complaints and chargebacks: an open one holds the order's refunds."""


@complaints.command("list")
@click.option("--order", default="", help="Only those about this order.")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(order: str, page: int) -> None:
    """List complaints, the open ones first: number, state, order, channel, amount, reference."""
    ready()
    rows, more = (reading.of_order(order), False) if order else reading.complaints(page)
    for row in rows:
        ended = both(OUTCOME_WORDS[Outcome(row.outcome)]) if row.outcome else "未结 / open"
        amount = yuan_of(row.amount_minor)
        kind = both(KIND_WORDS[Kind(row.kind)])
        click.echo(
            f"{row.pk}  {ended}  {row.order.number}  {row.tender.route}  {amount}"
            f"  {kind}  {row.reference}"
        )
    if more:
        click.echo(f"… --page {page + 1}")


@complaints.command("open")
@click.argument("order")
@click.option("--reference", required=True, help="The channel's own number of it.")
@click.option("--amount", required=True, callback=_fen, help="What it is about, in yuan: 12.30.")
@click.option("--kind", default=str(Kind.COMPLAINT), type=click.Choice([str(k) for k in Kind]))
@click.option("--route", default="", help="The channel, when several took the payment.")
@click.option("--decides-on", default="", help="The day by which the channel decides: 2026-12-01.")
@NOTE
@AS
@politely
def record(order: str, username: str, note: str, amount: int, **named: str) -> None:
    """Record a complaint about ORDER and hold what is not sent."""
    by, route = decided_on(named["decides_on"]), named["route"]
    new = NewComplaint(order, named["kind"], named["reference"], amount, route, note, by)
    _tell(service.open_complaint(new, actor_named(username), at=timezone.now()))


@complaints.command("close")
@ID
@click.option("--outcome", required=True, type=click.Choice([str(one) for one in Outcome]))
@click.option("--paid", callback=_fen, help="What the channel itself paid the buyer, in yuan.")
@NOTE
@AS
@politely
def close(complaint: int, outcome: str, paid: int, note: str, username: str) -> None:
    """Close COMPLAINT (its number in the list): what was held is sent, or stands as paid."""
    closing = Closing(outcome, note, paid)
    _tell(service.close(complaint, closing, actor_named(username), at=timezone.now()))


@complaints.command("reopen")
@ID
@NOTE
@AS
@politely
def reopen(complaint: int, note: str, username: str) -> None:
    """Open COMPLAINT again, if the channel paid nothing: what is not sent waits again."""
    _tell(service.reopen(complaint, note, actor_named(username), at=timezone.now()))


def _tell(standing: service.Standing) -> None:
    state = "未结 / open" if standing.open else "已结 / closed"
    click.echo(f"{standing.id}  {state}")
    for leg in standing.legs:
        amount = yuan_of(leg.amount_minor)
        click.echo(f"  {leg.number}  {leg.route}  {amount}  {both(REACH_WORDS[leg.reach])}")
    if standing.open:
        click.echo(both(told(standing.legs)))
