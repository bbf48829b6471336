"""The steps of a cross-border refund side by side (R6.2): each lane its own owner and clock.

Nothing of it is kept: lanes follow from the check, the questions, the deal and the history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain.case_clocks import FIRST_REVIEW, SUPPLEMENT, Passage, clock_of, due_of
from weikameng.domain.case_life import Event, State
from weikameng.domain.promises import Promises, promise_for
from weikameng.domain.words import Words
from weikameng.domain.working_time import Clock, Unit, due_at


class Name(StrEnum):
    """What is done in a lane."""

    IDENTITY = "identity"
    SUPPLIER = "supplier"
    EXCHANGE = "exchange"
    REVIEW = "review"


class Owner(StrEnum):
    """Who has to act next in it."""

    BUYER = "buyer"
    PROVIDER = "provider"
    SUPPLIER = "supplier"
    FINANCE = "finance"
    REVIEWER = "reviewer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Lane:
    """One step as it stands: ``says`` what comes next, ``due_at`` by when; ended: done."""

    name: Name
    owner: Owner
    says: Words
    since: datetime
    due_at: datetime | None = None
    ended_at: datetime | None = None

    def is_late(self, at: datetime) -> bool:
        """Whether it should have been done by now."""
        return self.ended_at is None and self.due_at is not None and self.due_at <= at


@dataclass(frozen=True, slots=True)
class Identity:
    """How far the identity check is (``open``, ``waiting``, ``passed``, ``failed``, ``person``)."""

    state: str
    since: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions to the supplier: since when, when it spoke, whether nobody asks any more."""

    since: datetime
    spoke_at: datetime | None = None
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dealt:
    """The original deal as finance has it; ``stopped_at``: when money stopped for it."""

    since: datetime
    filled_at: datetime | None = None
    confirmed_at: datetime | None = None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What lanes follow from; a lane whose facts are None is not needed in this case."""

    identity: Identity | None
    supplier: Asked | None
    exchange: Dealt | None
    history: Sequence[Passage]
    route: str


NAME_WORDS = {
    Name.IDENTITY: Words("身份核验", "Identity check"),
    Name.SUPPLIER: Words("向合作方核实", "Asking the supplier"),
    Name.EXCHANGE: Words("外汇登记", "Exchange record"),
    Name.REVIEW: Words("人工复核", "Review by a person"),
}
OWNER_WORDS = {
    Owner.BUYER: Words("你", "you"),
    Owner.PROVIDER: Words("核验机构", "the checking service"),
    Owner.SUPPLIER: Words("合作方", "the supplier"),
    Owner.FINANCE: Words("财务", "finance"),
    Owner.REVIEWER: Words("复核员", "the reviewer"),
    Owner.NOBODY: Words("无", "nobody"),
}
# The buyer as the staff calls them, and what is waited for.
BUYER_TO_STAFF = Words("买家", "the buyer")
STAFF_WORDS = {
    Name.IDENTITY: Words("等买家完成身份核验。", "Waits for the buyer's identity check."),
    Name.REVIEW: Words("等买家补充材料。", "Waits for what the buyer was asked to add."),
}
_DONE = Words("已完成。", "Done.")
_IDENTITY = {
    "open": (
        Owner.BUYER,
        Words("请完成身份核验,约一分钟。", "Please check your identity: a minute."),
    ),
    "failed": (
        Owner.BUYER,
        Words("没有核验成功,请核对后再试一次。", "It did not match; look at it and try again."),
    ),
    "waiting": (Owner.PROVIDER, Words("正在等核验结果。", "Waiting for its answer.")),
    "person": (
        Owner.REVIEWER,
        Words("机构没有结论,由人核对。", "No clear answer; a person looks."),
    ),
    "passed": (Owner.NOBODY, Words("身份已核验。", "The identity is checked.")),
}
_ASKING = Words("正在核实商品有没有到账。", "Asking whether the goods arrived.")
_SPOKE = Words("合作方已答复。", "The supplier has answered.")
_SILENT = Words(
    "合作方没有给出明确答复,由复核员判断。",
    "The supplier gave no clear answer; the reviewer decides.",
)
_TO_FILL = Words("正在登记原交易和汇率。", "Filling in the original deal and its rate.")
_TO_CONFIRM = Words("已登记,等另一个人核对。", "Filled in; another person confirms it.")
_RECORDED = Words("原交易已登记并核对。", "The original deal is filled in and confirmed.")
_READING = Words("正在看说明和材料。", "Reading the application and what came with it.")
_ASKED_BACK = Words("等你补充材料。", "Waits for what you were asked to add.")
_DECIDED = Words("已有决定。", "Decided.")


def lanes_of(known: Known, promises: Promises, exchange_days: int) -> tuple[Lane, ...]:
    """Return the lanes of a case, in the order they are shown; each runs by itself."""
    found = (
        _identity(known.identity, promises) if known.identity else None,
        _supplier(known.supplier, promises) if known.supplier else None,
        _exchange(known.exchange, promises, exchange_days) if known.exchange else None,
        _review(known, promises),
    )
    return tuple(lane for lane in found if lane is not None)


def ready_at(lanes: Iterable[Lane]) -> datetime | None:
    """Return by when all lanes are through: the latest promise; None if one names none."""
    ends = [lane.ended_at or lane.due_at for lane in lanes]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def exchange_by(
    promises: Promises, days: int, since: datetime, stopped_at: datetime | None = None
) -> datetime:
    """Return by when the exchange record is complete: so many working days from the application;
    money that stopped for it after that gives it as many once more."""
    hours = promises.terms[FIRST_REVIEW].hours
    clock = Clock(Unit.WORKING_DAYS, days)
    begins = [since] if stopped_at is None else [since, stopped_at]
    ends = [due_at(clock, begin, (), promises.calendar, hours).at for begin in begins]
    known = [end for end in ends if end is not None]
    assert len(known) == len(ends), "a clock without a pause ends"
    kept = stopped_at is None or stopped_at < known[0]
    return known[0] if kept else known[-1]


def _identity(check: Identity, promises: Promises) -> Lane:
    owner, says = _IDENTITY[check.state]
    passed = check.state == "passed"
    due = promise_for(promises, SUPPLEMENT, check.since).due_at
    ended = check.ended_at or check.since if passed else None
    return Lane(Name.IDENTITY, owner, says, check.since, None if passed else due, ended)


def _supplier(asked: Asked, promises: Promises) -> Lane:
    if asked.spoke_at:
        return Lane(Name.SUPPLIER, Owner.NOBODY, _SPOKE, asked.since, None, asked.spoke_at)
    if asked.over_at:
        return Lane(Name.SUPPLIER, Owner.NOBODY, _SILENT, asked.since, None, asked.over_at)
    due = promise_for(promises, FIRST_REVIEW, asked.since).due_at
    return Lane(Name.SUPPLIER, Owner.SUPPLIER, _ASKING, asked.since, due)


def _exchange(deal: Dealt, promises: Promises, days: int) -> Lane:
    if deal.confirmed_at:
        return Lane(Name.EXCHANGE, Owner.NOBODY, _RECORDED, deal.since, None, deal.confirmed_at)
    due = exchange_by(promises, days, deal.since, deal.stopped_at)
    says = _TO_CONFIRM if deal.filled_at else _TO_FILL
    return Lane(Name.EXCHANGE, Owner.FINANCE, says, deal.since, due)


def _review(known: Known, promises: Promises) -> Lane | None:
    begun = next((line for line in known.history if line.state is State.REVIEWING), None)
    if begun is None:
        return None
    last = known.history[-1]
    if last.state is State.REVIEWING:
        clock = clock_of(known.history, known.route)
        due = due_of(promises, clock)
        return Lane(Name.REVIEW, Owner.REVIEWER, _READING, begun.at, due)
    if last.state in {State.AWAITING_BUYER, State.SCREENING}:
        due = promise_for(promises, SUPPLEMENT, last.at).due_at
        return Lane(Name.REVIEW, Owner.BUYER, _ASKED_BACK, begun.at, due)
    return Lane(Name.REVIEW, Owner.NOBODY, _DECIDED, begun.at, None, _decided_at(known.history))


_DECISIONS = frozenset({Event.APPROVE, Event.REJECT, Event.CLEAR})


def _decided_at(history: Sequence[Passage]) -> datetime:
    decided = (line.at for line in reversed(history) if line.event in _DECISIONS)
    return next(decided, history[-1].at)
