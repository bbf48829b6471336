"""The nightly audit (夜间核账): does the whole memory add up? Reads everything, changes nothing."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from weikameng.domain.case_life import Event, replay
from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import BookEntry, Order, Payout, RefundCase, Tender


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """Something that does not add up; ``what`` names the row in words for an operator."""

    law: str
    what: str


def audit() -> list[AuditFinding]:
    """Check the whole memory (夜间核账): replay equals state, sums equal sums. Empty = sound."""
    return [*_histories(), *_sums()]


def _histories() -> list[AuditFinding]:
    found = []
    for case in RefundCase.objects.prefetch_related("events").iterator(chunk_size=500):
        lines = sorted(case.events.all(), key=lambda line: line.revision)
        told = replay(Event(line.event) for line in lines)
        if told != case.state or len(lines) != case.revision:
            found.append(AuditFinding("replay == state", f"case {case.number}: {told}"))
    return found


def _sums() -> list[AuditFinding]:
    found = []
    promised = _sum_by(Payout.objects.all(), "tender_id")
    for tender in Tender.objects.filter(refunding_minor__gt=0).iterator():
        if promised.pop(tender.pk, 0) != tender.refunding_minor:
            found.append(AuditFinding("payouts == tender", f"tender {tender.pk}"))
    found += [AuditFinding("payouts == tender", f"tender {key}") for key in promised]
    legs = _sum_by(Tender.objects.all(), "order_id", "refunding_minor")
    for order in Order.objects.filter(refunding_minor__gt=0).iterator():
        if legs.get(order.pk, 0) != order.refunding_minor:
            found.append(AuditFinding("tenders == order", f"order {order.number}"))
    owed = _sum_by(BookEntry.objects.filter(credit="refunds_payable"), "payout_id")
    paid = _sum_by(BookEntry.objects.filter(debit="refunds_payable"), "payout_id")
    for payout in Payout.objects.iterator():
        settled = payout.amount_minor if payout.state == PayoutState.SETTLED else 0
        if owed.get(payout.pk) != payout.amount_minor or paid.get(payout.pk, 0) != settled:
            found.append(AuditFinding("books == payouts", f"payout {payout.number}"))
    return found


def _sum_by(rows: QuerySet[Any], key: str, field: str = "amount_minor") -> dict[int, int]:
    return dict(rows.values(key).annotate(total=Sum(field)).values_list(key, "total"))
