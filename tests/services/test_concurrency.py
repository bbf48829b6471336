"""Crowds: many threads want the same money at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier, Lock

from django.db import connections

from tests.cast import asks
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import ChannelTerms
from weikameng.records.models import CaseRound, Order, Payout, RefundCase
from weikameng.records.reading.audit import audit
from weikameng.records.reading.orders import order_of
from weikameng.records.writing import claims
from weikameng.services import payouts, refunds, wiring

IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """Do all at the same moment, each in a thread of its own; a refusal comes back as itself."""
    start = Barrier(len(acts))

    def one(act):
        try:
            start.wait(30)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()
            wiring.sandbox_memory().close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return [each.result(60) for each in [crowd.submit(one, act) for act in acts]]


def test_twenty_parallel_refunds_of_one_order_are_one_case(cast):
    order = cast.buys("game-card-3")
    said = at_once([lambda: refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)] * 20)
    assert len({applied.number for applied in said}) == 1
    cast.pays_out()
    row = Order.objects.get(number=order)
    assert (RefundCase.objects.count(), Payout.objects.count()) == (1, 1)
    assert row.refunding_minor == row.paid_minor == 300
    assert audit() == []


def test_sixty_four_parallel_applications_are_one_case_and_one_payout(cast):
    order = cast.buys("game-card-60", use_balance_minor=1_000)
    said = at_once([lambda: refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)] * 64)
    assert len({applied.number for applied in said}) == 1
    assert sum(not applied.joined for applied in said) == 1
    assert sorted(Payout.objects.values_list("route", flat=True)) == ["sandbox", "wallet"]
    assert audit() == []


def test_a_crowd_whose_application_is_rejected_shares_one_case_too(cast):
    order = cast.buys("game-card-60")
    cast.is_used(order)
    said = at_once([lambda: refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)] * 8)
    assert len({applied.number for applied in said}) == 1
    assert CaseRound.objects.count() == 1


def test_refunds_of_different_units_at_once_never_add_up_to_more_than_was_paid(cast):
    order = cast.buys("game-card-60", quantity=4, use_balance_minor=777)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    said = at_once(
        [
            lambda unit=unit: refunds.apply(
                asks(order, unit_ids=(unit,)), buyer_id=cast.xiaolin, at=cast.at
            )
            for unit in units
        ]
    )
    assert all(not isinstance(each, Refusal) or each.code == "busy" for each in said)
    assert audit() == []
    row = Order.objects.get(number=order)
    assert row.refunding_minor <= row.paid_minor


class Counting(ChannelTerms):
    """A channel that counts how many refunds it was sent, by number."""

    def __init__(self):
        self.sent, self.lock = {}, Lock()

    def refund(self, order):
        with self.lock:
            self.sent[order.number] = self.sent.get(order.number, 0) + 1
        return wiring.channel().refund(order)

    def query(self, order):
        return wiring.channel().query(order)


def test_workers_claiming_at_once_send_each_refund_exactly_once(cast):
    orders = [cast.buys("game-card-60") for _ in range(9)]
    for order in orders:
        refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    channel = Counting()
    at_once(
        [
            lambda name=name: payouts.pay_out_due(
                name, cast.at, {wiring.SANDBOX: channel}, claims.Claim(4)
            )
            for name in ("left", "right", "third")
        ]
    )
    assert set(channel.sent.values()) == {1}
    assert sum(amount for amount, _ in wiring.sandbox_memory().refunds().values()) == 54_000
    assert audit() == []


def test_a_lease_that_ran_out_in_the_middle_of_a_call_moves_the_money_once(cast):
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    (slow,) = claims.claim("slow", cast.at)
    late = cast.at + timedelta(seconds=31)
    routes = {wiring.SANDBOX: wiring.channel()}
    at_once(
        [
            lambda: payouts.pay_out(slow, cast.at, routes),
            lambda: payouts.pay_out_due("quick", late, routes),
        ]
    )
    payouts.pay_out_due("quick", late + timedelta(minutes=1), routes)
    payouts.pay_out_due("quick", late + timedelta(minutes=2), routes)
    assert cast.comes_to(case) is State.REFUNDED
    assert wiring.sandbox_memory().refunds() == {f"{case}01": (300, "SUCCESS")}
    assert audit() == []


def test_amending_and_withdrawing_at_once_leave_a_case_that_replays(cast):
    for _ in range(5):
        order = cast.buys("oversea-card-99")
        case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
        assert cast.comes_to(case) is State.AWAITING_BUYER
        who = {"buyer_id": cast.xiaolin, "at": cast.at}
        more = asks("", files=IDENTITY)
        at_once([partial(refunds.amend, case, more, **who), partial(refunds.withdraw, case, **who)])
        assert cast.comes_to(case) in {State.WITHDRAWN, State.REVIEWING}
        assert audit() == []


def test_two_reviewers_at_once_pay_once(cast):
    order = cast.buys("oversea-card-99")
    applied = refunds.apply(asks(order, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at)
    at_once([lambda: cast.approves(applied.number)] * 2)
    assert Payout.objects.count() == 1
    assert audit() == []
