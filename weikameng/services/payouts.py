"""Money back: claim, commit, call with nothing locked, write the receipt (law 3, R4.2)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from django.db import connection, transaction

from weikameng.domain.case_life import Event
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.payout_life import (
    STUCK_AFTER_TRIES,
    Outcome,
    PayoutOrder,
    PayoutReceipt,
    PayoutState,
    Verb,
    after,
    verb_for,
)
from weikameng.records.reading.payouts import CaseMoney, case_money
from weikameng.records.writing import payouts as writing
from weikameng.records.writing import refunds
from weikameng.services import wiring

AWAKE = writing.AWAKE


class RefundChannel(Protocol):
    """What a payment channel must do; neither verb raises for what the channel does."""

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund; the number makes a repetition the same request."""
        ...

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask what became of it."""
        ...


def channels() -> Mapping[str, RefundChannel]:
    """Return the channels by route. The platform balance is ours and needs no call."""
    return {wiring.SANDBOX: wiring.channel()}


def pay_out_due(
    worker: str, at: datetime, routes: Mapping[str, RefundChannel], batch: int = writing.BATCH
) -> int:
    """Claim what is due and work through it; return how many were claimed."""
    claimed = writing.claim(worker, at, batch)
    for leased in claimed:
        pay_out(leased, at, routes)
    return len(claimed)


def pay_out(leased: writing.Leased, at: datetime, routes: Mapping[str, RefundChannel]) -> None:
    """Ask the route for one payout and write what it answered.

    The lease is committed before: a crash after the call leaves ``sent``, and whoever comes next
    asks before sending again.
    """
    assert not connection.in_atomic_block, "a gateway call inside a transaction"
    if leased.route == writing.WALLET:
        answered = writing.Answer(
            Verb.REFUND,
            PayoutReceipt(Outcome.SETTLED, "BALANCE", leased.number),
            after(Verb.REFUND, PayoutReceipt(Outcome.SETTLED), leased.attempts, at),
        )
    else:
        answered = _ask(leased, at, routes.get(leased.route))
    _keep(leased, answered, at)


def _ask(leased: writing.Leased, at: datetime, channel: RefundChannel | None) -> writing.Answer:
    order = PayoutOrder(
        leased.number, leased.amount_minor, leased.payment_reference, leased.order_number
    )
    verb = verb_for(leased.state)
    if channel is None:  # an imported order's route that this platform does not serve (R4.4)
        receipt = PayoutReceipt(Outcome.NEEDS_HUMAN, "NO_SUCH_ROUTE")
    else:
        receipt = channel.refund(order) if verb is Verb.REFUND else channel.query(order)
    return writing.Answer(verb, receipt, after(verb, receipt, leased.attempts, at))


def _keep(leased: writing.Leased, answer: writing.Answer, at: datetime) -> None:
    """Receipt, money books and the case's next step in one transaction, one case at a time."""
    with transaction.atomic():
        case = case_money(leased.case_id)
        if leased.route == writing.WALLET:
            writing.credit_wallet(leased, at)
        if not writing.keep_receipt(leased, answer, at):
            return
        event = _event_for(case, leased, answer)
        if event:
            step = Step(event, f"route:{leased.route}", answer.receipt.code)
            refunds.move(case.read, CasePlan((step,), due_at=case.due_at), at)


def _event_for(case: CaseMoney, leased: writing.Leased, answer: writing.Answer) -> Event | None:
    """What it means for the case: settled with the last leg, stuck if a person must look."""
    state = answer.following.state
    if state is PayoutState.SETTLED and case.unsettled <= {leased.id}:
        return Event.SETTLE
    tired = state is PayoutState.UNKNOWN and leased.attempts >= STUCK_AFTER_TRIES
    if (state is PayoutState.REFUSED or tired) and case.paying:
        return Event.STICK
    return None
