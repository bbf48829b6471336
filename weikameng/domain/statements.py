"""A channel's statement of a day as it is reconciled: what a line says, what we hold, what can
differ (R4.5). Days are Beijing days, amounts fen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from weikameng.domain.calendar import CHINA, ONE_DAY
from weikameng.domain.payout_life import PayoutState, StatementLine

# A statement is asked for from 10:30 on the day after; without one at noon somebody looks.
READY_AFTER, NOON = timedelta(hours=10, minutes=30), timedelta(hours=12)
LONGEST_FIELD = 64
MOST_MINOR = 10**13


class Kind(StrEnum):
    """How a statement and our books can differ."""

    MISSING = "missing"  # we say settled that day, the statement has no such line
    EXTRA = "extra"  # a line without a payout of ours that has settled
    UNEQUAL = "unequal"  # another amount
    REPEATED = "repeated"  # more lines for one refund than it settled
    RETURNED = "returned"  # the money came back, or the refund failed after all


class Cause(StrEnum):
    """Why they differ; what each means and asks for: ``difference_causes.CAUSES``."""

    LATE_LINE = "late_line"
    DAY_BEFORE_UNREAD = "day_before_unread"
    NO_LINE = "no_line"
    NO_STATEMENT = "no_statement"
    UNDER_WAY = "under_way"
    SETTLED_UNHEARD = "settled_unheard"
    REFUSED_BUT_PAID = "refused_but_paid"
    REPLACED_LEG_PAID = "replaced_leg_paid"
    UNKNOWN_NUMBER = "unknown_number"
    FORGOTTEN_NUMBER = "forgotten_number"
    NAMELESS = "nameless"
    STRANGE_STATUS = "strange_status"
    PAID_MORE = "paid_more"
    PAID_LESS = "paid_less"
    MORE_THAN_ONCE = "more_than_once"
    CAME_BACK = "came_back"
    FAILED_AFTER_SUCCESS = "failed_after_success"
    RETURN_OF_UNKNOWN = "return_of_unknown"


class DifferenceState(StrEnum):
    """The life of a difference. ``expected`` is no difference yet: the next day's line may come."""

    OPEN = "open"
    EXPECTED = "expected"
    SETTLED = "settled"  # a later run found that it is gone
    CLOSED = "closed"  # by a person, with a note


class Told(StrEnum):
    """What a line says became of the money."""

    PAID = "paid"
    UNDER_WAY = "under_way"
    FAILED = "failed"
    CAME_BACK = "came_back"
    UNREAD = "unread"


# 退款状态 of WeChat Pay's bills; Alipay's hold finished refunds only.
_STATUSES = {
    "SUCCESS": Told.PAID,
    "PROCESSING": Told.UNDER_WAY,
    "CHANGE": Told.FAILED,  # 转入代发: the bank refused the deposit
    **dict.fromkeys(("FAIL", "FAILED", "CLOSED", "REFUNDCLOSE", "ABNORMAL"), Told.FAILED),
}


def told_by(line: StatementLine) -> Told:
    """Return what a line says; only a status that is known to mean "paid" counts as paid."""
    return told_as(line.amount_minor, line.status)


def told_as(amount_minor: int, status: str) -> Told:
    """Return what an amount and a status say together; a negative refund is money coming back."""
    if amount_minor < 0:
        return Told.CAME_BACK
    return _STATUSES.get(status, Told.UNREAD) if amount_minor else Told.UNREAD


def is_keepable(line: StatementLine) -> bool:
    """Whether a line fits our columns; nothing of it is ever cut off to make it fit."""
    fields = (line.refund_number, line.provider_reference, line.order_number, line.status)
    short = all(len(field) <= LONGEST_FIELD and "\0" not in field for field in fields)
    return short and abs(line.amount_minor) < MOST_MINOR


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a day in Beijing and the first after it."""
    begin = datetime.combine(day, time(), CHINA)
    return begin, begin + ONE_DAY


def day_of(at: datetime) -> date:
    """Return the day in Beijing."""
    return at.astimezone(CHINA).date()


def is_ready(day: date, at: datetime) -> bool:
    """Whether the channels have a day's statement by now, as they promise."""
    return at >= bounds(day)[1] + READY_AFTER


def is_late(day: date, at: datetime) -> bool:
    """Whether a statement that is still not there needs somebody."""
    return at >= bounds(day)[1] + NOON


class DayState(StrEnum):
    """How a day of a channel stands."""

    CLEAN = "clean"
    EXPECTED = "expected"  # lines that the next day's statement should have
    DIFFERENT = "different"
    NOT_YET = "not_yet"  # the statement will come
    NOT_THERE = "not_there"  # it should be there by now
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class DayRun:
    """What is known of a day: whether it was read, what is open, the last failure to read it."""

    day: date
    read: bool = False
    open: int = 0
    expected: int = 0
    tried: bool = False
    hopeless: bool = False  # asking again can't help


def state_of(run: DayRun, at: datetime) -> DayState:
    """Return how a day stands at a moment; before noon a missing statement worries nobody."""
    if run.read:
        if run.open:
            return DayState.DIFFERENT
        return DayState.EXPECTED if run.expected else DayState.CLEAN
    if run.hopeless or (run.tried and is_late(run.day, at)):
        return DayState.NOT_THERE
    return DayState.NOT_RUN if is_late(run.day, at) else DayState.NOT_YET


@dataclass(frozen=True, slots=True)
class Held:
    """A payout as we hold it. ``settlements`` counts how often it settled.

    ``sent_at`` is when it was first sent; ``to_us``: finance directed the money back to ourselves.
    """

    id: int
    number: str
    amount_minor: int
    state: PayoutState
    settlements: int
    settled_at: datetime | None
    sent_at: datetime
    replaced_at: datetime | None = None
    to_us: bool = False

    @property
    def reversals(self) -> int:
        """How often the money came back after it had settled."""
        return self.settlements - (self.state is PayoutState.SETTLED)


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of another day's statement."""

    day: date
    line: StatementLine


@dataclass(frozen=True, slots=True)
class Day:
    """All that one day's matching needs.

    ``held`` has the payouts its lines name and those settled that day; ``elsewhere`` the lines of
    these payouts on other days; ``known`` the days nearby that have a statement. ``told_none``:
    the channel says that there was nothing that day.
    """

    day: date
    lines: Sequence[StatementLine]
    held: Mapping[str, Held]
    elsewhere: Mapping[str, Sequence[Dated]]
    known: frozenset[date]
    told_none: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A line that agrees with a payout: its ``nth`` settlement, or its nth coming back."""

    payout_id: int
    number: str
    amount_minor: int
    nth: int
    back: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A difference: ours and theirs in fen, None where one side has nothing."""

    kind: Kind
    cause: Cause
    refund_number: str
    provider_reference: str = ""
    payout_id: int | None = None
    ours_minor: int | None = None
    theirs_minor: int | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is about: a line without a number is known by the channel's reference."""
        reference = "" if self.refund_number else self.provider_reference
        return self.kind.value, self.refund_number, reference

    @property
    def state(self) -> DifferenceState:
        """How it begins."""
        late = self.cause is Cause.LATE_LINE
        return DifferenceState.EXPECTED if late else DifferenceState.OPEN


@dataclass(frozen=True, slots=True)
class Matching:
    """What came of one day. ``ask`` are the payouts whose channel should be asked at once."""

    matched: tuple[Match, ...]
    found: tuple[Found, ...]
    ask: frozenset[int]
