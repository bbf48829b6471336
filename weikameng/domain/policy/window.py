"""Deadlines counted in days: the first day is not counted, the last ends at 24:00 Beijing time
and rolls over statutory rest days (D1, D2, D4; CIV-200-204)."""

from datetime import datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from weikameng.domain.policy.facts import ApplicationFacts, OrderFacts

if TYPE_CHECKING:
    from weikameng.domain.policy.model import Policy

# China has kept one offset without summer time since 1991, so no time zone file is read.
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def days_end(policy: "Policy", start: datetime, days: int) -> datetime:
    """Return the first instant after day ``days``, i.e. its 24:00, as an aware datetime."""
    last = start.astimezone(BEIJING).date() + timedelta(days=days)
    while policy.is_rest(last):
        last += timedelta(days=1)
    return datetime.combine(last + timedelta(days=1), time.min, BEIJING)


def window_days(policy: "Policy", order: OrderFacts) -> int:
    """Return the days of this order: the product page binds, but never below the minimum (D1)."""
    if order.window_days is not None:
        return max(order.window_days, policy.params.window_days_min)
    return policy.goods[order.goods_kind].window_days


def window_end(policy: "Policy", order: OrderFacts) -> datetime | None:
    """Return when the refund window closes; None while undelivered: no window runs (D3)."""
    if order.completed_at is None or not order.delivered:
        return None
    return days_end(policy, order.completed_at, window_days(policy, order))


def filed_at(policy: "Policy", application: ApplicationFacts, at: datetime) -> datetime:
    """Return the moment that counts as filing.

    A case amended within the amend days of its rejection, or supplemented without one, keeps
    its first filing date (D4).
    """
    first, rejected = application.first_filed_at, application.rejected_at
    if first is None:
        return at
    if rejected is None or at < days_end(policy, rejected, policy.params.amend_days):
        return first
    return at
