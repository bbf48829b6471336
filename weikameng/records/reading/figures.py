"""What the supervisor's figures count (R12.1): one statement each, whatever there is to count."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from weikameng.domain.desk import LAPSE
from weikameng.domain.figures.counted import Ahead, AtRisk, Comment, Group, Load, Rated
from weikameng.domain.figures.people import MAX_LISTED
from weikameng.domain.figures.period import Period
from weikameng.domain.words import Words
from weikameng.records.statements import fetch_all, statement

MAX_COMMENTS = 20
# A table of more goods is a list to search in, not a figure.
MAX_CAUSES = 200
_NO_GOOD = Words("", "")


def _statement(name: str) -> str:
    return statement(Path(__file__).parent / f"{name}.sql")


_COHORT, _LOAD, _AT_RISK = _statement("cohort"), _statement("load"), _statement("at_risk")
_CAUSES, _BEARERS, _RATINGS = _statement("causes"), _statement("bearers"), _statement("ratings")


def cohort(period: Period) -> list[Group]:
    """Return the cases applied for in a period, in groups that went the same way."""
    return [Group(*row) for row in fetch_all(_COHORT, _span(period))]


def loads(period: Period, roles: Collection[str]) -> list[Load]:
    """Return what everyone of these roles holds and decided, and what nobody holds."""
    given = {
        "roles": list(roles),
        "today": period.today,
        "live": period.at - LAPSE,
        **_span(period),
    }
    return [Load(*row) for row in fetch_all(_LOAD, given)]


_ENDS = """
SELECT CASE WHEN due_at <= %(at)s THEN 'over' WHEN due_at <= %(soon)s THEN 'two_hours'
            WHEN due_at <= %(tonight)s THEN 'today'
            WHEN due_at <= %(tomorrow)s THEN 'tomorrow' ELSE 'later' END, count(*)
FROM refund_case
WHERE state IN ('screening', 'reviewing', 'approved', 'paying', 'payout_stuck')
  AND due_at IS NOT NULL
GROUP BY 1
"""
_SOON = timedelta(hours=2)


def ahead(period: Period) -> Ahead:
    """Return the promises that break next, in two statements: the list, and all by their end."""
    at, tonight = period.at, period.today + timedelta(days=1)
    given = {"at": at, "live": at - LAPSE, "most": MAX_LISTED}
    rows = fetch_all(_AT_RISK, given)
    ends = {
        "at": at,
        "soon": at + _SOON,
        "tonight": tonight,
        "tomorrow": tonight + timedelta(days=1),
    }
    broken, near = rows[0][5:] if rows else (0, 0)
    by_end: dict[str, int] = dict(fetch_all(_ENDS, ends))
    return Ahead([AtRisk(*row[:5]) for row in rows], broken, near, by_end)


@dataclass(frozen=True, slots=True)
class Counted:
    """Orders and refunds of a supplier, or of a good when it has a name; ``reason`` a code."""

    supplier: str
    good: Words
    orders: int
    refunded: int
    amount_minor: int
    reason: str


def causes(period: Period) -> tuple[list[Counted], list[Counted]]:
    """Return the suppliers, and the goods, of the orders paid in a period; the dearest first."""
    rows = fetch_all(_CAUSES, _span(period))
    by_supplier: dict[str, list[Any]] = {}
    by_good: dict[int, list[Any]] = {}
    for row in rows:
        by_supplier.setdefault(row[1], []).append(row)
        by_good.setdefault(row[0], []).append(row)
    suppliers = [_summed(some, _NO_GOOD) for some in by_supplier.values()]
    goods = [_summed(some, Words(some[0][2], some[0][3])) for some in by_good.values()]
    return _dearest(suppliers), _dearest(goods)


def _summed(rows: Sequence[Any], good: Words) -> Counted:
    reasons: Counter[str] = Counter()
    for row in rows:
        reasons[row[7]] += row[5]
    ((commonest, _),) = reasons.most_common(1)
    orders, refunded, minor = (sum(row[place] for row in rows) for place in (4, 5, 6))
    return Counted(rows[0][1], good, orders, refunded, minor, commonest)


def _dearest(found: list[Counted]) -> list[Counted]:
    return sorted(found, key=lambda one: (-one.amount_minor, -one.orders))[:MAX_CAUSES]


def bearers(period: Period) -> list[tuple[str, int, int]]:
    """Return the accounts that bore a cost, with what was recovered from them, fen."""
    return [(row[0], row[1], row[2]) for row in fetch_all(_BEARERS, _span(period))]


_COMMENTS = """
SELECT c.number, r.score, r.said, r.changed_at
FROM case_rating r JOIN refund_case c ON c.id = r.case_id
WHERE r.said <> '' AND c.state = 'refunded'
  AND c.settled_at >= %(since)s AND c.settled_at < %(until)s
ORDER BY r.changed_at DESC, r.case_id DESC LIMIT %(most)s
"""


def rated(period: Period) -> Rated:
    """Return the scores of the refunds that arrived in a period."""
    rows: Sequence[Any] = fetch_all(_RATINGS, _span(period))
    scores = {score: count for score, count in rows if score is not None}
    return Rated(sum(count for _, count in rows), scores)


def comments(period: Period) -> list[Comment]:
    """Return what buyers wrote about the refunds that arrived in a period, newest first."""
    given = _span(period) | {"most": MAX_COMMENTS}
    return [Comment(*row) for row in fetch_all(_COMMENTS, given)]


def _span(period: Period) -> dict[str, Any]:
    return {"since": period.since, "until": period.until}
