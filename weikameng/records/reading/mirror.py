"""Questions about the legs a shop pays itself: one, those that are late, a day of its books."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from weikameng.domain.case_life import Event, State
from weikameng.domain.mirror import SHOP, MirrorLeg, OurLine
from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import Payout
from weikameng.records.statements import fetch_all


def leg_of(number: str, *, shop_id: int) -> MirrorLeg | None:
    """Return a leg this shop pays itself; None for others' and for what our channels pay."""
    row = Payout.objects.filter(number=number, shop_id=shop_id, route=SHOP).first()
    if row is None:
        return None
    return MirrorLeg(
        row.pk,
        row.number,
        row.amount_minor,
        PayoutState(row.state),
        row.provider_reference,
        row.created_at,
    )


# A shop that was asked again has some time from then on, whatever was promised.
_LATE = """
SELECT DISTINCT p.case_id FROM payout p JOIN refund_case c ON c.id = p.case_id
WHERE p.route = %(route)s AND p.state = %(state)s AND p.promised_at <= %(at)s
  AND c.state = %(paying)s
  AND NOT EXISTS (SELECT 1 FROM case_event e
                  WHERE e.case_id = c.id AND e.event = %(resume)s AND e.at > %(since)s)
ORDER BY p.case_id LIMIT %(most)s
"""


def late_cases(at: datetime, again: timedelta, most: int) -> list[int]:
    """Return cases whose shop has not confirmed in time, and was not asked again just now."""
    asked = {
        "route": SHOP,
        "state": PayoutState.INTENDED,
        "paying": State.PAYING,
        "resume": Event.RESUME,
        "at": at,
        "since": at - again,
        "most": most,
    }
    return [case_id for (case_id,) in fetch_all(_LATE, asked)]


def our_lines(shop_id: int, numbers: Sequence[str]) -> list[OurLine]:
    """Return this shop's legs of these numbers."""
    rows = Payout.objects.filter(shop_id=shop_id, route=SHOP, number__in=numbers)
    return [_line(row) for row in rows.exclude(state=PayoutState.REPLACED)]


def settled_between(shop_id: int, begins: datetime, ends: datetime) -> list[OurLine]:
    """Return what this shop confirmed in a time, with its own route only."""
    rows = Payout.objects.filter(shop_id=shop_id, route=SHOP, state=PayoutState.SETTLED)
    return [_line(row) for row in rows.filter(settled_at__gte=begins, settled_at__lt=ends)]


def _line(row: Payout) -> OurLine:
    return OurLine(
        row.pk,
        row.number,
        row.provider_reference,
        row.amount_minor,
        row.state == PayoutState.SETTLED,
        row.settlements,
    )
