"""A worker that was frozen and lost its lease sends nothing any more (R4.2): by then a person may
have paid another way, and the number would move the money a second time.
"""

from datetime import timedelta

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import Payout
from weikameng.records.reading.audit import audit
from weikameng.records.writing import claims
from weikameng.services import complaints, payouts, refunds, wiring


def test_a_frozen_worker_that_wakes_up_late_does_not_pay_what_the_channel_has_paid(cast, rails):
    order = rails.brings(cast, {"alipay": 3_000})
    number = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    (frozen,) = claims.claim("frozen", cast.at)
    cast.later(seconds=31)
    payouts.pay_out_due("awake", cast.at, wiring.gateways())  # never arrived there: to be sent
    assert Payout.objects.get().state == "intended"
    acai = Actor(cast.ids["acai"], "finance")
    new = NewComplaint(order, "chargeback", "D-1", 3_000, "alipay", "渠道的投诉单。")
    opened = complaints.open_complaint(new, acai, at=cast.at)
    ended = Closing("paid", "渠道已把钱退给买家。", 3_000)
    complaints.close(opened.id, ended, acai, at=cast.at)
    assert cast.comes_to(number) is State.REFUNDED

    payouts.pay_out(frozen, cast.at - timedelta(seconds=30), wiring.gateways())
    assert rails.refunded() == {}
    assert audit() == []


def test_a_worker_whose_lease_went_to_another_sends_nothing(cast, rails):
    order = rails.brings(cast, {"wechatpay": 3_000})
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    (frozen,) = claims.claim("frozen", cast.at)
    cast.later(seconds=31)
    assert claims.claim("awake", cast.at)
    sent = len(rails.get("calls"))
    payouts.pay_out(frozen, cast.at, wiring.gateways())
    assert len(rails.get("calls")) == sent
    assert Payout.objects.get().leased_by == "awake"
