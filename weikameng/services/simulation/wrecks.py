"""How workers die: a channel that takes its caller with it, before the call or after."""

from dataclasses import dataclass

from weikameng.domain.payout_life import ChannelTerms, PayoutOrder, PayoutReceipt
from weikameng.services.payouts import RefundChannel


class Killed(BaseException):
    """The worker is gone: no service may catch this, only the lease heals it."""


@dataclass
class Wreck(ChannelTerms):
    """Lets ``spared`` calls through, then kills the worker ``before`` or ``after`` the next."""

    inner: RefundChannel
    when: str
    spared: int = 0

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Send a refund, unless the worker dies first."""
        self._strike("before")
        receipt = self.inner.refund(order)
        self._strike("after")
        return receipt

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Ask about a refund, unless the worker dies first."""
        self._strike("before")
        receipt = self.inner.query(order)
        self._strike("after")
        return receipt

    def _strike(self, moment: str) -> None:
        if moment != self.when:
            return
        if not self.spared:
            raise Killed
        self.spared -= 1
