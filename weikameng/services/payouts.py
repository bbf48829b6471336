"""Money back: claim, commit, call with nothing locked, write the receipt (law 3, R4.2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection, transaction

from weikameng.domain.case_life import Event, State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.errors import Conflict
from weikameng.domain.payout_life import (
    NO_RECORD,
    Asked,
    ChannelTerms,
    Concern,
    NextStep,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    PayoutState,
    Verb,
    after,
    leaves_doubt,
    verb_for,
)
from weikameng.records.reading.payouts import CaseMoney, case_money, case_of
from weikameng.records.writing import claims, refunds
from weikameng.records.writing import payouts as writing
from weikameng.records.writing.claims import Leased
from weikameng.services import channels, exchange_records, wiring

AWAKE = writing.AWAKE


class RefundChannel(Protocol):
    """What a payment channel must do; neither verb raises for what the channel does."""

    refund_window: timedelta
    min_gap_same_order: timedelta
    first_query_after: timedelta

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund; the number makes a repetition the same request."""
        ...

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of it."""
        ...


Routes = Mapping[str, RefundChannel]


# A channel over the line answers in its own time, so each has a lane, and few are claimed at once:
# the lease must outlast them.
OVER_THE_LINE = 5


@dataclass(frozen=True, slots=True)
class Lane:
    """What one thread of the worker works on, so that a slow channel holds up no other."""

    name: str
    wish: claims.Claim


def lanes() -> list[Lane]:
    """Return one lane for each channel over the line, and one for all the rest."""
    lines = sorted(frozenset(wiring.gateways()) - {wiring.SANDBOX})
    own = [Lane(route, claims.Claim(OVER_THE_LINE, only=(route,))) for route in lines]
    return [Lane("near", claims.Claim(waiting=tuple(lines))), *own]


def pay_out_due(
    worker: str, at: datetime, routes: Routes, wish: claims.Claim = claims.WHATEVER_IS_DUE
) -> int:
    """Claim what is due and work through it; return how many were claimed."""
    standing = channels.look(at)
    claimed = claims.claim(worker, at, standing.narrowed(wish))
    for probe in channels.probes(standing, wish, at):
        claimed += claims.claim(worker, at, probe)
    stopped: set[str] = set()
    for leased in claimed:
        if leased.route in stopped:
            claims.put_back(leased, at)
        elif not pay_out(leased, at, routes, standing):
            stopped.add(leased.route)
    return len(claimed)


def pay_out(
    leased: Leased, at: datetime, routes: Routes, standing: channels.Standing | None = None
) -> bool:
    """Ask the route for one payout and write what it answered; False when that stopped the route.

    The lease is committed before: a crash after the call leaves ``sent``, and whoever comes next
    asks before sending again.
    """
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    channel = routes.get(leased.route)
    verb = verb_for(leased.state)
    if leased.unrecorded and verb is Verb.REFUND:
        _without_record(leased, at)
        return True
    if channel and verb is Verb.REFUND:
        if not claims.take_turn(leased, channel.min_gap_same_order, at):
            return True
        if leased.paid_at and at > leased.paid_at + channel.refund_window:
            channel, verb = None, Verb.NONE
    receipt = _ask(leased, verb, channel)
    terms = channel or ChannelTerms()
    asked_whom = verb if channel or leased.route == writing.WALLET else Verb.NONE
    keep(leased, Heard(asked_whom, receipt, terms.first_query_after), at)
    channels.note(leased.route, receipt, standing or channels.look(at), at)
    return receipt.concern is not Concern.CONFIGURATION


def _without_record(leased: Leased, at: datetime) -> None:
    """Make the exchange record and look again; without all it needs a person looks (R6.1)."""
    if exchange_records.made(leased.id, at):
        claims.put_back(leased, at)
        return
    receipt = PayoutReceipt(Outcome.NEEDS_HUMAN, NO_RECORD)
    keep(leased, Heard(Verb.NONE, receipt), at)


class Heard:
    """One answer of a route, and how soon the route may be asked about it."""

    def __init__(
        self,
        verb: Verb,
        receipt: PayoutReceipt,
        first_query_after: timedelta = ChannelTerms.first_query_after,
    ) -> None:
        self.verb = verb
        self.receipt = receipt
        self.first_query_after = first_query_after


def order_of(leased: Leased) -> PayoutOrder:
    """Return what the channel is asked: the same in every try, down to the reason (R4.2)."""
    return PayoutOrder(
        number=leased.number,
        amount_minor=leased.amount_minor,
        payment_reference=leased.payment_reference,
        order_number=leased.order_number,
        order_total_minor=leased.paid_minor,
        currency=leased.currency,
        reason=f"退款 {leased.number[:-2]}",
        paid_at=leased.paid_at,
    )


def _ask(leased: Leased, verb: Verb, channel: RefundChannel | None) -> PayoutReceipt:
    if leased.route == writing.WALLET:
        return PayoutReceipt(Outcome.SETTLED, "BALANCE", leased.number)
    if verb is Verb.NONE:  # too old for the channel: it would only refuse (docs/payments.md)
        return PayoutReceipt(
            Outcome.PERMANENTLY_FAILED, "REFUND_WINDOW_OVER", concern=Concern.OFFLINE
        )
    if channel is None:  # an imported order's route that this platform does not serve (R4.4)
        return PayoutReceipt(Outcome.NEEDS_HUMAN, "NO_SUCH_ROUTE", concern=Concern.OFFLINE)
    order = order_of(leased)
    return channel.refund(order) if verb is Verb.REFUND else channel.query(order)


def keep(leased: Leased, heard: Heard, at: datetime) -> None:
    """Receipt, money books and the case's next step in one transaction, one case at a time."""
    sent_at = leased.first_sent_at or at
    asked = Asked(
        leased.state,
        heard.verb,
        leased.attempts,
        sent_at,
        heard.first_query_after,
        leased.doubted_at,
    )
    receipt = heard.receipt
    following = after(asked, receipt, at)
    if following.state is PayoutState.SETTLED and leased.redirected == MERCHANT:
        receipt, following = _back_at_merchant(receipt), NextStep(PayoutState.REFUSED, None)
    with transaction.atomic():
        case = case_money(leased.case_id)
        if leased.route == writing.WALLET:
            writing.credit_wallet(leased, at)
        answer = writing.Answer(heard.verb, receipt, following, leaves_doubt(asked, receipt))
        if not writing.keep_receipt(leased, answer, at):
            return
        follow(case, leased.id, following, (f"route:{leased.route}", receipt.code), at)


