"""Random lives of disputed orders on a faulty channel: we and the channel never pay above once."""

import random

from tests.cast import Cast, asks
from weikameng.domain.case_life import State
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.gateways.sandbox.bank import FaultPlan
from weikameng.records.models import Complaint, Order, OrderUnit, Payout, RefundCase
from weikameng.records.reading.audit import audit
from weikameng.services import complaints, payouts, refunds, wiring

SEEDS = range(14)
STEPS = 16


class Life:
    """One order of three units, paid from the balance and at the channel, and what befalls it."""

    def __init__(self, cast: Cast, seed: int):
        self.cast, self.dice, self.refused = cast, random.Random(seed), set()
        self.order = cast.buys("game-card-60", quantity=3, use_balance_minor=seed * 37 % 4_000)
        self.units = list(
            OrderUnit.objects.filter(order__number=self.order).values_list("pk", flat=True)
        )
        self.clerk = Actor(cast.ids["acai"], "finance")
        self.channel = {wiring.SANDBOX: wiring.faulty_channel(FaultPlan(seed, percent=35))}
        self.opened = 0

    def lives(self, steps: int) -> None:
        acts = [self.applies, self.opens, self.closes, self.reopens, self.pays, self.dies]
        for _ in range(steps):
            try:
                self.dice.choices(acts, [3, 3, 4, 1, 4, 2])[0]()
            except Refusal as refusal:
                self.refused.add(refusal.code)

    def applies(self):
        wish = tuple(self.dice.sample(self.units, self.dice.randint(1, 3)))
        asked = asks(self.order, unit_ids=wish)
        case = refunds.apply(asked, buyer_id=self.cast.xiaolin, at=self.cast.at)
        if case.state is State.REVIEWING:
            self.cast.approves(case.number)

    def opens(self):
        self.opened += 1
        taken = Order.objects.get(number=self.order).tenders.get(route=wiring.SANDBOX).amount_minor
        amount = self.dice.randint(1, taken)
        new = NewComplaint(self.order, "chargeback", f"C-{self.opened}", amount)
        complaints.open_complaint(new, self.clerk, at=self.cast.at)

    def closes(self):
        row = self._one(closed_at=None)
        outcome = self.dice.choice(["paid", "paid", "lost", "withdrawn"])
        taken = row.tender.amount_minor
        paid = self.dice.choice([row.amount_minor, self.dice.randint(1, taken), taken])
        closing = Closing(outcome, "渠道通知了结果。", paid if outcome == "paid" else 0)
        complaints.close(row.pk, closing, self.clerk, at=self.cast.at)

    def reopens(self):
        row = self._one(closed_at__isnull=False)
        complaints.reopen(row.pk, "渠道又受理了。", self.clerk, at=self.cast.at)

    def pays(self):
        payouts.pay_out_due("worker", self.cast.later(seconds=40), self.channel)

    def dies(self):
        """A worker claims what is due and is never heard of again."""
        payouts.claims.claim("dying", self.cast.later(hours=self.dice.randint(1, 48)))

    def _one(self, **which) -> Complaint:
        rows = list(Complaint.objects.filter(order__number=self.order, **which).order_by("pk"))
        if not rows:
            raise Refusal("none", None)
        return self.dice.choice(rows)

    def ends(self) -> None:
        """Every complaint ends without money; the worker looks until nothing is due."""
        for row in Complaint.objects.filter(order__number=self.order, closed_at=None):
            closing = Closing("lost", "渠道没有支持买家。")
            complaints.close(row.pk, closing, self.clerk, at=self.cast.at)
        for _ in range(40):
            self.cast.later(hours=6)
            payouts.pay_out_due("worker", self.cast.at, {wiring.SANDBOX: wiring.channel()})

    def money(self) -> tuple[int, int, int]:
        """Fen from us, from the channel itself, and paid for the order."""
        legs = dict(
            Payout.objects.filter(case__order__number=self.order).values_list("number", "pk")
        )
        there = wiring.sandbox_memory().refunds()
        ours = sum(amount for number, (amount, _) in there.items() if number in legs)
        balance = Payout.objects.filter(pk__in=legs.values(), route="wallet", state="settled")
        ours += sum(balance.values_list("amount_minor", flat=True))
        rows = Complaint.objects.filter(order__number=self.order)
        theirs = sum(rows.values_list("paid_minor", flat=True))
        return ours, theirs, Order.objects.get(number=self.order).paid_minor


def test_we_and_the_channel_never_pay_more_than_was_paid(cast: Cast):
    met: set[str] = set()
    for seed in SEEDS:
        life = Life(cast, seed)
        life.lives(STEPS)
        ours, theirs, paid = life.money()
        assert ours + theirs <= paid, f"seed {seed}: half way"
        assert audit() == [], f"seed {seed}: half way"
        life.ends()
        ours, theirs, paid = life.money()
        order = Order.objects.get(number=life.order)
        assert ours + theirs == order.refunding_minor <= paid, f"seed {seed}"
        cases = RefundCase.objects.filter(order=order)
        assert {case.state for case in cases} <= {"refunded", "reviewing"}, f"seed {seed}"
        assert audit() == [], f"seed {seed}"
        met |= life.refused
    assert {"both_paid", "complaint_open"} <= met, "the dice never met the hard cases"
