"""Keeps channels' notices: a genuine one once, however often it came; refused ones as numbers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from weikameng.domain.payout_life import Outcome, RefundNotice

MAX_DETAIL = 120
MAX_NUMBER, MAX_NOTICE = 64, 128

# One statement, so one transaction: a notice that is kept has made its payout due. Only the first
# coming of a notice is a hint; a repetition is counted and moves nothing.
_KEEP = """
WITH about AS (
    SELECT id FROM payout WHERE number = %(number)s AND route = %(route)s
),
kept AS (
    INSERT INTO channel_notice AS known
        (route, notice_id, payout_id, refund_number, told, times, at, last_at)
    VALUES (%(route)s, %(notice)s, (SELECT id FROM about), %(number)s, %(told)s, 1, %(at)s, %(at)s)
    ON CONFLICT (route, notice_id) DO UPDATE
        SET times = known.times + 1, last_at = greatest(known.last_at, excluded.last_at)
    RETURNING times
),
hinted AS (
    UPDATE payout SET due_at = least(coalesce(due_at, %(at)s), %(at)s)
    WHERE id = (SELECT id FROM about) AND (SELECT times FROM kept) = 1
      AND (state IN ('sent', 'accepted', 'unknown') OR state = 'settled' AND NOT %(settled)s
           OR state = 'refused' AND %(settled)s)
    RETURNING id
)
SELECT (SELECT times FROM kept), EXISTS (SELECT 1 FROM hinted)
"""

_COUNT = """
INSERT INTO notice_refusal AS known (route, day, reason, times, last_at, last_detail)
VALUES (%(route)s, %(day)s, %(reason)s, 1, %(at)s, %(detail)s)
ON CONFLICT (route, day, reason) DO UPDATE
    SET times = known.times + 1, last_at = greatest(known.last_at, excluded.last_at),
        last_detail = excluded.last_detail
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How often a notice has come, and whether it made a payout due."""

    times: int
    hinted: bool


def keep(route: str, notice: RefundNotice, at: datetime) -> Kept:
    """Keep a genuine notice and have the route asked about its refund; books and states stay.

    A leg under way becomes due; a settled one too unless it is told that it settled, for the bank
    may have sent the money back; a refused one if it is told that it settled after all. Replaced
    ones are only shown.
    """
    told = notice.receipt.outcome
    params: dict[str, Any] = {
        "route": route,
        "notice": notice.notice_id[:MAX_NOTICE],
        "number": notice.refund_number[:MAX_NUMBER],
        "told": told,
        "settled": told is Outcome.SETTLED,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, params)
        times, hinted = cursor.fetchone()
    return Kept(times, hinted)


@dataclass(frozen=True, slots=True)
class Turned:
    """A notice that was turned away: by which route's door, on which day in Beijing, and why."""

    route: str
    day: date
    reason: str
    detail: str


def count(turned: Turned, at: datetime) -> None:
    """Count it: a row a route, a day and a reason, whatever a flood brings."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "route": turned.route,
                "day": turned.day,
                "reason": turned.reason,
                "detail": turned.detail[:MAX_DETAIL],
                "at": at,
            },
        )
