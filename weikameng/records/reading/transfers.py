"""Questions about offline transfers."""

from collections.abc import Sequence
from datetime import datetime

from weikameng.domain.payout_life import PayoutState
from weikameng.domain.transfer_life import UNDER_WAY
from weikameng.records.models import Complaint, OfflineTransfer, Payout, TransferEvent

PAGE_SIZE = 20
_PEOPLE = ("proposed_by", "approved_by", "paid_by", "confirmed_by", "ended_by")


def transfer(transfer_id: int) -> OfflineTransfer | None:
    """Return a transfer with its legs, its order and its people; one statement."""
    rows = OfflineTransfer.objects.select_related("payout__case__order", "successor", *_PEOPLE)
    return rows.filter(pk=transfer_id).first()


def history(transfer_id: int) -> list[TransferEvent]:
    """Return what people did with it, newest first."""
    rows = TransferEvent.objects.filter(transfer_id=transfer_id).select_related("actor")
    return list(rows.order_by("-position"))


def transfers(states: Sequence[str] = (), page: int = 1) -> tuple[list[OfflineTransfer], bool]:
    """Return one page of transfers, newest first, and whether there are more; all states if none.

    What is under way comes oldest first: whoever waits longest is next.
    """
    rows = OfflineTransfer.objects.select_related("payout__case", "successor", *_PEOPLE)
    if states:
        rows = rows.filter(state__in=states)
    urgent = bool(states) and set(states) <= set(UNDER_WAY)
    start = (page - 1) * PAGE_SIZE
    ordered = rows.order_by("proposed_at", "id") if urgent else rows.order_by("-proposed_at", "-id")
    found = list(ordered[start : start + PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def of_payouts(payout_ids: Sequence[int]) -> list[OfflineTransfer]:
    """Return the transfers of these payouts, newest first."""
    rows = OfflineTransfer.objects.filter(payout_id__in=payout_ids).select_related("successor")
    return list(rows.order_by("-proposed_at", "-id"))


def payout_named(number: str) -> Payout | None:
    """Return a payout with its case."""
    return Payout.objects.select_related("case").filter(number=number).first()


def dead_legs(case_id: int) -> bool:
    """Whether a leg of the case waits for a person's decision."""
    dead = (PayoutState.REFUSED, PayoutState.REVERSED)
    return Payout.objects.filter(case_id=case_id, state__in=dead).exists()


def complaint_since(order_id: int) -> datetime | None:
    """Return since when a complaint holds an order's refunds (N9); None when none is open."""
    rows = Complaint.objects.filter(order_id=order_id, closed_at=None).order_by("opened_at")
    return rows.values_list("opened_at", flat=True).first()
