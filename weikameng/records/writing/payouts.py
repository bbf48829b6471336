"""Writes the life of money going out: intents, leases, receipts, books. Numbers are for ever."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from weikameng.domain import books
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.payout_life import NextStep, PayoutReceipt, PayoutState, Verb
from weikameng.records.models import (
    CardStock,
    CaseUnit,
    Order,
    OrderUnit,
    Payout,
    Tender,
    Wallet,
    WalletEntry,
)
from weikameng.records.models import PayoutReceipt as ReceiptRow
from weikameng.records.statements import fetch_one
from weikameng.records.writing.books import post

# A worker that dies holds its payouts no longer than this; then another asks, never pays blindly.
LEASE = timedelta(seconds=30)
BATCH = 50
# A woken worker looks this long without being told again.
AWAKE = timedelta(milliseconds=500)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WAKE = "SELECT pg_notify('payouts', '')"
WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Leased:
    """A payout claimed by one worker, with what the call needs; ``state`` before the claim."""

    id: int
    number: str
    case_id: int
    route: str
    amount_minor: int
    payment_reference: str
    order_number: str
    buyer_id: int
    state: PayoutState
    attempts: int
    leased_by: str


def intend(case_id: int, order_id: int, plan: CasePlan, at: datetime) -> None:
    """Write the intents of an approval, commit the amounts, and book what is now owed."""
    if not plan.amounts:
        return
    for unit_id, amount in plan.amounts:
        CaseUnit.objects.filter(case_id=case_id, unit_id=unit_id).update(amount_minor=amount)
        OrderUnit.objects.filter(pk=unit_id).update(refunding_minor=F("refunding_minor") + amount)
    Order.objects.filter(pk=order_id).update(
        refunding_minor=F("refunding_minor") + plan.amount_minor
    )
    for leg in plan.payouts:
        Tender.objects.filter(pk=leg.tender_id).update(
            refunding_minor=F("refunding_minor") + leg.amount_minor
        )
        payout = Payout.objects.create(
            number=leg.number,
            case_id=case_id,
            tender_id=leg.tender_id,
            route=leg.route,
            amount_minor=leg.amount_minor,
            state=PayoutState.INTENDED,
            due_at=at,
            created_at=at,
        )
        posting = books.owed(leg.number, leg.amount_minor, plan.bearer)
        post(posting, at, payout_id=payout.pk)


_CLAIM = """
WITH due AS (
    SELECT id, state FROM payout
    WHERE due_at <= %(at)s AND (leased_until IS NULL OR leased_until < %(at)s)
    ORDER BY due_at LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
)
UPDATE payout p
SET leased_by = %(worker)s, leased_until = %(until)s, attempts = p.attempts + 1,
    state = CASE WHEN p.state = 'intended' THEN 'sent' ELSE p.state END
FROM due, tender t, shop_order o
WHERE p.id = due.id AND t.id = p.tender_id AND o.id = t.order_id
RETURNING p.id, p.number, p.case_id, p.route, p.amount_minor, t.payment_reference, o.number,
          o.buyer_id, due.state, p.attempts
"""


def claim(worker: str, at: datetime, batch: int = BATCH) -> list[Leased]:
    """Lease what is due, marking intents as sent before anyone calls; commits by itself."""
    params: dict[str, Any] = {"at": at, "worker": worker, "until": at + LEASE, "batch": batch}
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, params)
        rows = cursor.fetchall()
    return [_leased(row, worker) for row in rows]


def _leased(row: Sequence[Any], worker: str) -> Leased:
    names = [field.name for field in fields(Leased)]
    kept = dict(zip(names, (*row, worker), strict=True))
    return Leased(**kept | {"state": PayoutState(kept["state"])})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one call and what follows from it."""

    verb: Verb
    receipt: PayoutReceipt
    following: NextStep


def keep_receipt(leased: Leased, answer: Answer, at: datetime) -> bool:
    """Write the receipt and the payout's next step; False when another worker holds it now.

    Money that has arrived is a fact whoever hears of it: settling needs no lease, happens once.
    """
    receipt, following = answer.receipt, answer.following
    _receipt_row(leased.id, answer, at)
    held = Payout.objects.filter(pk=leased.id).exclude(state=PayoutState.SETTLED)
    settled = following.state is PayoutState.SETTLED
    if not settled:
        held = held.filter(leased_by=leased.leased_by, attempts=leased.attempts)
    changed = held.update(
        state=following.state,
        due_at=following.due_at,
        leased_by="",
        leased_until=None,
        last_code=receipt.code,
        provider_reference=receipt.provider_reference,
        settled_at=at if settled else None,
        settlements=F("settlements") + int(settled),
    )
    if changed and settled:
        nth = Payout.objects.values_list("settlements", flat=True).get(pk=leased.id)
        posting = books.settled(leased.number, leased.amount_minor, leased.route, nth)
        post(posting, at, payout_id=leased.id)
    return bool(changed)


def credit_wallet(leased: Leased, at: datetime) -> None:
    """Put a refund on the buyer's platform balance; the payout's number lets it happen once."""
    wallet, _ = Wallet.objects.get_or_create(buyer_id=leased.buyer_id)
    _, fresh = WalletEntry.objects.get_or_create(
        cause=leased.number,
        defaults={"wallet": wallet, "amount_minor": leased.amount_minor, "at": at},
    )
    if fresh:
        Wallet.objects.filter(pk=wallet.pk).update(
            balance_minor=F("balance_minor") + leased.amount_minor
        )


def ask_again(case_id: int, at: datetime) -> None:
    """Make the unsettled payouts of a case due: unknown, so that the route is asked first."""
    held = Payout.objects.filter(case_id=case_id).exclude(state=PayoutState.SETTLED)
    held.update(state=PayoutState.UNKNOWN, due_at=at, attempts=0, leased_by="", leased_until=None)


def void_cards(case_id: int, at: datetime) -> None:
    """Void the keys of refunded units: they are never shown and never resold (P6).

    A used unit in the same case was not given back; its key stays the buyer's.
    """
    CardStock.objects.filter(
        unit__caseunit__case_id=case_id,
        unit__refunding_minor__gte=F("unit__paid_minor"),
        voided_at=None,
    ).update(voided_at=at)


_woken: dict[str, datetime] = {}


def wake(at: datetime) -> None:
    """Tell waiting workers that something is due; they also look by themselves every second.

    A worker that was just told keeps looking for a moment, so telling it again at once is spared.
    """
    if timedelta(0) <= at - _woken.get("payouts", _LONG_AGO) < AWAKE / 10:
        return
    _woken["payouts"] = at
    fetch_one(_WAKE, {})


def _receipt_row(payout_id: int, answer: Answer, at: datetime) -> None:
    ReceiptRow.objects.create(
        payout_id=payout_id,
        verb=answer.verb,
        outcome=answer.receipt.outcome,
        code=answer.receipt.code,
        at=at,
    )
