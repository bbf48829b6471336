"""Funds: pending refunds of every channel against the balance that finance last recorded."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.forecast import MOST_MINOR, Funds
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import forecast as reading
from weikameng.records.reading.channels import standings
from weikameng.records.writing import reconciliation as writing
from weikameng.services import wiring
from weikameng.services.staff_log import noted


def channels() -> list[str]:
    """Return the routes whose account pays refunds."""
    return sorted(wiring.gateways())


def forecast(at: datetime) -> list[Funds]:
    """Return how every channel stands at a moment; four statements however much is pending."""
    pending, balances, review = reading.pending(at), reading.balances(), reading.in_review()
    standing = standings()
    routes = sorted({*channels(), *pending, *review, *balances})
    return [
        Funds(
            route,
            pending.get(route, ()),
            balances.get(route),
            review.get(route, (0, 0)),
            standing[route].short_since if route in standing else None,
        )
        for route in routes
    ]


def record_balance(route: str, amount_minor: int, *, by: Actor, at: datetime) -> None:
    """Record what a channel's account holds now, in fen, as read in the channel's back office.

    A wrong figure is put right by recording another. Refusal for other roles, and for what no
    account can hold.
    """
    known = route not in reading.NO_CHANNEL and route in CHANNEL_WORDS
    if not known or not allowed(by.role, Right.MOVE_MONEY):
        raise not_found()
    if not 0 <= amount_minor < MOST_MINOR:
        raise Refusal(
            "amount",
            Words(
                "金额要在 0 元以上,并且不会这么大。", "No account holds that much, or less than 0."
            ),
        )
    with transaction.atomic():
        writing.keep_balance(route, amount_minor, by.id, at)
        noted(by.id, Act.BALANCE_RECORDED, f"channel {route}", "", at)
