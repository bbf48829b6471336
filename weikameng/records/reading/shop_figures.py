"""What a shop may know in numbers of a period: its orders, its refunds, its money (R12.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from weikameng.records.statements import fetch_all, fetch_one


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, and their fen."""

    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class ShopFigures:
    """A shop's numbers; refunds by their case's state, payouts by their own, automatic: how many
    refunds no person had to decide."""

    orders: Counted
    refunds: Mapping[str, Counted]
    payouts: Mapping[str, Counted]
    automatic: int
    late: int


_ORDERS = """
SELECT count(*), coalesce(sum(paid_minor), 0)::bigint FROM shop_order
WHERE shop_id = %(shop)s AND paid_at >= %(since)s AND paid_at < %(until)s
"""
_REFUNDS = """
SELECT c.state, count(*), sum(c.amount_minor)::bigint,
       count(*) FILTER (WHERE EXISTS (SELECT 1 FROM case_event e
                                      WHERE e.case_id = c.id AND e.event = 'clear'))
FROM refund_case c JOIN shop_order o ON o.id = c.order_id
WHERE o.shop_id = %(shop)s AND c.applied_at >= %(since)s AND c.applied_at < %(until)s
GROUP BY c.state ORDER BY c.state
"""
_PAYOUTS = """
SELECT state, count(*), sum(amount_minor)::bigint,
       count(*) FILTER (WHERE promised_at < %(until)s AND (settled_at IS NULL
                                                           OR settled_at > promised_at))
FROM payout
WHERE shop_id = %(shop)s AND created_at >= %(since)s AND created_at < %(until)s
  AND state <> 'replaced'
GROUP BY state ORDER BY state
"""


def of_shop(shop_id: int, since: datetime, until: datetime) -> ShopFigures:
    """Return a shop's numbers of a period, in three statements."""
    asked = {"shop": shop_id, "since": since, "until": until}
    orders = fetch_one(_ORDERS, asked)
    assert orders is not None, "a sum is one row"
    refunds, payouts = fetch_all(_REFUNDS, asked), fetch_all(_PAYOUTS, asked)
    return ShopFigures(
        Counted(*orders),
        {row[0]: Counted(row[1], row[2]) for row in refunds},
        {row[0]: Counted(row[1], row[2]) for row in payouts},
        sum(row[3] for row in refunds),
        sum(row[3] for row in payouts),
    )
