"""Questions about complaints and chargebacks, and about the money they hold (N9)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from weikameng.domain.case_life import OPEN
from weikameng.domain.complaints import Leg
from weikameng.domain.payout_life import PayoutState
from weikameng.domain.transfer_life import UNDER_WAY
from weikameng.records.models import (
    Complaint,
    ComplaintEvent,
    OfflineTransfer,
    Order,
    OrderUnit,
    Payout,
    RefundCase,
    Tender,
)

PAGE_SIZE = 20
_WITH = ("order__product", "order__buyer", "tender", "recorded_by", "closed_by")


@dataclass(frozen=True, slots=True)
class Paid:
    """A paid order as a complaint needs it: its tenders, in its own sequence."""

    order: Order
    tenders: Sequence[Tender]


def complaints(page: int = 1) -> tuple[list[Complaint], bool]:
    """Return one page, the open ones first and whether there are more; one statement."""
    rows = Complaint.objects.select_related(*_WITH)
    ordered = rows.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-id")
    start = (page - 1) * PAGE_SIZE
    found = list(ordered[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def of_order(order_number: str) -> list[Complaint]:
    """Return every complaint about an order, the newest first; one statement."""
    rows = Complaint.objects.filter(order__number=order_number).select_related(*_WITH)
    return list(rows.order_by("-opened_at", "-id"))


def complaint(complaint_id: int) -> Complaint | None:
    """Return one with its order, its tender and its people; one statement."""
    return Complaint.objects.select_related(*_WITH).filter(pk=complaint_id).first()


def history(complaint_id: int) -> list[ComplaintEvent]:
    """Return what people did about it, newest first."""
    rows = ComplaintEvent.objects.filter(complaint_id=complaint_id).select_related("actor")
    return list(rows.order_by("-position"))


def waiting_cases(order_id: int) -> list[int]:
    """Return the cases of an order that are under way, whose buyer is told what holds them."""
    rows = RefundCase.objects.filter(order_id=order_id, state__in=tuple(OPEN))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def open_of(order_id: int) -> Complaint | None:
    """Return the latest open complaint about an order, with its payment."""
    rows = Complaint.objects.filter(order_id=order_id, closed_at=None).select_related("tender")
    return rows.order_by("-opened_at", "-id").first()


def steps(complaint_id: int) -> int:
    """Return how much has happened to a complaint so far."""
    return ComplaintEvent.objects.filter(complaint_id=complaint_id).count()


def known(tender_id: int, reference: str) -> Complaint | None:
    """Return what was recorded about this payment under the channel's number."""
    return Complaint.objects.filter(tender_id=tender_id, reference=reference).first()


def paid_order(number: str) -> Paid | None:
    """Return an order that was paid; None for unpaid ones and numbers that do not exist."""
    order = Order.objects.filter(number=number).exclude(paid_at=None).first()
    return Paid(order, list(order.tenders.order_by("position"))) if order else None


def legs(order_id: int, tender_id: int | None = None) -> list[Leg]:
    """Return an order's live payouts (of one payment), with what people pay by hand marked."""
    about = Q(payout=OuterRef("pk")) | Q(successor=OuterRef("pk"))
    by_hand = OfflineTransfer.objects.filter(about, state__in=UNDER_WAY)
    rows = Payout.objects.filter(case__order_id=order_id).exclude(state=PayoutState.REPLACED)
    if tender_id is not None:
        rows = rows.filter(tender_id=tender_id)
    marked = rows.annotate(by_hand=Exists(by_hand)).order_by("number")
    return [
        Leg(
            id=row.pk,
            number=row.number,
            case_id=row.case_id,
            tender_id=row.tender_id,
            route=row.route,
            amount_minor=row.amount_minor,
            state=PayoutState(row.state),
            concern=row.last_concern,
            transfer=row.by_hand,
        )
        for row in marked
    ]


def units_left(order_id: int) -> list[tuple[int, int]]:
    """Return what of each unit nobody was promised, as (unit id, fen) in unit order."""
    rows = OrderUnit.objects.filter(order_id=order_id).order_by("position")
    return [
        (pk, paid - refunding)
        for pk, paid, refunding in rows.values_list("pk", "paid_minor", "refunding_minor")
    ]
