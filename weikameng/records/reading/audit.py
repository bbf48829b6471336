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
    CaseUnit,
    Erasure,
    Evidence,
    Payout,
    PolicyVersion,
    RefundCase,
    Wallet,
    WalletEntry,
)
from weikameng.records.reading.audit_lives import broken_lives
from weikameng.records.reading.audit_money import broken_laws
from weikameng.records.reading.audit_transfers import broken_transfers


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that does not add up; ``what`` names the row in words for an operator."""

    law: str
    what: str


def audit() -> list[AuditFinding]:
    """Check the whole memory: replay equals state, sums equal sums. Empty = sound."""
    found = [*_histories(), *_limits(), *_money(), *_wallets(), *_policies(), *_erased()]
    broken = [*broken_transfers(), *broken_lives()]
    return found + [AuditFinding(law, what) for law, what in broken]


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
    # A unit of which only a part was given back stays the buyer's to use.
    returned = Q(amount_minor__gt=0, unit__refunding_minor__gte=F("unit__paid_minor"))
    loose = Q(open=True) | returned & Q(case__state=State.REFUNDED)
    for row in CaseUnit.objects.filter(loose, unit__frozen=False).select_related("case"):
        yield AuditFinding("unit is frozen", f"case {row.case.number}, unit {row.unit_id}")


def _money() -> Iterator[AuditFinding]:
    for law, what in broken_laws():
        yield AuditFinding(law, what)


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


def _erased() -> Iterator[AuditFinding]:
    """An item of evidence is empty only where its buyer was forgotten: its seal can't tell."""
    forgotten = Erasure.objects.filter(account_at__isnull=False).values("person")
    wrong = Evidence.objects.filter(kind="erased").exclude(order__buyer__in=forgotten)
    for number, position in wrong.values_list("order__number", "position"):
        yield AuditFinding("erased == buyer was forgotten", f"order {number}, item {position}")


def _sum_by(rows: QuerySet[Any], key: str, field: str = "amount_minor") -> dict[int, int]:
    return dict(rows.values(key).annotate(total=Sum(field)).values_list(key, "total"))
