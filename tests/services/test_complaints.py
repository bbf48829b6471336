"""Complaints and chargebacks (N9): an open one holds what is not sent; nothing is paid twice."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from time import sleep

import pytest
from django.db import transaction

from tests.cast import Cast, asks
from tests.services.test_concurrency import at_once
from weikameng.domain import case_life
from weikameng.domain.case_life import State
from weikameng.domain.case_plan import CasePlan, Step
from weikameng.domain.complaints import Closing, NewComplaint, Outcome, Reach
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import (
    BookEntry,
    CardStock,
    Complaint,
    ComplaintEvent,
    Order,
    OrderUnit,
    Payout,
    Tender,
)
from weikameng.records.reading.audit import audit
from weikameng.records.reading.payouts import case_money
from weikameng.records.reading.refunds import case_to_move
from weikameng.records.writing.refunds import move
from weikameng.services import complaints, payouts, refunds, wiring

SANDBOX = "sandbox"


def acai(cast: Cast) -> Actor:
    """阿财, who keeps complaints."""
    return Actor(cast.ids["acai"], "finance")


def opens(cast, order, amount=6_000, *, reference="C-1", kind="complaint", **more):
    new = NewComplaint(order, kind, reference, amount, **more)
    return complaints.open_complaint(new, acai(cast), at=cast.at)


def closes(cast, opened, outcome, paid=0):
    closing = Closing(outcome, "渠道通知,核对无误。", paid)
    return complaints.close(opened.id, closing, acai(cast), at=cast.at)


def approved(cast, **wish):
    """A refund that was approved a moment ago and not sent yet: order and case."""
    order = cast.buys("game-card-60", **wish)
    return order, refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def from_us(order=None):
    """Fen that left the sandbox channel or were put on the balance."""
    left = sum(amount for amount, said in wiring.sandbox_memory().refunds().values())
    balance = Payout.objects.filter(route="wallet", state="settled")
    return left + sum(balance.values_list("amount_minor", flat=True))


def legs():
    rows = Payout.objects.order_by("id")
    return [(leg.number[-2:], leg.route, leg.amount_minor, leg.state) for leg in rows]


def code(act) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.words.zh
    assert refused.value.words.en
    return refused.value.code


def test_an_open_complaint_holds_what_is_not_sent_and_its_end_frees_it(cast):
    order, case = approved(cast)
    opened = opens(cast, order)
    assert [(leg.number, leg.reach) for leg in opened.legs] == [(f"{case}01", Reach.HELD)]
    assert Order.objects.get(number=order).chargeback_open
    for _ in range(3):
        cast.later(days=1)
        assert cast.pays_out() == 0
    assert (cast.comes_to(case), from_us()) == (State.PAYING, 0)
    closed = closes(cast, opened, Outcome.WITHDRAWN)
    assert not closed.open
    assert not Order.objects.get(number=order).chargeback_open
    cast.pays_out()
    assert (cast.comes_to(case), from_us()) == (State.REFUNDED, 6_000)
    assert audit() == []


def test_what_was_sent_before_can_not_be_held_and_is_told_by_its_number(cast):
    order, case = approved(cast)
    cast.pays_out()
    opened = opens(cast, order)
    assert [(leg.number, leg.reach) for leg in opened.legs] == [(f"{case}01", Reach.PAID)]
    assert cast.comes_to(case) is State.REFUNDED


def test_a_complaint_sends_an_application_to_a_person_and_no_click_clears_it(cast):
    order = cast.buys("game-card-60")
    opened = opens(cast, order)
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.REVIEWING
    assert Payout.objects.count() == 0
    told = code(lambda: cast.approves(applied.number))
    assert told == "complaint_open"
    closes(cast, opened, Outcome.LOST)
    cast.approves(applied.number)
    cast.pays_out()
    assert cast.comes_to(applied.number) is State.REFUNDED
    assert audit() == []


def test_a_case_in_review_may_still_be_rejected(cast):
    order = cast.buys("game-card-60")
    opens(cast, order)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.rejects(case, "支付渠道正在处理你的投诉,等它的结果。", "B4")
    assert cast.comes_to(case) is State.REJECTED


def test_the_last_of_two_complaints_frees_the_money(cast):
    order, case = approved(cast)
    first, second = opens(cast, order, 100), opens(cast, order, 200, reference="C-2")
    closes(cast, first, Outcome.WITHDRAWN)
    assert Order.objects.get(number=order).chargeback_open
    assert cast.pays_out() == 0
    closes(cast, second, Outcome.WITHDRAWN)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED


def test_what_the_channel_paid_stands_for_our_leg(cast):
    order, case = approved(cast)
    opened = opens(cast, order, kind="chargeback")
    closes(cast, opened, Outcome.PAID, 6_000)
    assert cast.comes_to(case) is State.REFUNDED
    assert legs() == [
        ("01", SANDBOX, 6_000, "replaced"),
        ("02", "chargeback", 6_000, "settled"),
    ]
    assert Payout.objects.get(route="chargeback").provider_reference == "C-1"
    cast.later(days=1)
    assert (cast.pays_out(), from_us()) == (0, 0)
    assert BookEntry.objects.filter(credit="clearing:chargeback").count() == 1
    assert audit() == []


def test_what_the_channel_paid_less_is_paid_by_us(cast):
    order, case = approved(cast)
    closes(cast, opens(cast, order), Outcome.PAID, 2_500)
    assert cast.comes_to(case) is State.PAYING
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert legs()[1:] == [
        ("02", "chargeback", 2_500, "settled"),
        ("03", SANDBOX, 3_500, "settled"),
    ]
    assert from_us() == 3_500
    assert audit() == []


def test_what_the_channel_paid_beyond_leaves_less_to_apply_for(cast):
    order = cast.buys("game-card-60", quantity=3)
    closes(cast, opens(cast, order, 10_000), Outcome.PAID, 10_000)
    row = Order.objects.get(number=order)
    units = list(OrderUnit.objects.filter(order=row).values_list("refunding_minor", flat=True))
    assert (row.refunding_minor, sum(units)) == (10_000, 10_000)
    assert max(units) <= 6_000
    assert Tender.objects.get(order=row).refunding_minor == 10_000
    entry = BookEntry.objects.get()
    assert (entry.debit, entry.credit) == ("cost:platform", "clearing:chargeback")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    if cast.comes_to(case) is State.REVIEWING:
        cast.approves(case)
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    assert from_us() == 8_000
    assert audit() == []


def test_part_stands_for_a_leg_and_the_rest_counts_as_given_back(cast):
    order = cast.buys("game-card-60", quantity=2)
    unit = OrderUnit.objects.filter(order__number=order).order_by("position")[0].pk
    case = refunds.apply(asks(order, unit_ids=(unit,)), buyer_id=cast.xiaolin, at=cast.at).number
    closes(cast, opens(cast, order, 9_000), Outcome.PAID, 9_000)
    assert cast.comes_to(case) is State.REFUNDED
    row = Order.objects.get(number=order)
    assert row.refunding_minor == 9_000
    refundings = OrderUnit.objects.filter(order=row).order_by("position")
    assert list(refundings.values_list("refunding_minor", flat=True)) == [6_000, 3_000]
    assert audit() == []


def test_a_unit_the_channel_gave_back_is_frozen_and_its_key_void(cast):
    order = cast.buys("game-card-60")
    closes(cast, opens(cast, order), Outcome.PAID, 6_000)
    unit = OrderUnit.objects.get(order__number=order)
    assert unit.frozen
    assert CardStock.objects.get(unit=unit).voided_at == cast.at
    told = code(lambda: refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at))
    assert told.startswith("refused_")


def test_a_case_in_review_of_what_the_channel_gave_back_can_only_be_rejected(cast):
    order = cast.buys("game-card-60")
    opened = opens(cast, order)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    closes(cast, opened, Outcome.PAID, 6_000)
    assert code(lambda: cast.approves(case)) == "nothing_left"
    cast.rejects(case, "支付渠道已经把 60 元退给你,请在渠道里查看。", "B4")
    assert audit() == []


def test_a_case_that_waits_for_its_supplier_meanwhile_goes_to_a_person(cast):
    order = cast.buys("game-topup-100", account="player-1111")
    opened = opens(cast, order, 10_000)
    case = refunds.apply(asks(order, "NOT_ARRIVED"), buyer_id=cast.xiaolin, at=cast.at).number
    if cast.comes_to(case) is State.SCREENING:
        closes(cast, opened, Outcome.PAID, 10_000)
        cast.supplier_speaks(case)
    assert cast.comes_to(case) is State.REVIEWING


def test_a_buyer_is_never_paid_twice_by_us_and_the_channel(cast):
    order, case = approved(cast)
    cast.pays_out()
    opened = opens(cast, order)
    with pytest.raises(Refusal) as refused:
        closes(cast, opened, Outcome.PAID, 6_000)
    assert refused.value.code == "both_paid"
    assert f"{case}01" in refused.value.words.zh
    assert "60.00" in refused.value.words.en
    assert Complaint.objects.get().closed_at is None
    closes(cast, opened, Outcome.LOST)
    assert audit() == []


def test_while_a_refund_is_under_way_its_result_comes_first(cast):
    order, case = approved(cast)
    (leased,) = payouts.claims.claim("slow", cast.at)
    opened = opens(cast, order)
    assert [leg.reach for leg in opened.legs] == [Reach.UNDER_WAY]
    with pytest.raises(Refusal) as refused:
        closes(cast, opened, Outcome.PAID, 6_000)
    assert refused.value.code == "under_way"
    assert leased.number in refused.value.words.zh
    payouts.pay_out(leased, cast.at, wiring.gateways())
    assert cast.comes_to(case) is State.REFUNDED
    assert code(lambda: closes(cast, opened, Outcome.PAID, 1)) == "both_paid"


def test_a_balance_leg_waits_too_and_is_not_the_channels_to_pay(cast):
    order, case = approved(cast, use_balance_minor=1_000)
    opened = opens(cast, order, 5_000)
    assert {leg.reach for leg in opened.legs} == {Reach.HELD}
    assert cast.pays_out() == 0
    assert code(lambda: closes(cast, opened, Outcome.PAID, 6_000)) == "amount"
    closes(cast, opened, Outcome.PAID, 5_000)
    assert cast.comes_to(case) is State.PAYING
    cast.pays_out()
    assert (cast.comes_to(case), from_us()) == (State.REFUNDED, 1_000)
    assert audit() == []


def test_a_leg_the_channel_refused_is_met_by_what_it_paid_itself(cast):
    order, case = approved(cast)
    Payout.objects.update(state="refused", due_at=None, last_concern="offline")
    _stick(cast, case)
    opened = opens(cast, order)
    assert [leg.reach for leg in opened.legs] == [Reach.DEAD]
    closes(cast, opened, Outcome.PAID, 1_000)
    assert cast.comes_to(case) is State.PAYOUT_STUCK, "the rest still waits for a person"
    assert legs()[1:] == [("02", "chargeback", 1_000, "settled"), ("03", SANDBOX, 5_000, "refused")]
    cast.later(days=1)
    assert cast.pays_out() == 0
    closes(cast, opens(cast, order, 5_000, reference="C-2"), Outcome.PAID, 5_000)
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


@pytest.mark.parametrize("concern", ["ledger", "abnormal"])
def test_a_leg_the_channel_may_have_paid_after_all_is_not_met_twice(cast, concern):
    order, case = approved(cast)
    Payout.objects.update(state="refused", due_at=None, last_concern=concern)
    _stick(cast, case)
    opened = opens(cast, order)
    assert [leg.reach for leg in opened.legs] == [Reach.UNDER_WAY]
    assert code(lambda: closes(cast, opened, Outcome.PAID, 6_000)) == "under_way"


def test_reopened_before_anything_was_sent_it_holds_again(cast):
    order, case = approved(cast)
    opened = opens(cast, order)
    closes(cast, opened, Outcome.LOST)
    again = complaints.reopen(opened.id, "渠道改判,重新受理。", acai(cast), at=cast.at)
    assert again.open
    assert cast.pays_out() == 0
    closes(cast, opened, Outcome.PAID, 6_000)
    assert cast.comes_to(case) is State.REFUNDED
    told = code(lambda: complaints.reopen(opened.id, "再改一次试试。", acai(cast), at=cast.at))
    assert told == "booked"
    history = ComplaintEvent.objects.order_by("position").values_list("event", "outcome")
    assert list(history) == [("open", ""), ("close", "lost"), ("reopen", ""), ("close", "paid")]
    assert audit() == []


def test_the_same_complaint_again_changes_nothing(cast):
    order, _ = approved(cast)
    first, again = opens(cast, order), opens(cast, order)
    assert (again.id, first.known, again.known) == (first.id, False, True)
    assert code(lambda: opens(cast, order, 100)) == "known"
    closes(cast, first, Outcome.LOST)
    assert closes(cast, first, Outcome.LOST).known
    assert code(lambda: closes(cast, first, Outcome.WITHDRAWN)) == "not_now"
    late = opens(cast, order)
    assert (late.known, late.open) == (True, False)
    assert not Order.objects.get(number=order).chargeback_open
    assert ComplaintEvent.objects.count() == 2


BAD = [
    ({"kind": "gripe"}, "kind"),
    ({"reference": ""}, "reference"),
    ({"reference": "   "}, "reference"),
    ({"reference": "两 个"}, "reference"),
    ({"reference": "x" * 65}, "reference"),
    ({"amount_minor": 0}, "amount"),
    ({"amount_minor": -1}, "amount"),
    ({"amount_minor": 6_001}, "amount"),
    ({"note": "说" * 501}, "note"),
    ({"route": "alipay"}, "route"),
    ({"route": "wallet"}, "route"),
    ({"order_number": "1261123000000000"}, "not_found"),
]


def test_what_can_not_be_recorded_is_told(cast):
    order = cast.buys("game-card-60")
    good = {"order_number": order, "kind": "complaint", "reference": "C-1", "amount_minor": 6_000}
    for wrong, told in BAD:
        new = NewComplaint(**good | wrong)
        assert code(lambda n=new: complaints.open_complaint(n, acai(cast), at=cast.at)) == told
    opened = opens(cast, order)
    for outcome, paid, told in [
        ("paid", 0, "paid"),
        ("lost", 5, "paid"),
        ("won", 0, "outcome"),
        ("paid", 6_001, "amount"),
    ]:
        assert code(lambda o=outcome, p=paid: closes(cast, opened, o, p)) == told
    short = Closing("lost", "x")
    assert code(lambda: complaints.close(opened.id, short, acai(cast), at=cast.at)) == "note"
    assert code(lambda: complaints.close(999, Closing("lost", "x" * 9), acai(cast), at=cast.at))
    assert (Complaint.objects.count(), ComplaintEvent.objects.count()) == (1, 1)


def test_an_unpaid_order_has_nothing_to_complain_about(cast):
    order = cast.buys("game-card-60")
    Order.objects.filter(number=order).update(paid_at=None)
    assert code(lambda: opens(cast, order)) == "not_found"


@pytest.mark.parametrize("role", ["buyer", "reviewer", "auditor", "policy_editor", ""])
def test_other_roles_find_nothing(cast, role):
    order = cast.buys("game-card-60")
    opened = opens(cast, order)
    who = Actor(cast.zhoujie, role)
    new = NewComplaint(order, "complaint", "C-9", 100)
    assert code(lambda: complaints.open_complaint(new, who, at=cast.at)) == "not_found"
    assert code(lambda: complaints.reopen(opened.id, "x" * 9, who, at=cast.at)) == "not_found"
    closing = Closing("lost", "x" * 9)
    assert code(lambda: complaints.close(opened.id, closing, who, at=cast.at)) == "not_found"


def test_nobody_keeps_a_complaint_about_an_order_of_their_own(cast):
    order = cast.buys("game-card-60")
    who = Actor(cast.xiaolin, "finance")
    new = NewComplaint(order, "complaint", "C-9", 100)
    assert code(lambda: complaints.open_complaint(new, who, at=cast.at)) == "own_order"


def test_a_crowd_records_one_complaint_once(cast):
    order, _ = approved(cast)
    said = at_once([lambda: opens(cast, order)] * 8)
    assert len({each.id for each in said}) == 1
    assert sorted(each.known for each in said) == [False] + [True] * 7
    said = at_once([partial(closes, cast, said[0], Outcome.PAID, 6_000)] * 8)
    assert sorted(each.known for each in said) == [False] + [True] * 7
    assert audit() == []


def test_a_worker_that_claims_while_a_complaint_opens_pays_or_is_held(cast):
    """Never both: what was not told as held may have been sent, and what was held was not."""
    for turn in range(6):
        order, case = approved(cast)
        if cast.comes_to(case) is State.REVIEWING:
            cast.approves(case)
        _, opened = at_once([lambda: cast.pays_out(), partial(opens, cast, order)])
        held = any(leg.reach is Reach.HELD for leg in opened.legs)
        sent = Payout.objects.get(number=f"{case}01").state != "intended"
        assert held is not sent, turn
        paid = [] if held else [6_000]
        assert list(_sent_by_us(case)) == paid
        if held:
            closes(cast, opened, Outcome.PAID, 6_000)
        else:
            assert code(lambda o=opened: closes(cast, o, Outcome.PAID, 6_000)) == "both_paid"
        cast.later(minutes=5)
        cast.pays_out()
    assert audit() == []


def test_a_complaint_opens_while_a_worker_has_the_case_in_hand(cast):
    """It writes to the case's buyer; waiting for the case would be waiting in a circle."""
    order, case = approved(cast)
    with ThreadPoolExecutor(1) as crowd, transaction.atomic():
        case_money(Payout.objects.get(number=f"{case}01").case_id)
        crowd.submit(at_once, [partial(opens, cast, order)]).result(10)
    assert Complaint.objects.get().order.number == order


