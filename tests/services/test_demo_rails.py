"""The demo's past on real rails: what finance finds in the morning, told once."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from weikameng.domain.case_life import State
from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.domain.statements import day_of
from weikameng.records.models import CaseRating, Order, Payout, RefundCase
from weikameng.records.reading.audit import audit
from weikameng.records.reading.differences import of_day
from weikameng.services import demo_rails, reconciliation, wiring


@pytest.fixture
def told(cast, rails, settings):
    settings.DEMO = True
    cast.at = timezone.now()  # the sandbox lives now, and statements are about days
    rails.do("plan", by_amount=True)  # as `weikameng run --demo` starts it
    assert demo_rails.tell(cast.at) == len(demo_rails.STORIES)
    return rails


def leg(name):
    return Payout.objects.get(case__order__external_number=name)


def standing(name):
    return State(RefundCase.objects.get(order__external_number=name).state), leg(name).state


def test_one_is_settled_one_on_its_way_one_waits_for_finance(cast, told):
    assert standing("demo-settled") == (State.REFUNDED, PayoutState.SETTLED)
    scores = CaseRating.objects.order_by("-score").values_list("score", flat=True)
    assert list(scores) == [5, 4, 2]
    assert standing("demo-on-its-way") == (State.PAYING, PayoutState.ACCEPTED)
    assert standing("demo-abnormal") == (State.PAYOUT_STUCK, PayoutState.REFUSED)
    assert leg("demo-abnormal").receipts.latest("id").concern == Concern.ABNORMAL
    assert audit() == []


def test_yesterdays_statements_have_one_difference_each(cast, told):
    yesterday = day_of(cast.at - timedelta(days=1))
    ready = timedelta(hours=12)  # however early it is now, the statements are ready by then
    told.do("clock", advance_seconds=ready.total_seconds())
    found = {}
    for route in ("alipay", "wechatpay"):
        ran = reconciliation.reconcile(route, yesterday, at=cast.at + ready)
        assert not ran.code
        (row,) = of_day(route, yesterday)
        found[row.payout.number] = (row.kind, row.ours_minor, row.theirs_minor)
    assert found == {
        leg("demo-unequal").number: ("unequal", 1_443, 1_444),
        leg("demo-missing").number: ("missing", 541, None),
    }


def test_telling_again_changes_nothing(cast, told):
    before = (Order.objects.count(), Payout.objects.count(), json.dumps(told.get("ledger")))
    assert demo_rails.tell(cast.later(days=1)) == 0
    assert before == (Order.objects.count(), Payout.objects.count(), json.dumps(told.get("ledger")))


def test_the_next_refund_takes_its_usual_time_again(told):
    assert told.get("plan")["settle_seconds"] == demo_rails.SOON_SECONDS


def test_without_the_sandbox_there_is_nothing_to_tell(cast, settings):
    settings.DEMO = True
    wiring.forget_channels()
    assert demo_rails.tell(cast.at) == 0
    assert not Order.objects.exists()


def test_outside_the_demo_nothing_is_told_even_beside_a_sandbox(cast, rails):
    assert demo_rails.tell(cast.at) == 0
    assert rails.get("ledger")["entries"] == []
