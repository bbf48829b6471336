"""The cast of all tests: who buys, who must see nothing, who reviews, and the channel that pays."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.quick_rows import bring_back
from weikameng.domain.application import RefundApplication
from weikameng.domain.case_life import State
from weikameng.domain.payout_life import ChannelTerms, PayoutOrder, PayoutReceipt
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import ApprovalRequest
from weikameng.records.reading import accounts as people
from weikameng.records.reading import policies
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import (
    approvals,
    checkout,
    demo,
    demo_data,
    fulfilment,
    imports,
    payouts,
    played_reports,
    reviews,
    setup,
    supplier_checks,
    wiring,
)
from weikameng.services.checkout import Purchase
from weikameng.services.judging import Judge

LARGE_MINOR = 50_000  # above this, two people (the shipped policy)
KEYS = 24  # of each card: each is copied for every test, with its life
START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Beijing


def enter() -> "Cast":
    """Bring everyone on stage in a fresh database."""
    wiring.channel.cache_clear()
    wiring.supplier.cache_clear()
    wiring.forget_sandbox()
    policies.policy.cache_clear()  # another test may have published the name with another text
    bring_back(_people_and_goods)
    ids = people.buyers_by_name({name for name, _, _ in demo_data.PEOPLE})
    return Cast(ids)


def _people_and_goods() -> None:
    setup.publish_shipped_policy(START)
    demo.seed(START, keys=KEYS)


@dataclass
class Cast:
    """小林 buys, 小吴 is a stranger, 周姐 reviews, 老陈 is her supervisor, 阿财 pays out.

    小郑 writes policy versions, 老陈 approves them.
    """

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

    @property
    def xiaozheng(self) -> Actor:
        """The policy editor."""
        return Actor(self.ids["xiaozheng"], "policy_editor")

    @property
    def approver(self) -> Actor:
        """老陈, the second person a policy needs."""
        return Actor(self.laochen, "supervisor")

    def later(self, **span: float) -> datetime:
        """Let time pass."""
        self.at += timedelta(**span)
        return self.at

    def buys(self, sku: str, **wish: Any) -> str:
        """小林 buys, pays and gets it delivered; returns the order number."""
        number = self.pays(sku, **wish)
        fulfilment.deliver(number, at=self.at)
        return number

    def pays(self, sku: str, **wish: Any) -> str:
        """小林 buys and pays; nothing is delivered yet."""
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
        return number

    def brings(self, sku: str, price: str, *, days: float, **unit: Any) -> str:
        """An order from another shop's books, completed so many days ago."""
        name = f"shop-{sku}-{days}-{len(unit)}"
        row = demo.past_order(name, "xiaolin", (sku, price, days), unit, self.at)
        (result,) = imports.import_orders([json.dumps(row)], at=self.at)
        assert not result.problem, result.problem
        return result.number

    def is_used(self, order: str, usage: str = "activated") -> int:
        """The supplier reports use of an order; returns how many units took it."""
        page = order_of(order, buyer_id=self.xiaolin)
        assert page is not None
        outcomes = played_reports.play(order, usage, len(page.units), self.at, used_days=1)
        return outcomes.count("taken")

    def supplier_speaks(self, case: str) -> int:
        """The errand asks until the case goes on; returns how often it asked."""
        for question in range(1, 9):
            later = supplier_checks.ask_supplier(case, question=question, at=self.at)
            if later is None or self.comes_to(case) is not State.SCREENING:
                return question
        raise AssertionError("the supplier is asked for ever")

    def approves(self, case: str) -> None:
        """老陈 approves with words; what is large 周姐 proposes and 老陈 signs."""
        progress = progress_of(case)
        large = progress is not None and progress.decision["at_stake_minor"] > LARGE_MINOR
        who = (self.zhoujie, "reviewer") if large else (self.laochen, "supervisor")
        verdict = reviews.Verdict(True, "核对无误,按规则全额退回。")
        if reviews.decide(case, verdict, reviewer_id=who[0], role=who[1], at=self.at) != "proposed":
            return
        waits = ApprovalRequest.objects.get(case__number=case, state="open")
        approvals.co_sign(case, waits.pk, Judge(self.laochen, "supervisor"), self.at)

    def rejects(self, case: str, words: str, clause: str = "B1") -> None:
        """周姐 rejects with words, on a clause and the first fact there is."""
        progress = progress_of(case)
        assert progress is not None
        facts = reviews.facts_of(progress, policies.decision_of(progress.decision))
        verdict = reviews.Verdict(False, words, clause=clause, facts=(facts[0].name,))
        reviews.decide(case, verdict, reviewer_id=self.zhoujie, role="reviewer", at=self.at)

    def comes_to(self, case: str) -> Any:
        """Where a case stands."""
        progress = progress_of(case)
        assert progress is not None
        return progress.state

    def pays_out(self, channel: payouts.RefundChannel | None = None) -> int:
        """The worker looks once."""
        routes = {wiring.SANDBOX: channel or wiring.channel()}
        return payouts.pay_out_due("worker-1", self.at, routes)


def asks(order: str, reason: str = "NOT_ACTIVATED", narrative: str = "", **more: Any) -> Any:
    """An application in short."""
    return RefundApplication(order, reason, narrative, **more)


@dataclass
class Scripted(ChannelTerms):
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
    product = next((p for p in demo_data.PRODUCTS if p["sku"] == sku), {})
    return (product.get("zones") or [""])[0]
