"""What suppliers say about an order, in our words (payments.md, 6). Unknown is not failed."""

from dataclasses import dataclass


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

    ``arrived`` None: it has not said.
    """

    status: str
    code: str = ""
    arrived: bool | None = None
    recallable: bool | None = None


# No answer, or one that doesn't verify: never taken for a failure.
UNKNOWN = SupplierAnswer("unknown")
