"""Writes the life of money going out: intents, leases, receipts, books. Numbers are for ever."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F

from weikameng.domain import books
from weikameng.domain.case_plan import CasePlan
from weikameng.domain.errors import Conflict
from weikameng.domain.mirror import SHOP, due_of
from weikameng.domain.numbers import payout_number
from weikameng.domain.payout_life import NextStep, Outcome, PayoutReceipt, PayoutState, Verb
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
from weikameng.records.writing.claims import Leased

# A woken worker looks this long without being told again.
AWAKE = timedelta(milliseconds=500)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_WAKE = "SELECT pg_notify('payouts', '')"
WALLET = "wallet"
# Legs that people pay, or a shop, or that the channel has paid itself: no worker touches them.
BY_HAND = ("offline", "chargeback", SHOP)
REPLACEABLE = (PayoutState.REFUSED, PayoutState.REVERSED, PayoutState.INTENDED)


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
            due_at=due_of(leg.route, at),
            created_at=at,
            promised_at=leg.promised_at,
        )
        posting = books.owed(leg.number, leg.amount_minor, plan.bearer)
        post(posting, at, payout_id=payout.pk)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one call and what follows from it."""

    verb: Verb
    receipt: PayoutReceipt
    following: NextStep
    leaves_doubt: bool = False


_FINAL = (PayoutState.SETTLED, PayoutState.REVERSED, PayoutState.REPLACED)
MAX_RAW, MAX_MESSAGE = 4000, 200


def keep_receipt(leased: Leased, answer: Answer, at: datetime) -> bool:
    """Write the receipt and the payout's next step; False when another worker holds it now.

    Money that has arrived is a fact whoever hears of it: settling needs no lease, happens once.
    """
    receipt, state = answer.receipt, answer.following.state
    _receipt_row(leased.id, answer, at)
    held = Payout.objects.filter(pk=leased.id)
    settles = state is PayoutState.SETTLED and leased.state is not PayoutState.SETTLED
    if settles:
        held = held.exclude(state__in=_FINAL)
    else:
        held = held.filter(leased_by=leased.leased_by, attempts=leased.attempts)
    changes: dict[str, Any] = {
        "state": state,
        "due_at": answer.following.due_at,
        "leased_by": "",
        "leased_until": None,
        "last_code": receipt.code[:60],
        "last_message": _plain(receipt.message, MAX_MESSAGE),
        "last_concern": receipt.concern,
    }
    if receipt.provider_reference:
        changes["provider_reference"] = receipt.provider_reference
    if receipt.credited_to:
        changes["credited_to"] = receipt.credited_to[:80]
    if answer.leaves_doubt:
        changes["doubted_at"] = at
    if settles:
        changes |= {"settled_at": at, "settlements": F("settlements") + 1}
    changed = held.update(**changes)
    if changed:
        _book(leased.id, settles=settles, reversed_=state is PayoutState.REVERSED, at=at)
    return bool(changed)


def _book(payout_id: int, *, settles: bool, reversed_: bool, at: datetime) -> None:
    if not (settles or reversed_):
        return
    leg = Payout.objects.only("number", "amount_minor", "route", "settlements").get(pk=payout_id)
    make = books.settled if settles else books.reversed_
    route = _own_of_shop(payout_id) if leg.route == SHOP else leg.route
    posting = make(leg.number, leg.amount_minor, route, leg.settlements)
    post(posting, at, payout_id=payout_id)


def _own_of_shop(payout_id: int) -> str:
    """A shop's money is booked on its own accounts."""
    codes = Payout.objects.filter(pk=payout_id).values_list("tender__order__shop__code", flat=True)
    return books.own_of_shop(codes.get())


def note_word(payout_id: int, answer: Answer, changes: Mapping[str, Any], at: datetime) -> None:
    """Keep what a shop said of a leg of its own, whose case is held, and book it."""
    _receipt_row(payout_id, answer, at)
    state = answer.following.state
    Payout.objects.filter(pk=payout_id, route=SHOP).update(state=state, **changes)
    settles, back = state is PayoutState.SETTLED, state is PayoutState.REVERSED
    _book(payout_id, settles=settles, reversed_=back, at=at)


def note_reversal(payout_id: int, answer: Answer, at: datetime) -> None:
    """Book a settlement back, with the receipt that says why."""
    _receipt_row(payout_id, answer, at)
    _book(payout_id, settles=False, reversed_=True, at=at)


