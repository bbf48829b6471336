"""Questions about channels' notices: what came lately, and how many were turned away and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from weikameng.domain.calendar import CHINA
from weikameng.records.models import ChannelNotice, NoticeRefusal

LATEST = 20


def refusals(days: int, at: datetime) -> Sequence[NoticeRefusal]:
    """Return what was refused in so many days in Beijing, today included; the newest first."""
    since = at.astimezone(CHINA).date() - timedelta(days=days - 1)
    rows = NoticeRefusal.objects.filter(day__gte=since)
    return list(rows.order_by("-day", "route", "-times", "reason"))


def latest(route: str, limit: int = LATEST) -> Sequence[ChannelNotice]:
    """Return the notices of a route that came last, each with the payout it speaks of."""
    rows = ChannelNotice.objects.filter(route=route).select_related("payout")
    return list(rows.order_by("-last_at", "-id")[:limit])
