"""What the books speak of: payments, refunds, wishes, refusals, and how a refund's life goes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from weikameng.gateways.sandbox.over_http.books import Row
from weikameng.gateways.sandbox.over_http.clock import DAY_SECONDS, beijing
from weikameng.gateways.sandbox.over_http.scenarios import Life, Scenario

MINUTE = 60.0


class Why(StrEnum):
    """Why a refund or a payment is refused."""

    NO_PAYMENT = "no_payment"
    OTHER_AMOUNT = "other_amount"
    TOO_MUCH = "too_much"
    ALL_GONE = "all_gone"
    TOO_MANY = "too_many"
    TOO_SOON = "too_soon"
    PERIOD_OVER = "period_over"
    CLOSED = "closed"  # a payment, not a refund: the shop called the order off


class Refused(Exception):
    """This can't be taken; ``why`` says it in our words."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Wish:
    """A refund that is asked for; ``scope`` is where its number is unique."""

    provider: str
    payment: str
    number: str
    amount: int
    scope: str = ""
    reason: str = ""
    notify_url: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as the books have it; ``fresh`` says that this call made it."""

    id: str
    provider: str
    number: str
    payment: str
    amount: int
    status: str  # PROCESSING, SUCCESS, CLOSED, ABNORMAL, BANK_REFUSED
    scenario: str
    reason: str
    notify_url: str
    taken_at: float
    settled_at: float | None
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as the books have it; ``refunded`` counts what is held for refunds too."""

    provider: str
    number: str
    trade_no: str
    amount: int
    refunded: int
    notify_url: str
    paid_at: float


Listener = Callable[[Refund, Scenario], None]
Steps = list[tuple[float, str]]


def steps_of(provider: str, life: Life, settle_seconds: float) -> Steps:
    """Return what becomes of a refund: (seconds after the step before, status)."""
    match life:
        case Life.SETTLED:
            return [(0.0, "SUCCESS")]
        case Life.SLOW:
            return [(settle_seconds, "SUCCESS")]
        case Life.CLOSED:
            return [(MINUTE, "CLOSED")]
        case Life.ABNORMAL:
            return [(MINUTE, "ABNORMAL")]
        case Life.REVERSED:
            sent_back = "BANK_REFUSED" if provider == "alipay" else "ABNORMAL"
            return [(0.0, "SUCCESS"), (float(DAY_SECONDS), sent_back)]


def serial(kind: str, text: str, at: float) -> str:
    """Return a number of 28 digits as providers make them: the same text gives the same one."""
    digest = int.from_bytes(hashlib.sha256(f"{kind}/{text}".encode()).digest()[:10])
    return f"{beijing(at):%Y%m%d}{kind}{digest % 10**16:016d}"


def refund_of(row: Row) -> Refund:
    """Return a row of the table as a refund."""
    return Refund(
        id=row["id"],
        provider=row["provider"],
        number=row["number"],
        payment=row["payment"],
        amount=row["amount"],
        status=row["status"],
        scenario=row["scenario"],
        reason=row["reason"],
        notify_url=row["notify_url"],
        taken_at=row["taken_at"],
        settled_at=row["settled_at"],
    )
