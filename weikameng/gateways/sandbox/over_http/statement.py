"""The lines of one day's statement, as the books have them or as a scenario spoils them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from weikameng.gateways.sandbox.over_http.books import Books
from weikameng.gateways.sandbox.over_http.clock import beijing, day_bounds
from weikameng.gateways.sandbox.over_http.scenarios import Line, named


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One payment or settled refund; ``amount`` in fen is never negative."""

    refund: bool
    payment: str
    trade_no: str
    number: str
    refund_id: str
    amount: int
    paid: int
    asked_at: float
    at: float
    reason: str = ""


_LINES = """
SELECT refund.payment, payment.trade_no, refund.number, refund.id AS refund_id, refund.amount,
       payment.amount AS paid, refund.taken_at AS asked_at, refund.settled_at AS at,
       refund.reason, refund.scenario
FROM refund JOIN payment ON payment.provider = refund.provider AND payment.number = refund.payment
WHERE refund.provider = :provider AND settled_at >= :begin AND settled_at < :end
ORDER BY settled_at, refund.id
"""
_PAYMENTS = """
SELECT number AS payment, trade_no, amount, paid_at AS at FROM payment
WHERE provider = :provider AND paid_at >= :begin AND paid_at < :end ORDER BY paid_at, number
"""


def statement(books: Books, provider: str, day: date) -> list[StatementLine]:
    """Return what happened on a day in Beijing, spoiled where a scenario says so."""
    begin, end = day_bounds(day)
    params = {"provider": provider, "begin": begin, "end": end}
    lines = [
        StatementLine(
            refund=False,
            payment=row["payment"],
            trade_no=row["trade_no"],
            number="",
            refund_id="",
            amount=row["amount"],
            paid=row["amount"],
            asked_at=row["at"],
            at=row["at"],
        )
        for row in books.rows(_PAYMENTS, params)
    ]
    for row in books.rows(_LINES, params):
        spoiled = named(row.pop("scenario")).line
        lines += _spoiled(StatementLine(refund=True, **row), spoiled)
    return lines


def _spoiled(line: StatementLine, how: Line) -> Iterator[StatementLine]:
    match how:
        case Line.MISSING:
            return
        case Line.UNEQUAL:
            yield replace(line, amount=line.amount + 1)
        case Line.EXTRA:
            yield line
            yield replace(line, number=f"{line.number}X", refund_id=f"{line.refund_id}9")
        case Line.PLAIN:
            yield line


def is_ready(day: date, now: float, hour: int) -> bool:
    """Say whether a day's statement exists: from that hour on of the day after."""
    return now >= day_bounds(day + timedelta(days=1))[0] + hour * 3600


def is_over(day: date, now: float) -> bool:
    """Say whether that day is past in Beijing."""
    return day < beijing(now).date()
