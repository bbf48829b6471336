"""What a supplier owes us for refunds it bears, month by month in Beijing (R4.6).

Only money that has arrived counts, in the month of the entry: a later reversal or a change of who
bears it is a line of the month it happens in, so a month that is over never changes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from weikameng.domain.books import OWED, REASSIGNED, REVERSED, SETTLED
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.words import Words

FIRST_YEAR, LAST_YEAR = 2000, 2199
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month in Beijing."""

    year: int
    month: int

    @classmethod
    def named(cls, text: str) -> "Month":
        """Return the month of ``2026-11``; ValueError for anything else."""
        found = _MONTH.fullmatch(text)
        if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            raise ValueError(f"not a month: {text!r}")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, at: datetime) -> "Month":
        """Return the month of a moment."""
        day = at.astimezone(BEIJING)
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def next(self) -> "Month":
        """The month after."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        """The month before."""
        return Month(self.year - (self.month == 1), (self.month - 2) % 12 + 1)

    @property
    def starts(self) -> datetime:
        """Its first moment; the month ends when the next one starts."""
        return datetime(self.year, self.month, 1, tzinfo=BEIJING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A month claimed from a supplier: its total in fen and the reference of the letter."""

    supplier: str
    month: Month
    amount_minor: int
    reference: str


@dataclass(frozen=True, slots=True)
class Booked:
    """One entry of the books about a leg or what replaced it, as the statement needs it; fen."""

    id: int
    leg: int
    kind: str
    debit: str
    credit: str
    amount_minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what the supplier owes more (or less) since ``at``, and by which
    entry; fen."""

    entry: int
    leg: int
    kind: str
    amount_minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A line with everything the supplier needs to find the refund in its own books.

    ``answer`` is the supplier's own word when it was decided, as status and code.
    """

    line: Line
    payout_number: str
    case_number: str
    order_number: str
    good: Words
    reason: Words
    answer: str

    @property
    def day(self) -> date:
        """The day in Beijing."""
        return self.line.at.astimezone(BEIJING).date()


def lines_of(family: Sequence[Booked], account: str) -> Iterator[Line]:
    """Return what one refunded leg, with all that replaced it, adds to a supplier's account.

    ``family`` are all its entries in the order they were written. A change of who bears it moves
    what has arrived so far; what arrives later counts for whoever bears it then.
    """
    bearing = ""
    arrived: dict[int, int] = {}
    for entry in family:
        if entry.kind == OWED:
            bearing = entry.debit
        elif entry.kind in {SETTLED, REVERSED}:
            change = entry.amount_minor if entry.kind == SETTLED else -entry.amount_minor
            arrived[entry.leg] = arrived.get(entry.leg, 0) + change
            if bearing == account:
                yield Line(entry.id, entry.leg, entry.kind, change, entry.at)
        elif entry.kind == REASSIGNED:
            sign = (entry.debit == account) - (entry.credit == account)
            for leg, amount in arrived.items():
                if sign * amount:
                    yield Line(entry.id, leg, entry.kind, sign * amount, entry.at)
            bearing = entry.debit