def settle_by_hand(payout_id: int, proof: tuple[str, str], at: datetime) -> bool:
    """Settle a leg that no worker touches; ``proof``: the reference, and where it was credited."""
    reference, credited_to = proof
    by_people = Payout.objects.filter(pk=payout_id, route__in=BY_HAND).exclude(route=SHOP)
    open_ones = by_people.exclude(state__in=_FINAL)
    changed = open_ones.update(
        state=PayoutState.SETTLED,
        due_at=None,
        settled_at=at,
        settlements=F("settlements") + 1,
        provider_reference=reference[:64],
        credited_to=credited_to[:80],
    )
    if not changed:
        return False
    receipt = PayoutReceipt(Outcome.SETTLED, "BY_HAND", reference)
    following = NextStep(PayoutState.SETTLED, None)
    _receipt_row(payout_id, Answer(Verb.NONE, receipt, following), at)
    _book(payout_id, settles=True, reversed_=False, at=at)
    return True


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
    """Make the unsettled payouts of a case due: unknown, so that the route is asked first.

    A shop that failed to pay is asked to try again. An intent was never sent, so there is nothing
    to ask: it keeps its time, or its hold (N9).
    """
    held = Payout.objects.filter(case_id=case_id).exclude(state__in=_FINAL)
    held = held.exclude(route__in=BY_HAND).exclude(state=PayoutState.INTENDED)
    held.update(state=PayoutState.UNKNOWN, due_at=at, attempts=0, leased_by="", leased_until=None)
    refused = (PayoutState.REFUSED, PayoutState.REVERSED)
    shops = Payout.objects.filter(case_id=case_id, route=SHOP, state__in=refused)
    shops.update(state=PayoutState.INTENDED)  # the shop is told again, and confirms


@dataclass(frozen=True, slots=True)
class Replacement:
    """A leg that takes another's place: its route, fen, the state it begins in, its promise.

    Without a promise of its own it keeps the one of the leg before: nothing moves later unsaid.
    """

    route: str
    amount_minor: int
    state: PayoutState = PayoutState.INTENDED
    promised_at: datetime | None = None


def replace(payout_id: int, legs: Sequence[Replacement], at: datetime) -> list[int]:
    """Put other legs in a dead one's place, by a person's decision (R4.4); return their ids.

    In the caller's transaction. Conflict unless the leg is refused, reversed, or an intent that no
    worker holds. The new legs have numbers of their own: the old one is never used again.
    """
    dead = Payout.objects.select_for_update().get(pk=payout_id)
    held = dead.leased_until is not None and dead.leased_until >= at
    if dead.state not in REPLACEABLE or held:
        raise Conflict(f"payout {dead.number} is {dead.state}")
    assert sum(leg.amount_minor for leg in legs) == dead.amount_minor, "not a fen more or less"
    Payout.objects.filter(pk=dead.pk).update(state=PayoutState.REPLACED, due_at=None)
    free = _free_numbers(dead.case_id, dead.number[:-2])
    return [_successor(dead, leg, next(free), at) for leg in legs]


def _free_numbers(case_id: int, case_number: str) -> Iterator[str]:
    taken = set(Payout.objects.filter(case_id=case_id).values_list("number", flat=True))
    for leg in range(1, 100):
        if (number := payout_number(case_number, leg)) not in taken:
            yield number
    raise Conflict(f"case {case_number} has used up its payout numbers")


def _successor(dead: Payout, leg: Replacement, number: str, at: datetime) -> int:
    works = leg.state is PayoutState.INTENDED and leg.route not in BY_HAND
    return Payout.objects.create(
        number=number,
        case_id=dead.case_id,
        tender_id=dead.tender_id,
        route=leg.route,
        amount_minor=leg.amount_minor,
        state=leg.state,
        due_at=at if works else None,
        replaces=dead,
        created_at=at,
        promised_at=leg.promised_at or dead.promised_at,
    ).pk


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
    receipt = answer.receipt
    ReceiptRow.objects.create(
        payout_id=payout_id,
        verb=answer.verb,
        outcome=receipt.outcome,
        code=receipt.code[:60],
        message=_plain(receipt.message, MAX_MESSAGE),
        concern=receipt.concern,
        verified=receipt.verified,
        http_status=receipt.http_status,
        raw=_plain(receipt.raw.decode(errors="replace"), MAX_RAW),
        at=at,
    )


def _plain(text: str, longest: int) -> str:
    """What a stranger's server said, fit for a column: PostgreSQL takes no NUL."""
    return text.replace("\0", "")[:longest]