# Directed back to us by finance: it has arrived, but not at the buyer's (docs/payments.md).
MERCHANT = "merchant"


def _back_at_merchant(receipt: PayoutReceipt) -> PayoutReceipt:
    failed, code = Outcome.PERMANENTLY_FAILED, "BACK_AT_MERCHANT"
    return replace(receipt, outcome=failed, code=code, concern=Concern.OFFLINE)


def settle_by_hand(
    payout_id: int, reference: str, *, actor: str, at: datetime, credited_to: str = ""
) -> None:
    """Settle a leg that people paid or the channel paid by itself; the case goes on with it.

    In the caller's transaction. Conflict when the leg is not such a leg or has ended already.
    """
    case = case_money(case_of(payout_id))
    if not writing.settle_by_hand(payout_id, (reference, credited_to), at):
        raise Conflict(f"payout {payout_id} is not to be settled by hand")
    follow(case, payout_id, NextStep(PayoutState.SETTLED, None), (actor, reference), at)


def follow(
    case: CaseMoney, payout_id: int, following: NextStep, said: tuple[str, str], at: datetime
) -> None:
    """Let a held case go on as one of its legs did; ``said``: by whom, and why."""
    if event := _event_for(case, payout_id, following):
        step = Step(event, *said)
        refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)


def _event_for(case: CaseMoney, payout_id: int, following: NextStep) -> Event | None:
    """What it means for the case: settled with the last leg, stuck if a person must look."""
    if following.state is PayoutState.SETTLED:
        last = case.awaited and case.unsettled <= {payout_id}
        return Event.SETTLE if last else None
    failed = following.state in {PayoutState.REFUSED, PayoutState.REVERSED} or following.tired
    if not failed:
        return None
    if case.read.state is State.REFUNDED:
        return Event.REVERSE
    return Event.STICK if case.paying else None
