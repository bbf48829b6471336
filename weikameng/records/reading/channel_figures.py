"""How the payment channels do: what waits for them, what notices came."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum

from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import ChannelNotice, Payout

_OVER = (PayoutState.SETTLED, PayoutState.REPLACED)
_DEAD = (PayoutState.REFUSED, PayoutState.REVERSED)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one channel still has to pay: how many, fen, how many past their promise, how many that
    wait for a person instead."""

    count: int = 0
    amount_minor: int = 0
    late: int = 0
    dead: int = 0


def waiting(at: datetime) -> dict[str, Waiting]:
    """Return what every route still has to pay; one statement over the open payouts."""
    rows = (
        Payout.objects.exclude(state__in=_OVER)
        .values("route")
        .annotate(
            moving=Count("pk", filter=~Q(state__in=_DEAD)),
            fen=Sum("amount_minor", filter=~Q(state__in=_DEAD)),
            late=Count("pk", filter=Q(promised_at__lt=at) & ~Q(state__in=_DEAD)),
            dead=Count("pk", filter=Q(state__in=_DEAD)),
        )
    )
    return {
        row["route"]: Waiting(row["moving"], row["fen"] or 0, row["late"], row["dead"])
        for row in rows
    }


def notices(days: int, at: datetime) -> dict[str, int]:
    """Return how many genuine notices came from every route in so many days, each counted once."""
    rows = ChannelNotice.objects.filter(at__gt=at - timedelta(days=days)).values("route")
    return {row["route"]: row["n"] for row in rows.annotate(n=Count("pk"))}
