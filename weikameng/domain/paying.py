"""Paying: what a till must do, and what can go wrong at one (R4.1 needs to know who took what)."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment as its channel tells of it: the channel's own number, and fen."""

    reference: str
    amount_minor: int


class TillSilent(Exception):
    """No usable answer: nobody knows whether the money moved. Asking again is safe."""


class PaymentClosed(Exception):
    """The channel was told that this order is off; it takes no payment for it any more."""


class Till(Protocol):
    """Where buyers pay. The order number makes a repeated request the same request.

    All three raise TillSilent when the channel can't be reached or believed.
    """

    def pay(self, number: str, amount_minor: int) -> str:
        """Take so many fen for an order; return the channel's reference. Raises PaymentClosed."""
        ...

    def payment(self, number: str) -> Payment | None:
        """Return what was paid for an order; None while the channel knows of nothing."""
        ...

    def close(self, number: str) -> bool:
        """Have the channel refuse the order from now on; False when it was paid before that."""
        ...
