"""Claims payouts for a worker: leased before anyone calls, one refund of a payment at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F

from weikameng.domain.payout_life import PayoutState
from weikameng.records.models import Payout
from weikameng.records.statements import fetch_one

# A worker that dies holds its payouts no longer than this; then another asks, never pays blindly.
LEASE = timedelta(seconds=30)
BATCH = 50


@dataclass(frozen=True, slots=True)
class Leased:
    """A payout claimed by one worker, with what the call needs.

    ``state`` and ``first_sent_at`` are those of before the claim.
    """

    id: int
    number: str
    case_id: int
    route: str
    amount_minor: int
    payment_reference: str
    order_number: str
    buyer_id: int
    state: PayoutState
    attempts: int
    tender_id: int
    paid_minor: int
    currency: str
    paid_at: datetime | None
    first_sent_at: datetime | None
    redirected: str
    leased_by: str
    doubted_at: datetime | None
    unrecorded: bool  # it crosses a border, and its exchange record is not made yet (R6.1)


# Nothing is sent abroad before its record is made: such an intent is claimed and stays one.
_UNRECORDED = """
(o.cross_border AND p.route NOT IN ('wallet', 'chargeback', 'shop')
 AND NOT EXISTS (SELECT 1 FROM exchange_record x WHERE x.payout_id = p.id))
"""
_CLAIM = f"""
WITH RECURSIVE routes AS (  -- the few routes of what is due, each by one look into the index
    (SELECT route FROM payout WHERE due_at IS NOT NULL ORDER BY route LIMIT 1)
    UNION ALL
    SELECT (SELECT p.route FROM payout p WHERE p.due_at IS NOT NULL AND p.route > r.route
            ORDER BY p.route LIMIT 1)
    FROM routes r WHERE r.route IS NOT NULL
), due AS (  -- route by route, so that what waits for a stopped channel is never waded through
    SELECT one.id, one.state, one.first_sent_at FROM routes r CROSS JOIN LATERAL (
        SELECT p.id, p.state, p.first_sent_at, p.due_at FROM payout p
        WHERE p.route = r.route AND p.due_at <= %(at)s
          AND (p.leased_until IS NULL OR p.leased_until < %(at)s)
          -- While a complaint is open at the channel nothing new is sent: never both paid (N9).
          -- Nor while a person has not decided whether somebody else paid (H4).
          AND NOT (p.state = 'intended' AND EXISTS (
              SELECT 1 FROM tender t JOIN complaint c ON c.order_id = t.order_id
              WHERE t.id = p.tender_id AND c.closed_at IS NULL
              UNION ALL
              SELECT 1 FROM tender t JOIN shop_order h ON h.id = t.order_id
              WHERE t.id = p.tender_id AND h.payouts_held))
        ORDER BY p.due_at LIMIT %(batch)s
        FOR UPDATE OF p SKIP LOCKED
    ) one
    WHERE (%(only)s::text[] IS NULL OR r.route = ANY(%(only)s::text[]))
      AND NOT r.route = ANY(%(waiting)s::text[])
    ORDER BY one.due_at LIMIT %(batch)s
)
UPDATE payout p
SET leased_by = %(worker)s, leased_until = %(until)s, attempts = p.attempts + 1,
    state = CASE WHEN p.state = 'intended' AND NOT {_UNRECORDED} THEN 'sent' ELSE p.state END,
    first_sent_at = CASE WHEN p.state = 'intended' AND NOT {_UNRECORDED}
                         THEN coalesce(p.first_sent_at, %(at)s) ELSE p.first_sent_at END
FROM due, tender t, shop_order o
WHERE p.id = due.id AND t.id = p.tender_id AND o.id = t.order_id
RETURNING p.id, p.number, p.case_id, p.route, p.amount_minor, t.payment_reference, o.number,
          o.buyer_id, due.state, p.attempts, t.id, t.amount_minor, o.currency,
          coalesce(t.paid_at, o.paid_at), due.first_sent_at, p.redirected, p.leased_by,
          p.doubted_at, {_UNRECORDED}
