"""Funds (资金预估): what refunds will take from a channel's account, and whether it is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

MOST_MINOR = 10**13  # more than any account holds


@dataclass(frozen=True, slots=True)
class Need:
    """Pending refunds of one day in Beijing, fen; what is overdue or already sent is today's."""

    day: date
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A balance as somebody read it, and what was paid out since; fen."""

    amount_minor: int
    at: datetime
    by: str
    paid_since_minor: int

    @property
    def left_minor(self) -> int:
        """What should be left of it; money that came in since is not counted."""
        return self.amount_minor - self.paid_since_minor


@dataclass(frozen=True, slots=True)
class Short:
    """The first day for which it does not suffice, and what lacks for all that is pending; fen."""

    day: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Funds:
    """One channel: pending refunds by day, the balance last recorded, what is still in review.

    ``short_since``: the channel itself answered that the balance is short.
    """

    route: str
    needs: Sequence[Need] = ()
    balance: Recorded | None = None
    in_review: tuple[int, int] = (0, 0)
    short_since: datetime | None = None

    @property
    def pending_count(self) -> int:
        """How many refunds are pending."""
        return sum(need.count for need in self.needs)

    @property
    def pending_minor(self) -> int:
        """How much they take, fen."""
        return sum(need.amount_minor for need in self.needs)

    @property
    def review_count(self) -> int:
        """How many refunds in review could come."""
        return self.in_review[0]

    @property
    def review_minor(self) -> int:
        """How much they could take at most, fen."""
        return self.in_review[1]

    @property
    def short(self) -> Short | None:
        """Return when and by how much it is short; None when it suffices or nobody knows."""
        if self.balance is None:
            return None
        taken = 0
        for need in sorted(self.needs, key=lambda one: one.day):
            taken += need.amount_minor
            if taken > self.balance.left_minor:
                return Short(need.day, self.pending_minor - self.balance.left_minor)
        return None

    @property
    def rest_minor(self) -> int | None:
        """Return what stays when all that is pending is paid; None when nobody knows."""
        return self.balance.left_minor - self.pending_minor if self.balance else None

    @property
    def covers_review(self) -> bool:
        """Whether it would suffice for what is in review too."""
        return self.rest_minor is not None and self.rest_minor >= self.review_minor

    @property
    def share_used(self) -> int:
        """How much of what is left the pending refunds take, in percent, 100 at most."""
        left = self.balance.left_minor if self.balance else 0
        if left <= 0:
            return 100 if self.pending_minor else 0
        return min(100, -(-self.pending_minor * 100 // left))
