"""``weikameng payouts``: money on its way, and what finance may do about a leg that is held up."""

from typing import Any

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, WHY, politely
from weikameng.domain.errors import not_found
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.window import BEIJING
from weikameng.records.reading import payout_pages as reading
from weikameng.services import held_payouts

NUMBER = click.argument("number")
SHOWS = ("person", "way", "late", "settled", "all")


@click.group()
def payouts() -> None:
    """Payouts: the legs of refunds on their way through payment channels."""


@payouts.command("list")
@click.option("--show", default="person", type=click.Choice(SHOWS), help="Which ones.")
@click.option("--route", default="", help="Only this channel: alipay, wechatpay, offline …")
@click.option("--number", default="", help="The number of a payout, a refund or an order.")
@click.option("--page", default=1, type=click.IntRange(1, 1000), help="Twenty a page.")
def listing(show: str, route: str, number: str, page: int) -> None:
    """List payouts: number, state, route, yuan, promised by, code."""
    ready()
    if number and not (number.isascii() and number.isdigit()):
        raise click.BadParameter("编号只有数字 / a number has digits only", param_hint="--number")
    wanted = reading.Wanted(show, route, number)
    rows, more = reading.payouts(wanted, page, timezone.now())
    for row in rows:
        click.echo(_line(row))
    if more:
        click.echo(f"… --page {page + 1}")


@payouts.command("show")
@NUMBER
def show(number: str) -> None:
    """Show one payout: its refund's legs, every answer of the channel, its transfers."""
    ready()
    whole = reading.whole_payout(number) if number.isascii() and number.isdigit() else None
    if whole is None:
        raise click.ClickException(f"没有打款 {number} / no payout {number}")
    click.echo(_line(whole.payout))
    click.echo(f"case {whole.payout.case.number}  order {whole.payout.case.order.number}")
    click.echo(f"may {' '.join(sorted(held_payouts.may_act_on(whole.leg))) or '-'}")
    if whole.complaint_since:
        click.echo(f"complaint open since {_moment(whole.complaint_since)}")
    for leg in whole.legs:
        if leg.pk != whole.payout.pk:
            click.echo(f"leg {_line(leg)}")
    for transfer in whole.transfers:
        click.echo(f"transfer {transfer.pk}  {transfer.state}  {transfer.payee_shown}")
    for receipt in whole.receipts:
        proven = "" if receipt.verified else "  unproven"
        said = f"  {receipt.message}" if receipt.message else ""
        click.echo(
            f"{_moment(receipt.at)}  {receipt.verb}  {receipt.outcome}  {receipt.code or '-'}"
            f"{proven}{said}"
        )


@payouts.command("again")
@NUMBER
@AS
@politely
def again(number: str, username: str) -> None:
    """Ask the channel again about every open leg of the refund that NUMBER belongs to."""
    leg = reading.whole_payout(number)
    if leg is None:
        raise not_found()
    held_payouts.ask_again(leg.payout.case.number, **_who(username))
    click.echo(f"{leg.payout.case.number}: asked again")


@payouts.command("anew")
@NUMBER
@WHY
@AS
@politely
def anew(number: str, note: str, username: str) -> None:
    """Send the payout NUMBER again under a new number; only where the old one can't succeed."""
    fresh = held_payouts.send_anew(number, note, **_who(username))
    click.echo(f"{number}: replaced by {fresh}")


@payouts.command("returned")
@NUMBER
@WHY
@AS
@politely
def returned(number: str, note: str, username: str) -> None:
    """Note that the bank sent the payout NUMBER back after it had arrived."""
    held_payouts.bank_returned(number, note, **_who(username))
    click.echo(f"{number}: reversed")


def _who(username: str) -> dict[str, Any]:
    actor = actor_named(username)
    return {"staff_id": actor.id, "role": actor.role, "at": timezone.now()}


def _line(row: Any) -> str:
    promised = _moment(row.promised_at) if row.promised_at else "-"
    parts = (row.number, row.state, row.route, yuan_of(row.amount_minor), promised)
    return "  ".join((*parts, row.last_code or "-"))


def _moment(at: Any) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
