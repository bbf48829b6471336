"""Questions about funds: what is pending, was recorded, could come. One statement each."""

from datetime import datetime

from weikameng.domain.case_life import State
from weikameng.domain.forecast import Need, Recorded
from weikameng.domain.statements import day_of
from weikameng.records.models import ChannelBalance
from weikameng.records.statements import fetch_all

# Routes that take nothing from an account at a channel.
NO_CHANNEL = ["wallet", "offline", "chargeback", "shop"]
MAX_BALANCES = 10
DECIDING = [
    State.SCREENING.value,
    State.REVIEWING.value,
    State.AWAITING_BUYER.value,
    State.APPROVED.value,
    State.DISPUTED.value,
]
# What is on its way takes its money today; what is yet to be sent, on the day it is due.
_PENDING = """
SELECT route, day, count(*), sum(amount_minor)::bigint
FROM (
    SELECT route, amount_minor,
           CASE WHEN state IN ('intended', 'unknown') AND due_at > %(at)s
                THEN (due_at AT TIME ZONE 'Asia/Shanghai')::date ELSE %(today)s END AS day
    FROM payout
    WHERE NOT (state IN ('settled', 'replaced'))  -- the index on open payouts
      AND state IN ('intended', 'sent', 'accepted', 'unknown') AND route <> ALL(%(without)s)
) pending
GROUP BY route, day ORDER BY route, day
"""
_BALANCES = """
SELECT b.route, b.balance_minor, b.at, coalesce(nullif(u.display_name, ''), u.username),
       (SELECT coalesce(sum(p.amount_minor), 0)::bigint FROM payout p
        WHERE p.route = b.route AND p.state = 'settled' AND p.settled_at > b.at)
FROM (SELECT DISTINCT ON (route) * FROM channel_balance ORDER BY route, at DESC, id DESC) b
JOIN person u ON u.id = b.by_id
"""
# A case in review may take what is left of its units, from each tender by its share.
_IN_REVIEW = """
WITH asked AS (
    SELECT c.id, c.order_id, sum(u.paid_minor - u.refunding_minor) AS minor
    FROM case_unit cu
    JOIN refund_case c ON c.id = cu.case_id
    JOIN order_unit u ON u.id = cu.unit_id
    WHERE cu.open AND c.state = ANY(%(deciding)s)
    GROUP BY c.id, c.order_id
), tenders AS (
    SELECT t.order_id, t.route, t.amount_minor - t.refunding_minor AS minor,
           sum(t.amount_minor - t.refunding_minor) OVER (PARTITION BY t.order_id) AS total
    FROM tender t WHERE t.order_id IN (SELECT order_id FROM asked)
)
SELECT t.route, count(*), sum(ceil(a.minor * t.minor / t.total))::bigint
FROM asked a JOIN tenders t ON t.order_id = a.order_id
WHERE t.minor > 0 AND t.route <> ALL(%(without)s)
GROUP BY t.route
"""


def pending(at: datetime) -> dict[str, list[Need]]:
    """Return what is pending by route and day."""
    params = {"at": at, "today": day_of(at), "without": NO_CHANNEL}
    found: dict[str, list[Need]] = {}
    for route, *need in fetch_all(_PENDING, params):
        found.setdefault(route, []).append(Need(*need))
    return found


def balances() -> dict[str, Recorded]:
    """Return the balance last recorded of every channel, with what was paid out since."""
    found = fetch_all(_BALANCES, {})
    return {route: Recorded(minor, at, by, paid) for route, minor, at, by, paid in found}


def in_review() -> dict[str, tuple[int, int]]:
    """Return how many refunds could come, and how much at most, by route."""
    found = fetch_all(_IN_REVIEW, {"without": NO_CHANNEL, "deciding": DECIDING})
    return {route: (count, minor) for route, count, minor in found}


def balances_recorded() -> list[ChannelBalance]:
    """Return the latest records with who wrote them, newest first."""
    rows = ChannelBalance.objects.select_related("by").order_by("-at", "-id")
    return list(rows[:MAX_BALANCES])
