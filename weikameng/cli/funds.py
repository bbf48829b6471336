"""``weikameng funds``: pending refunds against what the channels' accounts hold."""

import json
from typing import Any

import click
from django.utils import timezone

from weikameng.cli.actors import actor_named
from weikameng.cli.amounts import fen
from weikameng.cli.database import ready
from weikameng.cli.policy_steps import AS, politely
from weikameng.cli.policy_texts import both
from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.forecast import Funds
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words
from weikameng.services import forecast


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON list instead of lines.")
@click.pass_context
def funds(context: click.Context, as_json: bool) -> None:
    """Show what pending refunds take from every channel's account, and whether it is there."""
    if context.invoked_subcommand:
        return
    ready()
    channels = forecast.forecast(timezone.now())
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in channels], ensure_ascii=False, indent=2))
        return
    for one in channels:
        _say(one)


@funds.command("set")
@click.argument("route")
@click.argument("amount", callback=fen)
@AS
@politely
def record(route: str, amount: int, username: str) -> None:
    """Record that the account at ROUTE holds AMOUNT (yuan) now, as read in its back office."""
    forecast.record_balance(route, amount, by=actor_named(username), at=timezone.now())
    click.echo(f"{route}: {yuan_of(amount)} yuan recorded")


def _say(one: Funds) -> None:
    name = both(CHANNEL_WORDS[one.route]) if one.route in CHANNEL_WORDS else one.route
    click.echo(f"{one.route} ({name})  {both(_standing(one))}")
    click.echo(f"  pending {yuan_of(one.pending_minor)} yuan in {one.pending_count} refunds")
    if one.balance:
        click.echo(
            f"  recorded {yuan_of(one.balance.amount_minor)} at {one.balance.at.isoformat()}, "
            f"paid since {yuan_of(one.balance.paid_since_minor)}"
        )
    if one.review_count:
        amount = yuan_of(one.review_minor)
        click.echo(f"  in review {amount} yuan in {one.review_count} refunds could come")
    if one.short_since:
        click.echo(
            f"  the channel has answered 'balance short' since {one.short_since.isoformat()}"
        )


def _standing(one: Funds) -> Words:
    if one.short:
        lacks = yuan_of(one.short.amount_minor)
        return Words(
            f"从 {one.short.day} 起不够,还差 {lacks} 元", f"short by {lacks} from {one.short.day}"
        )
    if one.balance is None:
        return Words("没有登记余额", "no balance recorded")
    return Words("够用", "enough")


def _as_json(one: Funds) -> dict[str, Any]:
    balance = one.balance
    return {
        "route": one.route,
        "pending": [
            {"day": need.day.isoformat(), "count": need.count, "amount_minor": need.amount_minor}
            for need in one.needs
        ],
        "pending_minor": one.pending_minor,
        "balance": balance
        and {
            "amount_minor": balance.amount_minor,
            "at": balance.at.isoformat(),
            "by": balance.by,
            "paid_since_minor": balance.paid_since_minor,
        },
        "short": one.short
        and {"from": one.short.day.isoformat(), "amount_minor": one.short.amount_minor},
        "in_review": {"count": one.review_count, "amount_minor": one.review_minor},
        "short_since": one.short_since and one.short_since.isoformat(),
    }
