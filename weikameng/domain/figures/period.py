"""The span that figures are about: whole days in Beijing, the last one included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from weikameng.domain.calendar import beijing, minute_of
from weikameng.domain.words import Words

SPANS = (7, 30, 90)
USUAL_DAYS = 30
MAX_DAYS = 366
# Up to so many days are drawn one by one, more of them week by week.
MAX_SINGLE_DAYS = 31


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last; ``at`` is now, after which nothing is known."""

    first: date
    last: date
    at: datetime

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return minute_of(self.first, 0)

    @property
    def until(self) -> datetime:
        """The first moment after it; never later than now."""
        return min(minute_of(self.last + timedelta(days=1), 0), self.at)

    @property
    def today(self) -> datetime:
        """The first moment of today, whatever the period."""
        return minute_of(beijing(self.at).date(), 0)

    @property
    def step(self) -> int:
        """How many days one column of a chart has: a day, or a week of a long period."""
        return 1 if self.days <= MAX_SINGLE_DAYS else 7

    @property
    def words(self) -> Words:
        """Say the period."""
        first, last = self.first.isoformat(), self.last.isoformat()
        return Words(f"{first} 至 {last}", f"{first} to {last}")


def last_days(days: int, at: datetime) -> Period:
    """Return the last so many days, today included."""
    today = beijing(at).date()
    return Period(today - timedelta(days=days - 1), today, at)


def period_of(first: date | None, last: date | None, at: datetime) -> Period:
    """Return a period by its days; what makes no sense is brought into reach, never refused."""
    today = beijing(at).date()
    end = min(last or today, today)
    begin = first or max(date.min + timedelta(days=MAX_DAYS), end) - timedelta(days=USUAL_DAYS - 1)
    begin = min(begin, end)
    if (end - begin).days >= MAX_DAYS:
        begin = end - timedelta(days=MAX_DAYS - 1)
    return Period(begin, end, at)


def day_of(text: str) -> date | None:
    """Read ``2026-11-23``; None for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
