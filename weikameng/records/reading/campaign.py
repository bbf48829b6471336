"""What the laws of the fault campaign look at: the money of some orders, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from weikameng.records.statements import fetch_one

_LEGS = """
SELECT p.id, p.number, p.route, p.amount_minor, p.state, p.last_concern AS concern, p.last_code,
       p.replaces_id, p.due_at, p.leased_until, p.case_id, c.number AS case_number,
       c.state AS case_state, o.number AS order_number, p.tender_id, t.amount_minor AS paid_minor,
       t.refunding_minor AS approved_minor, t.payment_reference AS payment,
       coalesce((SELECT sum(CASE WHEN e.credit = 'clearing:' || p.route THEN e.amount_minor
                                 ELSE -e.amount_minor END)
                 FROM book_entry e
                 WHERE e.payout_id = p.id AND e.kind IN ('settled', 'reversed')), 0)::bigint
           AS booked_minor
FROM payout p JOIN refund_case c ON c.id = p.case_id JOIN tender t ON t.id = p.tender_id
     JOIN shop_order o ON o.id = c.order_id
WHERE c.order_id = ANY(%(orders)s::bigint[])
ORDER BY p.id
"""
_CASES = """
SELECT c.number, c.state, c.revision, c.amount_minor,
       array_agg(e.event ORDER BY e.revision) AS events
FROM refund_case c JOIN case_event e ON e.case_id = c.id
WHERE c.order_id = ANY(%(orders)s::bigint[])
GROUP BY c.id ORDER BY c.id
"""
_BOOKED = """
SELECT route, sum(amount_minor)::bigint FROM (
    SELECT substr(credit, 10) AS route, amount_minor FROM book_entry
    WHERE kind = 'settled' AND credit LIKE 'clearing:%%'
    UNION ALL
    SELECT substr(debit, 10), -amount_minor FROM book_entry
    WHERE kind = 'reversed' AND debit LIKE 'clearing:%%'
) moved GROUP BY route ORDER BY route
"""


_UNITS = """
SELECT u.order_id, array_agg(u.id ORDER BY u.position)
FROM order_unit u JOIN shop_order o ON o.id = u.order_id
WHERE o.number = %(number)s AND u.paid_minor > 0
GROUP BY u.order_id
"""


@dataclass(frozen=True, slots=True)
class LegSeen:
    """One payout with its tender and what the books say of it; fen."""

    id: int
    number: str
    route: str
    amount_minor: int
    state: str
    concern: str
    last_code: str
    replaces_id: int | None
    due_at: datetime | None
    leased_until: datetime | None
    case_id: int
    case_number: str
    case_state: str
    order_number: str
    tender_id: int
    paid_minor: int
    approved_minor: int
    payment: str
    booked_minor: int


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """One case with its history."""

    number: str
    state: str
    revision: int
    amount_minor: int
    events: tuple[str, ...]


def legs_of_orders(order_ids: Sequence[int]) -> list[LegSeen]:
    """Return every payout of these orders, oldest first; one statement."""
    return [LegSeen(*row) for row in _rows(_LEGS, order_ids)]


def cases_of_orders(order_ids: Sequence[int]) -> list[CaseSeen]:
    """Return every case of these orders with its history; one statement."""
    return [
        CaseSeen(number, state, revision, amount_minor, tuple(events))
        for number, state, revision, amount_minor, events in _rows(_CASES, order_ids)
    ]


def units_of(order_number: str) -> tuple[int, list[int]]:
    """Return an order's id and its units that cost something; one statement."""
    row = fetch_one(_UNITS, {"number": order_number})
    assert row is not None, f"no order {order_number}"
    return row[0], list(row[1])


def booked_by_route() -> dict[str, int]:
    """Return what the books call settled and not reversed, fen by route."""
    with connection.cursor() as cursor:
        cursor.execute(_BOOKED)
        return dict(cursor.fetchall())


def _rows(sql: str, order_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"orders": list(order_ids)})
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
