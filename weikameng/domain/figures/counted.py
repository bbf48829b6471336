"""What was counted, as the readings return it; nothing here is said or drawn yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has at the desk now and has decided; an empty name is what nobody holds."""

    name: str
    held: int
    decided_today: int
    decided: int
    oldest_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A case whose promise is near its end or broken; ``mark`` as its clocks have rung."""

    number: str
    state: str
    mark: str
    due_at: datetime | None
    holder: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """The most urgent cases at risk, how many there are, and all open promises by their end."""

    rows: Sequence[AtRisk]
    broken: int
    near: int
    ends: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases applied for on one day that went the same way.

    ``reached`` is a place in ``funnel.STEPS``; ``judge`` person, machine, or nobody yet (empty);
    ``clause`` the one a refusal stands on.
    """

    day: date
    one_click: bool
    judge: str
    reached: int
    state: str
    clause: str
    count: int


@dataclass(frozen=True, slots=True)
class StageTime:
    """One clock: the promise in words, what ended or is overdue, and hours of real time."""

    name: Words
    promise: Words
    count: int
    on_time: int
    overdue: int
    median_hours: float | None
    ninth_hours: float | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Orders paid in the period of one supplier or good, and what of them was refunded so far."""

    name: Words
    orders: int
    refunded: int
    amount_minor: int
    reason: Words


@dataclass(frozen=True, slots=True)
class Borne:
    """What refunds cost one bearer in the period, and what a supplier paid of it, fen."""

    name: Words
    cost_minor: int
    received_minor: int


@dataclass(frozen=True, slots=True)
class Sampled:
    """One-click refunds of the period, how many were drawn, and what people found."""

    given: int
    drawn: int
    agreed: int
    wrong: int

    @property
    def waiting(self) -> int:
        """How many nobody has looked at yet."""
        return self.drawn - self.agreed - self.wrong


@dataclass(frozen=True, slots=True)
class Comment:
    """What a buyer wrote with a rating."""

    number: str
    score: int
    said: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rated:
    """How the refunds that arrived in the period were rated; ``comments`` newest first."""

    arrived: int
    scores: Mapping[int, int]
    comments: Sequence[Comment] = ()

    @property
    def count(self) -> int:
        """How many were rated."""
        return sum(self.scores.values())
