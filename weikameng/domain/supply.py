"""What suppliers say about an order, in our words (docs/suppliers.md). Unknown is not failed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class SupplyOrder:
    """What a supplier is asked to deliver."""

    number: str
    sku: str
    account: str
    zone: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SupplierAnswer:
    """A verified answer. ``status``: success, failed, processing or unknown.

    ``arrived`` None: it has not said. ``raw`` is the answer as it came, for the evidence (R3.3),
    believed or not; ``signed``: it carries a signature that holds. It may name the account.
    ``asked`` is the question as it went out, without what identifies us or proves who we are.
    """

    status: str
    code: str = ""
    arrived: bool | None = None
    recallable: bool | None = None
    signed: bool = False
    raw: bytes = field(default=b"", repr=False)
    asked: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Questions:
    """When a supplier may be asked about an order, by its own rules: from ``first_after`` the order
    on, with a ``gap`` between two questions, and for as long as it remembers (``kept_for``)."""

    first_after: timedelta
    gap: timedelta
    kept_for: timedelta


class SupplierGateway(Protocol):
    """Somebody who topped up. ``ask`` never raises for what the supplier does: *not found*, errors
    and answers that don't verify are *unknown*."""

    name: str
    questions: Questions

    def ask(self, number: str) -> SupplierAnswer:
        """Ask by our own order number whether it arrived (R3.3)."""
        ...


class Deliverer(Protocol):
    """Somebody who can be asked to deliver; repeating a number delivers once."""

    def deliver(self, order: SupplyOrder) -> SupplierAnswer:
        """Ask for delivery."""
        ...


def ask_at(
    questions: Questions, ordered_at: datetime, asked: Sequence[datetime], at: datetime
) -> datetime | None:
    """Return when to ask next, ``at`` or later; None once the supplier has forgotten the order."""
    earliest = max([at, ordered_at + questions.first_after, *(a + questions.gap for a in asked)])
    return earliest if earliest <= ordered_at + questions.kept_for else None


def pause_after(question: int, questions: Questions) -> timedelta:
    """Return how long to wait after the so-manieth unclear answer: longer and longer."""
    return max(questions.gap, FIRST_PAUSE * int(PAUSE_GROWS ** (question - 1)))


# A silent supplier holds a case up for so many questions; later ones are asked beside the person
# who looks at it by then, 3 seconds, 12, 48, ... apart, for about five hours in all.
HOLDING_QUESTIONS = 3
MAX_QUESTIONS = 8
FIRST_PAUSE = timedelta(seconds=3)
PAUSE_GROWS = 4

# No answer, or one that doesn't verify: never taken for a failure.
UNKNOWN = SupplierAnswer("unknown")
# Not asked at all, and why. None of them says anything about the order.
TOO_OLD = SupplierAnswer("unknown", "TOO_OLD")
SWITCHED_OFF = SupplierAnswer("unknown", "SWITCHED_OFF")
# One answer says it arrived, another that it did not: neither is believed, a person looks.
CONTRADICTION = SupplierAnswer("unknown", "CONTRADICTION")
NOT_FOUND_CODES = frozenset({"ORDER_NOT_FOUND", "FULU_3002", "order_not_found"})

# What the buyer is shown; the very words are kept as evidence (R7.1).
_TROUBLE = {
    "NUMBER_NOT_EXIST": Words("号码不存在", "The number does not exist"),
    "ZONE_MISMATCH": Words("区服匹配失败", "The zone does not match"),
    "OUT_OF_STOCK": Words("缺货,没有发货", "Out of stock, nothing was delivered"),
}
_FAILED = Words("合作方充值失败", "The supplier's top-up failed")


def trouble_words(code: str) -> Words:
    """Return what went wrong with a delivery, as the order's page says it."""
    return _TROUBLE.get(code, _FAILED)


def known_troubles() -> tuple[Words, ...]:
    """Return every such sentence: what an error on a screen can be."""
    return (*_TROUBLE.values(), _FAILED)
