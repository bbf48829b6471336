"""What suppliers say about an order, in our words (payments.md, 6). Unknown is not failed."""

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
    """

    status: str
    code: str = ""
    arrived: bool | None = None
    recallable: bool | None = None
    signed: bool = False
    raw: bytes = field(default=b"", repr=False)


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


def ask_at(
    questions: Questions, ordered_at: datetime, asked: Sequence[datetime], at: datetime
) -> datetime | None:
    """Return when to ask next, ``at`` or later; None once the supplier has forgotten the order."""
    earliest = max([at, ordered_at + questions.first_after, *(a + questions.gap for a in asked)])
    return earliest if earliest <= ordered_at + questions.kept_for else None


# No answer, or one that doesn't verify: never taken for a failure.
UNKNOWN = SupplierAnswer("unknown")

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
