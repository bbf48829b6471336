"""How the payment channels stand: the circuit breaker, slowness, balance (docs/payments.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading.channels import standings
from weikameng.records.writing import channels as writing
from weikameng.records.writing import payouts
from weikameng.records.writing.claims import Claim
from weikameng.services import wiring
from weikameng.services.staff_log import noted

_CARRIED_OUT = frozenset({Outcome.SETTLED, Outcome.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """The channels at one moment: which are stopped, which are left alone for now."""

    rows: Mapping[str, Any]
    stopped: frozenset[str]
    resting: frozenset[str]

    def narrowed(self, wish: Claim) -> Claim:
        """Return the wish without the routes that wait."""
        return replace(wish, waiting=tuple(sorted(self.stopped | self.resting | {*wish.waiting})))

    def in_trouble(self, route: str) -> bool:
        """Whether a success of this route is news."""
        row = self.rows.get(route)
        return row is not None and bool(row.stopped_at or row.short_since)


def look(at: datetime) -> Standing:
    """Return how the channels stand now; one statement.

    A channel that is set up with bad credentials rests: its refunds wait for the operator, they
    don't land on a person one by one.
    """
    rows = standings()
    stopped = frozenset(route for route, row in rows.items() if row.stopped_at)
    slow = {route for route, row in rows.items() if row.slow_until and row.slow_until > at}
    return Standing(rows, stopped, frozenset(slow) | wiring.switched_off())


def probes(standing: Standing, wish: Claim, at: datetime) -> Iterator[Claim]:
    """Yield one payout's worth of claim for each stopped channel whose time to be tried has come.

    Only one worker gets it: were its keys still wrong, every other payout would be spared.
    """
    for route in sorted(standing.stopped - standing.resting - {*wish.waiting}):
        asked_for = wish.only is None or route in wish.only
        due = standing.rows[route].probe_at
        if asked_for and due and due <= at and writing.take_probe(route, at):
            yield Claim(batch=1, only=(route,))


def note(route: str, receipt: PayoutReceipt, standing: Standing, at: datetime) -> None:
    """Remember what an answer says about its channel."""
    match receipt.concern:
        case Concern.CONFIGURATION:
            writing.stop(route, (receipt.code, receipt.message), at)
        case Concern.RATE:
            writing.slow_down(route, at)
        case Concern.BALANCE:
            writing.run_short(route, at)
        case _ if receipt.verified and standing.in_trouble(route):
            # Any proven answer shows that keys and rights are well again.
            writing.recover(route, at, solvent=receipt.outcome in _CARRIED_OUT)
            payouts.wake(at)


def resume(route: str, *, by: Actor, at: datetime) -> None:
    """Let a stopped channel work again at once; it stops anew if nothing was mended.

    Refusal for other roles, and when the channel is not stopped.
    """
    if not allowed(by.role, Right.MOVE_MONEY):
        raise not_found()
    row = standings().get(route)
    if row is None or row.stopped_at is None:
        raise Refusal("not_now", Words("这个渠道没有停用。", "This channel is not stopped."), route)
    with transaction.atomic():
        writing.recover(route, at)
        noted(by.id, Act.CHANNEL_RESUMED, f"channel {route}", "", at)
    payouts.wake(at)
