"""The nightly audit (夜间核账): does the whole memory add up? Reads everything, changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from weikameng.domain.case_life import OPEN, Event, State, replay
from weikameng.domain.errors import Conflict, Refusal
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.policy import publishing
from weikameng.records.models import (
    BookEntry,
    CaseUnit,
    Order,
    OrderUnit,
    Payout,
    PolicyVersion,
    RefundCase,
    Tender,
    Wallet,
    WalletEntry,
)

_PAID = (State.PAYING, State.PAYOUT_STUCK, State.REFUNDED)


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that does not add up; ``what`` names the row in words for an operator."""

    law: str
    what: str


def audit() -> list[AuditFinding]:
    """Check the whole memory: replay equals state, sums equal sums. Empty = sound."""
    return [*_histories(), *_limits(), *_sums(), *_books(), *_wallets(), *_policies()]


def _histories() -> Iterator[AuditFinding]:
    for case in RefundCase.objects.prefetch_related("events").iterator(chunk_size=500):
        lines = sorted(case.events.all(), key=lambda line: line.revision)
        told = _replayed([line.event for line in lines])
        numbered = [line.revision for line in lines] == list(range(1, case.revision + 1))
        if told != case.state or not numbered or lines[-1].state != case.state:
            yield AuditFinding("replay == state", f"case {case.number}: {told}")


def _replayed(events: list[str]) -> str | None:
    try:
        return replay(Event(event) for event in events)
    except (Conflict, ValueError) as error:
        return str(error)


def _limits() -> Iterator[AuditFinding]:
    """A unit is held exactly while its case is open; what was returned is never used again."""
    wrong = Q(open=True) ^ Q(case__state__in=OPEN)
    for row in CaseUnit.objects.filter(wrong).select_related("case").iterator():
        yield AuditFinding("open == state", f"case {row.case.number}, unit {row.unit_id}")
    loose = Q(open=True) | Q(case__state=State.REFUNDED, amount_minor__gt=0)
    for row in CaseUnit.objects.filter(loose, unit__frozen=False).select_related("case"):
        yield AuditFinding("unit is frozen", f"case {row.case.number}, unit {row.unit_id}")


def _sums() -> Iterator[AuditFinding]:
    promised = _sum_by(Payout.objects.exclude(state=PayoutState.REPLACED), "tender_id")
    for tender in Tender.objects.exclude(refunding_minor=0).iterator():
        if promised.pop(tender.pk, 0) != tender.refunding_minor:
            yield AuditFinding("payouts == tender", f"tender {tender.pk}")
    for key in promised:
        yield AuditFinding("payouts == tender", f"tender {key}")
    legs = _sum_by(Tender.objects.all(), "order_id", "refunding_minor")
    units = _sum_by(OrderUnit.objects.all(), "order_id", "refunding_minor")
    for pk, number, refunding in Order.objects.values_list("pk", "number", "refunding_minor"):
        if legs.get(pk, 0) != refunding:
            yield AuditFinding("tenders == order", f"order {number}")
        if units.get(pk, 0) != refunding:
            yield AuditFinding("units == order", f"order {number}")


def _books() -> Iterator[AuditFinding]:
    owed = _sum_by(BookEntry.objects.filter(credit="claims", kind="owed"), "payout_id")
    paid = _sum_by(BookEntry.objects.filter(debit="claims"), "payout_id")
    for payout in Payout.objects.iterator():
        settled = payout.amount_minor if payout.state == PayoutState.SETTLED else 0
        if owed.get(payout.pk) != payout.amount_minor or paid.get(payout.pk, 0) != settled:
            yield AuditFinding("books == payouts", f"payout {payout.number}")
    legs = _sum_by(Payout.objects.all(), "case_id")
    unsettled = set(
        Payout.objects.exclude(state=PayoutState.SETTLED).values_list("case_id", flat=True)
    )
    for case in RefundCase.objects.filter(state__in=_PAID).iterator():
        if legs.get(case.pk, 0) != case.amount_minor:
            yield AuditFinding("payouts == case", f"case {case.number}")
        if case.state == State.REFUNDED and case.pk in unsettled:
            yield AuditFinding("refunded == settled", f"case {case.number}")


def _wallets() -> Iterator[AuditFinding]:
    entries = _sum_by(WalletEntry.objects.all(), "wallet_id")
    for wallet in Wallet.objects.iterator():
        if entries.get(wallet.pk, 0) != wallet.balance_minor:
            yield AuditFinding("entries == wallet", f"wallet of person {wallet.pk}")
    settled = Payout.objects.filter(route="wallet", state=PayoutState.SETTLED)
    credited = dict(WalletEntry.objects.values_list("cause", "amount_minor"))
    for payout in settled.annotate(buyer=F("case__buyer_id")).iterator():
        if credited.get(payout.number) != payout.amount_minor:
            yield AuditFinding("wallet was credited", f"payout {payout.number}")


def _policies() -> Iterator[AuditFinding]:
    """A version's history leads to its state, and its last line has its text's digest."""
    rows = PolicyVersion.objects.defer("text").prefetch_related("events")
    for row in rows.order_by("pk"):
        lines = sorted(row.events.all(), key=lambda line: line.revision)
        numbered = [line.revision for line in lines] == list(range(1, row.revision + 1))
        told = _policy_replayed([line.event for line in lines])
        if told != row.state or not numbered or lines[-1].digest != row.digest:
            yield AuditFinding("replay == state", f"policy {row.version}: {told}")


def _policy_replayed(events: list[str]) -> str | None:
    state: publishing.State | None = None
    try:
        for event in events:
            state = publishing.next_state(state, publishing.Event(event))
    except (Refusal, ValueError) as error:
        return str(error)
    return state


def _sum_by(rows: QuerySet[Any], key: str, field: str = "amount_minor") -> dict[int, int]:
    return dict(rows.values(key).annotate(total=Sum(field)).values_list(key, "total"))