"""  # noqa: S608 (nothing of a visitor's is in it)
_LEG = f"""
SELECT p.id, p.number, p.case_id, p.route, p.amount_minor, t.payment_reference, o.number,
       o.buyer_id, p.state, p.attempts, t.id, t.amount_minor, o.currency,
       coalesce(t.paid_at, o.paid_at), p.first_sent_at, p.redirected, p.leased_by,
       p.doubted_at, {_UNRECORDED}
FROM payout p JOIN tender t ON t.id = p.tender_id JOIN shop_order o ON o.id = t.order_id
WHERE p.id = %(id)s
"""  # noqa: S608 (nothing of a visitor's is in it)


@dataclass(frozen=True, slots=True)
class Claim:
    """What to claim: so many at most, of these routes only (None: all), none of the waiting ones.

    A route waits while its channel is stopped, asked for slowness or is switched off.
    """

    batch: int = BATCH
    only: Sequence[str] | None = None
    waiting: Sequence[str] = ()


WHATEVER_IS_DUE = Claim()


def claim(worker: str, at: datetime, wish: Claim = WHATEVER_IS_DUE) -> list[Leased]:
    """Lease what is due, marking intents as sent before anyone calls; commits by itself."""
    params: dict[str, Any] = {
        "at": at,
        "worker": worker,
        "until": at + LEASE,
        "batch": wish.batch,
        "only": None if wish.only is None else list(wish.only),
        "waiting": list(wish.waiting),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, params)
        rows = sorted(cursor.fetchall())
    return [_leased(row) for row in rows]


def leased_leg(payout_id: int) -> Leased:
    """Return a leg as whoever holds it now needs it for a call."""
    row = fetch_one(_LEG, {"id": payout_id})
    assert row is not None, f"no payout {payout_id}"
    return _leased(row)


def _leased(row: Sequence[Any]) -> Leased:
    names = [field.name for field in fields(Leased)]
    kept = dict(zip(names, row, strict=True))
    return Leased(**kept | {"state": PayoutState(kept["state"])})


_TURN = """
UPDATE tender SET refund_sent_at = %(at)s
WHERE id = %(tender)s AND (refund_sent_at IS NULL OR refund_sent_at <= %(before)s)
  AND NOT EXISTS (SELECT 1 FROM payout
                  WHERE tender_id = %(tender)s AND id <> %(id)s AND state = 'unknown')
  -- Still ours: whoever was frozen past the lease sends nothing that others have dealt with since.
  AND EXISTS (SELECT 1 FROM payout WHERE id = %(id)s AND state = 'sent'
              AND leased_by = %(worker)s AND attempts = %(attempts)s)
RETURNING id
"""
# A sibling whose outcome is unknown is asked about meanwhile; then it is this one's turn.
SIBLING_WAIT = timedelta(seconds=30)


def take_turn(leased: Leased, gap: timedelta, at: datetime) -> bool:
    """Take this payment's turn to be refunded from: one at a time, with the channel's gap between.

    False puts the leg back as the intent it was; nothing was sent. Whoever lost the lease has no
    turn, and nothing to put back.
    """
    params = {
        "at": at,
        "before": at - gap,
        "tender": leased.tender_id,
        "id": leased.id,
        "worker": leased.leased_by,
        "attempts": leased.attempts,
    }
    if fetch_one(_TURN, params):
        return True
    put_back(leased, at + max(gap, SIBLING_WAIT))
    return False


def put_back(leased: Leased, due_at: datetime) -> None:
    """Give a leg back as it was before the claim: nobody was called about it."""
    held = Payout.objects.filter(pk=leased.id, leased_by=leased.leased_by)
    held.filter(attempts=leased.attempts).update(
        state=leased.state,
        first_sent_at=leased.first_sent_at,
        attempts=F("attempts") - 1,
        due_at=due_at,
        leased_by="",
        leased_until=None,
    )
