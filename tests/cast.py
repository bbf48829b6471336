"""The cast of all tests: who buys, who must see nothing, who reviews, and the channel that pays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from weikameng.domain.application import RefundApplication
from weikameng.domain.payout_life import PayoutOrder, PayoutReceipt
from weikameng.records.reading import accounts as people
from weikameng.services import checkout, demo, demo_data, fulfilment, payouts, setup, wiring
from weikameng.services.checkout import Purchase

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Beijing


def enter() -> "Cast":
    """Bring everyone on stage in a fresh database."""
    wiring.channel.cache_clear()
    wiring.supplier.cache_clear()
    wiring.forget_sandbox()
    setup.publish_shipped_policy()
    demo.seed(START)
    ids = people.buyers_by_name({name for name, _, _ in demo_data.PEOPLE})
    return Cast(ids)


@dataclass
class Cast:
    """小林 buys, 小吴 is a stranger, 周姐 reviews, 老陈 is her supervisor, 阿财 pays out."""

    ids: Mapping[str, int]
    at: datetime = field(default=START)

    @property
    def xiaolin(self) -> int:
        """The buyer."""
        return self.ids["xiaolin"]

    @property
    def xiaowu(self) -> int:
        """The stranger."""
        return self.ids["xiaowu"]

    @property
    def zhoujie(self) -> int:
        """The reviewer."""
        return self.ids["zhoujie"]

    @property
    def laochen(self) -> int:
        """The supervisor."""
        return self.ids["laochen"]

    def later(self, **span: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**span)
        return self.at

    def buys(self, sku: str, **wish: Any) -> str:
        """小林 buys, pays and gets it delivered; returns the order number."""
        buyer = wish.pop("buyer", self.xiaolin)
        wish.setdefault("account", "player-one")
        wish.setdefault("zone", _zone_of(sku))
        product = checkout.catalogue.product(sku)
        assert product is not None
        shown = checkout.policy_shown(product, self.at)
        purchase = Purchase(sku=sku, confirmed=True, text_digest=shown.digest, **wish)
        number = checkout.place(purchase, buyer_id=buyer, at=self.at)
        if checkout.orders.order_to_pay(number, buyer_id=buyer):
            checkout.pay(number, buyer_id=buyer, at=self.at)
        fulfilment.deliver(number, at=self.at)
        return number

    def pays_out(self, channel: payouts.RefundChannel | None = None) -> int:
        """The worker looks once."""
        routes = {wiring.SANDBOX: channel or wiring.channel()}
        return payouts.pay_out_due("worker-1", self.at, routes)


def asks(order: str, reason: str = "NOT_ACTIVATED", narrative: str = "", **more: Any) -> Any:
    """An application in short."""
    return RefundApplication(order, reason, narrative, **more)


@dataclass
class Scripted:
    """A channel that answers by script, then by the real sandbox: for lost answers and kills."""

    script: list[Callable[[str, PayoutOrder], PayoutReceipt]]

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Answer a refund."""
        return self._answer("refund", order)

    def query(self, order: PayoutOrder) -> PayoutReceipt:
        """Answer a query."""
        return self._answer("query", order)

    def _answer(self, verb: str, order: PayoutOrder) -> PayoutReceipt:
        if self.script:
            return self.script.pop(0)(verb, order)
        return getattr(wiring.channel(), verb)(order)


def _zone_of(sku: str) -> str:
    product = next(p for p in demo_data.PRODUCTS if p["sku"] == sku)
    return (product.get("zones") or [""])[0]
