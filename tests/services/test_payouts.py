"""Money on its way: one number for ever, asked before sent again, settled once (R4.2, R4.3)."""

from datetime import timedelta

import pytest

from tests.cast import Scripted, asks
from weikameng.domain.case_life import State
from weikameng.domain.payout_life import (
    STUCK_AFTER_TRIES,
    ChannelTerms,
    Outcome,
    PayoutReceipt,
    Verb,
)
from weikameng.records.models import Payout
from weikameng.records.reading.accounts import balance_of
from weikameng.records.reading.audit import audit
from weikameng.records.writing import claims
from weikameng.services import payouts, refunds, wiring

PAST_LEASE = timedelta(seconds=31)


@pytest.fixture
def case(cast):
    """A one-click refund that waits for the worker."""
    return refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at).number


class Diary(ChannelTerms):
    """A channel that notes its calls: by script first, then the real sandbox."""

    def __init__(self, *script):
        self.calls = []
        self.line = Scripted([self._noting(answer) for answer in script])

    def refund(self, order):
        return self._call("refund", order)

    def query(self, order):
        return self._call("query", order)

    def _call(self, verb, order):
        self.calls.append((verb, order.number, order.amount_minor))
        return getattr(self.line, verb)(order)

    @staticmethod
    def _noting(answer):
        return answer if callable(answer) else lambda verb, order: answer


def unknown(code="CONNECTION_CUT"):
    return PayoutReceipt(Outcome.RETRY_SAME_ID, code, verified=False)


def carried_out_but_unheard(verb, order):
    getattr(wiring.channel(), verb)(order)
    return unknown()


def hears_at_last(leased, at):
    """The answer to a call that left long ago arrives."""
    receipt = wiring.channel().refund(payouts.order_of(leased))
    payouts.keep(leased, payouts.Heard(Verb.REFUND, receipt), at)


def only_payout():
    return Payout.objects.get()


def test_an_unheard_answer_is_asked_about_and_never_sent_again(cast, case):
    diary = Diary(carried_out_but_unheard)
    cast.pays_out(diary)
    assert only_payout().state == "unknown"
    cast.later(minutes=1)
    cast.pays_out(diary)
    assert [verb for verb, _, _ in diary.calls] == ["refund", "query"]
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_what_never_arrived_there_is_sent_again_under_the_same_number_and_amount(cast, case):
    diary = Diary(unknown())
    for _ in range(3):
        cast.pays_out(diary)
        cast.later(minutes=2)
    assert [verb for verb, _, _ in diary.calls] == ["refund", "query", "refund"]
    assert len({(number, amount) for _, number, amount in diary.calls}) == 1
    assert diary.calls[0][1] == f"{case}01"
    assert cast.comes_to(case) is State.REFUNDED


def test_a_balance_leg_comes_back_at_once_and_once(cast):
    before = balance_of(cast.xiaolin)
    order = cast.buys("game-card-3", use_balance_minor=300)
    assert balance_of(cast.xiaolin) == before - 300
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    cast.pays_out()
    assert balance_of(cast.xiaolin) == before
    assert cast.comes_to(case) is State.REFUNDED
    assert wiring.sandbox_memory().refunds() == {}
    assert audit() == []


def test_a_mixed_payment_goes_back_to_each_tender_to_the_cent(cast):
    from weikameng.records.reading.orders import order_of

    order = cast.buys("game-card-60", quantity=3, use_balance_minor=1_001)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    for unit in units:
        asked = asks(order, unit_ids=(unit,))
        case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
        legs = {p.route: p.amount_minor for p in Payout.objects.filter(case__number=case)}
        assert sum(legs.values()) == 6_000
        cast.pays_out()
        assert cast.comes_to(case) is State.REFUNDED
    tenders = order_of(order, buyer_id=cast.xiaolin).tenders
    assert {t.route: t.refunding_minor for t in tenders} == {"wallet": 1_001, "sandbox": 16_999}
    assert audit() == []