def _sent_by_us(case):
    refunds_there = wiring.sandbox_memory().refunds()
    return (amount for number, (amount, _) in refunds_there.items() if number.startswith(case))


def _stick(cast, case):
    """The route has refused: the case waits for a person."""
    step = Step(case_life.Event.STICK, "route:sandbox")
    move(case_to_move(case).read, CasePlan((step,)), cast.at)


def test_a_leg_that_a_worker_is_just_claiming_is_waited_for_and_told(cast):
    order, case = approved(cast)
    claimed, told = Event(), []

    def claims_slowly():
        with transaction.atomic():
            assert len(payouts.claims.claim("slow", cast.at)) == 1
            claimed.set()
            sleep(0.3)

    def complains():
        claimed.wait(10)
        told.extend(opens(cast, order).legs)

    at_once([claims_slowly, complains])
    assert [(leg.number, leg.reach) for leg in told] == [(f"{case}01", Reach.UNDER_WAY)]


def test_while_a_complaint_is_being_written_no_worker_takes_its_legs(cast):
    order, _ = approved(cast)
    written, taken = Event(), []

    def complains_slowly():
        with transaction.atomic():
            opens(cast, order)
            written.set()
            sleep(0.3)

    def claims():
        written.wait(10)
        taken.extend(payouts.claims.claim("quick", cast.at))

    at_once([complains_slowly, claims])
    assert taken == []
    assert cast.pays_out() == 0
