"""The facts a decision reads: a photograph of order, application and review. Money in fen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Usage = Literal["none", "revealed", "activated", "used", "unknown", "void"]
PicturesChecked = Literal["not_checked", "agree", "open", "flagged"]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit of the order. ``paid_minor`` is its share of what was paid (P7).

    ``recorded`` is what the public log says of its use: activated, used, not_activated (R11.4);
    ``proof`` where: the good's id there and the number of its event last seen, ``id#number``.
    """

    id: str
    price_minor: int
    paid_minor: int
    usage: Usage = "none"
    used_days: int = 0
    refunded_minor: int = 0
    closed: bool = False  # nothing more to give back, also when the share is 0.00
    recorded: str = ""
    proof: str = ""

    @property
    def refunded(self) -> bool:
        """Whether nothing of this unit can be given back; a unit paid with 0.00 is open once."""
        return self.refunded_minor >= self.paid_minor > 0 or self.closed


@dataclass(frozen=True, slots=True)
class TenderFacts:
    """One leg of the payment. ``status`` is ``active`` or ``closed`` (dead route, R4.4)."""

    route: str
    amount_minor: int
    refunded_minor: int = 0
    status: str = "active"


@dataclass(frozen=True, slots=True)
class SupplierFacts:
    """What the supplier last said. ``arrived`` None means it has not said."""

    status: str = "unknown"  # success, failed, processing, unknown, reversed
    arrived: bool | None = None
    code: str = ""
    recallable: bool | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order as it stands. Times are aware datetimes; ``completed_at`` None = undelivered."""

    goods_kind: str
    units: tuple[UnitFacts, ...]
    tenders: tuple[TenderFacts, ...]
    list_total_minor: int
    paid_minor: int
    paid_at: datetime | None
    completed_at: datetime | None
    delivered: bool
    promised_at: datetime | None = None
    supplier: SupplierFacts | None = None
    cross_border: bool = False
    identity_checked: bool = False
    chargeback_open: bool = False
    overcharge_minor: int = 0
    risk_flag: bool = False
    promise_7d: bool = False
    renewal_reminded: bool | None = None
    window_days: int | None = None
    chain_state: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What the buyer says. ``unit_ids`` None means the whole order."""

    applicant: Literal["owner", "guardian", "stranger"] = "owner"
    channel: str = "form"
    reason: str = "NOT_ACTIVATED"
    evidence: frozenset[str] = frozenset()
    on_record: frozenset[str] = frozenset()  # what a buyer is spared: our own records show it
    description_quality: Literal["good", "partial", "vague"] = "good"
    unit_ids: tuple[str, ...] | None = None
    amount_requested_minor: int | None = None
    attempt: int = 1
    new_material: bool = False
    first_filed_at: datetime | None = None
    rejected_at: datetime | None = None
    open_case: str = ""
    one_click_30d: int = 0
    dispute: bool = False
    outage_at_deadline: bool = False
    description_asked: bool = False  # sent back for its description once already
    pictures_checked: PicturesChecked = "not_checked"  # what a machine read off them


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """What the human reviewer found; empty strings and None mean not asked."""

    supplier_reply: str = ""
    recall: str = ""
    evidence_forged: bool | None = None
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one decision may read."""

    order: OrderFacts
    application: ApplicationFacts
    review: ReviewFacts | None = None
