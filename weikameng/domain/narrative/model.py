"""What a buyer's description says, as found by the rules: the words of the worked cases (R2.3)."""

from dataclasses import dataclass
from enum import StrEnum

MAX_NARRATIVE_CHARS = 2000


class Quality(StrEnum):
    """How much can be done with a description. Vague is sent back, never rejected."""

    GOOD = "good"
    PARTIAL = "partial"
    VAGUE = "vague"


class Anomaly(StrEnum):
    """What went wrong, in the buyer's words; refund reasons are matched to facts elsewhere."""

    NOT_ARRIVED = "not_arrived"
    UNDER_DELIVERED = "under_delivered"
    NOT_AS_DESCRIBED = "not_as_described"
    FAILED_CHARGED = "failed_charged"
    SYSTEM_ERROR = "system_error"
    DELAYED = "delayed"
    OUT_OF_STOCK = "out_of_stock"
    OVERCHARGED = "overcharged"
    AUTO_RENEWAL = "auto_renewal"
    SERVICE_INTERRUPTED = "service_interrupted"
    REGION_LOCKED = "region_locked"
    KEY_INVALID = "key_invalid"
    KEY_USED = "key_used"
    KEY_NOT_RECEIVED = "key_not_received"
    WRONG_ACCOUNT = "wrong_account"
    WRONG_ZONE = "wrong_zone"
    WRONG_PRODUCT = "wrong_product"
    DUPLICATE = "duplicate"
    UNUSED_CHANGE_MIND = "unused_change_mind"
    USED_BUT_WANT = "used_but_want"
    DEVICE_ISSUE = "device_issue"
    UNAUTHORIZED = "unauthorized"
    MINOR = "minor"


class Request(StrEnum):
    """What the buyer asks us to do."""

    VERIFY = "verify"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    RESEND = "resend"
    EXCHANGE = "exchange"
    INTERCEPT = "intercept"
    REDIRECT = "redirect"
    COMPENSATE = "compensate"


@dataclass(frozen=True, slots=True)
class Narrative:
    """The description as read. Amounts in hundredths of ``currency`` (ISO 4217; CNY when unsaid).

    ``account`` is the one typed wrongly or topped up, ``zone`` the one chosen; ``…_meant`` the
    right one where the text names it too, and ``accounts`` all that are named. ``shown`` is what a
    screen or a person said. ``missing`` holds ``order_no``, ``goods``, ``anomaly``, ``request`` in
    the order the assistant asks. ``pii``: kinds of private data and secrets found in the text.
    """

    quality: Quality
    order_numbers: tuple[str, ...] = ()
    goods: str | None = None
    goods_kind: str | None = None
    account: str | None = None
    account_meant: str | None = None
    accounts: tuple[str, ...] = ()
    zone: str | None = None
    zone_meant: str | None = None
    amount_minor: int | None = None
    amount_actual_minor: int | None = None
    currency: str = "CNY"
    anomaly: Anomaly | None = None
    requests: tuple[Request, ...] = ()
    shown: str | None = None
    missing: tuple[str, ...] = ()
    abusive: bool = False
    pii: tuple[str, ...] = ()

    @property
    def order_number(self) -> str | None:
        """Return the first order number named."""
        return self.order_numbers[0] if self.order_numbers else None
