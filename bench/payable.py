"""Refunds that are approved and wait to be paid, written in bulk as the platform writes them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from bench.database import PRICE_MINOR, Stock

_ROWS = """
WITH picked AS (
    SELECT o.id AS order_id, o.number, o.buyer_id, u.id AS unit_id, t.id AS tender_id
    FROM shop_order o JOIN order_unit u ON u.order_id = o.id JOIN tender t ON t.order_id = o.id
    WHERE o.id BETWEEN %(first)s AND %(last)s
), cases AS (
    INSERT INTO refund_case (number, order_id, buyer_id, state, revision, round, route, channel,
        amount_minor, applied_at, due_at)
    SELECT '2' || substr(number, 2), order_id, buyer_id, 'paying', 3, 1, 'one_click', 'api',
        %(price)s, %(at)s, %(at)s FROM picked ORDER BY order_id
    RETURNING id, order_id, number
), told AS (
    INSERT INTO case_event (case_id, revision, event, state, actor, because, at)
    SELECT id, revision, event, state, 'system', '', %(at)s FROM cases, (VALUES
        (1, 'apply', 'screening'), (2, 'clear', 'approved'), (3, 'pay', 'paying')
    ) AS line (revision, event, state)
), units AS (
    INSERT INTO case_unit (case_id, unit_id, amount_minor, open)
    SELECT c.id, p.unit_id, %(price)s, true FROM cases c JOIN picked p USING (order_id)
), legs AS (
    INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, due_at, leased_by,
        attempts, last_code, provider_reference, created_at)
    SELECT c.number || '01', c.id, p.tender_id, %(route)s, %(price)s, 'intended', %(due)s, '', 0,
        '', '', %(at)s FROM cases c JOIN picked p USING (order_id) ORDER BY c.id
    RETURNING id, number
)
INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)
SELECT 'owed:' || number, 'owed', 'cost:platform', 'claims', %(price)s, id, %(at)s FROM legs
"""
_PROMISED = (
    "UPDATE shop_order SET refunding_minor = %(price)s WHERE id BETWEEN %(first)s AND %(last)s",
    "UPDATE tender SET refunding_minor = %(price)s, route = %(route)s"
    " WHERE order_id BETWEEN %(first)s AND %(last)s",
    "UPDATE order_unit SET refunding_minor = %(price)s, frozen = true"
    " WHERE order_id BETWEEN %(first)s AND %(last)s",
)
_COMPLAINTS = """
INSERT INTO complaint (order_id, tender_id, kind, reference, amount_minor, note, opened_at,
    recorded_by_id, outcome, paid_minor, closing_note)
SELECT t.order_id, t.id, 'complaint', 'B' || t.id, t.amount_minor, '', %(at)s,
    (SELECT min(id) FROM person WHERE role = 'finance'), '', 0, ''
FROM tender t WHERE t.order_id BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Payouts to write: how many, by which route, due so long from now; held by complaints?"""

    count: int
    route: str
    due_in: timedelta = timedelta(0)
    held: bool = False


def fill(stock: Stock, wish: Waiting, at: datetime) -> range:
    """Write them and return their places in the stock."""
    places = stock.take(wish.count)
    first = stock.first_order + places.start
    given = {
        "first": first,
        "last": first + wish.count - 1,
        "price": PRICE_MINOR,
        "route": wish.route,
        "at": at,
        # An open complaint takes the time from what is not sent.
        "due": None if wish.held else at + wish.due_in,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, given)
        for statement in _PROMISED:
            cursor.execute(statement, given)
        if wish.held:
            cursor.execute(_COMPLAINTS, given)
    return places


def clear_away() -> None:
    """Leave nothing due of what was measured before."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payout SET due_at = NULL WHERE due_at IS NOT NULL")
