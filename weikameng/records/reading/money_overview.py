"""What waits for a person in the money room, counted in one statement."""

from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value

from weikameng.domain.mirror import SHOP
from weikameng.domain.payout_life import (
    HELD_AT_MOST,
    STUCK_AFTER_TRIES,
    Concern,
    PayoutState,
)
from weikameng.domain.transfer_life import UNDER_WAY
from weikameng.records.models import (
    ChannelStanding,
    Complaint,
    Difference,
    OfflineTransfer,
    Payout,
)

DEAD = (PayoutState.REFUSED, PayoutState.REVERSED)
# These pass by themselves, however often they are asked about meanwhile.
PASSING = (Concern.BALANCE, Concern.RATE, Concern.CONFIGURATION)


def waits_for_person(at: datetime) -> QuerySet[Payout]:
    """Payouts a person looks into, without those a transfer is under way for.

    Dead ones; ones nobody answered for too often; ones the channel has held for too long; ones a
    shop has not confirmed in time.
    """
    unheard = Q(state=PayoutState.UNKNOWN, attempts__gte=STUCK_AFTER_TRIES)
    unheard &= ~Q(last_concern__in=PASSING)
    held = Q(state=PayoutState.ACCEPTED, first_sent_at__lt=at - HELD_AT_MOST)
    late = Q(route=SHOP, state=PayoutState.INTENDED, promised_at__lt=at)
    moving = OfflineTransfer.objects.filter(state__in=UNDER_WAY).values("payout_id")
    return Payout.objects.filter(Q(state__in=DEAD) | unheard | held | late).exclude(pk__in=moving)


def waiting(at: datetime) -> dict[str, int]:
    """Return how many of each kind wait; a kind with none is left out."""
    transfers = OfflineTransfer.objects
    counted = (
        _count("stuck", waits_for_person(at)),
        _count("to_approve", transfers.filter(state="proposed")),
        _count("to_pay", transfers.filter(state="approved")),
        _count("to_confirm", transfers.filter(state="paid")),
        _count("stopped", ChannelStanding.objects.exclude(stopped_at=None)),
        _count("short", ChannelStanding.objects.exclude(short_since=None)),
        _count("differences", Difference.objects.filter(state="open")),
        _count("complaints", Complaint.objects.filter(closed_at=None)),
    )
    first, *rest = counted
    return {row["what"]: row["n"] for row in first.union(*rest, all=True)}


def _count(what: str, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(what=Value(what, output_field=CharField()))
    return named.values("what").annotate(n=Count("pk"))