def test_a_case_is_refunded_only_with_its_last_leg(cast):
    order = cast.buys("game-card-60", use_balance_minor=1_000)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out(Diary(PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")))
    assert cast.comes_to(case) is State.PAYING
    assert set(Payout.objects.values_list("route", "state")) == {
        ("wallet", "settled"),
        ("sandbox", "accepted"),
    }
    cast.later(hours=1)
    cast.pays_out()
    cast.later(hours=1)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED


def test_a_dead_workers_lease_runs_out_and_the_next_one_asks_first(cast, case):
    claims.claim("dead", cast.at)
    diary = Diary()
    assert cast.pays_out(diary) == 0
    cast.at += PAST_LEASE
    assert cast.pays_out(diary) == 1
    assert [verb for verb, _, _ in diary.calls] == ["query"]
    cast.later(minutes=1)
    cast.pays_out(diary)
    assert cast.comes_to(case) is State.REFUNDED


def test_a_lost_lease_may_not_write_anything_but_a_settlement(cast, case):
    (late,) = claims.claim("slow", cast.at)
    cast.at += PAST_LEASE
    cast.pays_out(Diary(PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")))
    refused = Diary(PayoutReceipt(Outcome.NEEDS_HUMAN, "REFUSED"))
    payouts.pay_out(late, cast.at, {wiring.SANDBOX: refused})
    assert only_payout().state == "accepted"
    assert cast.comes_to(case) is State.PAYING


def test_a_settlement_counts_whoever_hears_of_it_and_counts_once(cast, case):
    (late,) = claims.claim("slow", cast.at)
    cast.at += PAST_LEASE
    cast.pays_out(Diary(PayoutReceipt(Outcome.ACCEPTED, "PROCESSING")))
    hears_at_last(late, cast.at)
    assert cast.comes_to(case) is State.REFUNDED
    hears_at_last(late, cast.at)
    assert audit() == []


def test_a_clear_refusal_waits_for_a_person_and_a_late_success_still_wins(cast, case):
    (leased,) = claims.claim("worker", cast.at)
    refused = Diary(PayoutReceipt(Outcome.NEEDS_HUMAN, "ACCOUNT_CLOSED"))
    payouts.pay_out(leased, cast.at, {wiring.SANDBOX: refused})
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    assert (only_payout().state, only_payout().due_at) == ("refused", None)
    hears_at_last(leased, cast.at)
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_a_channel_without_funds_is_tried_later_under_the_same_number(cast, case):
    diary = Diary(PayoutReceipt(Outcome.RETRY_LATER, "NOT_ENOUGH"))
    cast.pays_out(diary)
    assert only_payout().last_code == "NOT_ENOUGH"
    assert cast.pays_out(diary) == 0
    cast.later(minutes=5)
    cast.pays_out(diary)
    cast.later(minutes=1)
    cast.pays_out(diary)
    assert [verb for verb, _, _ in diary.calls] == ["refund", "query", "refund"]
    assert len({number for _, number, _ in diary.calls}) == 1
    assert cast.comes_to(case) is State.REFUNDED


def test_too_many_tries_without_an_answer_call_a_person_and_asking_goes_on(cast, case):
    diary = Diary(*[unknown()] * STUCK_AFTER_TRIES)
    for _ in range(STUCK_AFTER_TRIES):
        cast.pays_out(diary)
        cast.later(hours=2)
    assert cast.comes_to(case) is State.PAYOUT_STUCK
    for _ in range(3):
        cast.pays_out(diary)
        cast.later(hours=2)
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_a_route_nobody_serves_waits_for_a_person_and_holds_no_other_payout_up(cast, case):
    other = cast.brings("game-card-60", "60.00", days=1)
    from weikameng.records.models import Tender

    Tender.objects.filter(order__number=other).update(route="oldpay")
    stuck = refunds.apply(asks(other), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    assert cast.comes_to(stuck) is State.PAYOUT_STUCK
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_no_gateway_is_called_inside_a_transaction(cast, case):
    from django.db import transaction

    (leased,) = claims.claim("worker", cast.at)
    with transaction.atomic(), pytest.raises(AssertionError, match="inside a transaction"):
        payouts.pay_out(leased, cast.at, {wiring.SANDBOX: wiring.channel()})
