"""Special cases (H3-H5, H7): guardians, shares, payments by somebody else, reminders."""

import pytest

from tests.cast import asks
from tests.services.test_refunds import audit
from weikameng.domain.case_life import State
from weikameng.domain.complaints import Closing, NewComplaint
from weikameng.domain.errors import Refusal
from weikameng.domain.guardians import declared
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.policy.share import Share
from weikameng.records.models import (
    Guardian,
    Message,
    Order,
    OrderUnit,
    Payout,
    StaffAction,
)
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import approvals, complaints, reaching, refunds, renewals, reviews
from weikameng.services.deciders import ruling_of
from weikameng.services.judging import Judge
from weikameng.services.renewals import Found

SAID = "孩子 13 岁,用我的手机在山河游戏充了 100 元,订单页能看到,请按规定退款。"
PARENT = declared("parent", "13", "13800138000", agreed=True)
STOLEN = "这笔 60 元的点卡不是我买的,账号被别人登录了,请冻结并退款。"


@pytest.fixture
def zhou(cast):
    return Judge(cast.zhoujie, "reviewer")


def claims(cast, order, **more):
    asked = asks(order, "MINOR", SAID, **{"guardian": PARENT} | more)
    return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number


def stolen(cast, order, **more):
    asked = asks(order, "UNAUTHORIZED", STOLEN, **more)
    return refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number


def test_a_claim_about_a_child_needs_who_speaks_for_it(cast):
    order = cast.buys("game-card-60")
    with pytest.raises(Refusal) as refused:
        claims(cast, order, guardian=None)
    assert refused.value.code == "guardian"
    case = claims(cast, order)
    progress = progress_of(case)
    assert (progress.state, progress.case.route) == (State.AWAITING_BUYER, "minor")
    assert progress.latest.facts["application"]["applicant"] == "guardian"
    (row,) = Guardian.objects.all()
    assert (row.shown, row.filed_by_id) == ("138****8000", cast.xiaolin)
    assert "13800138000" not in row.contact
    kept = next(item for item in progress.evidence if item.kind == "guardian")
    assert kept.body == {"relation": "parent", "minor_age": 13, "consent": PARENT.consent}
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    assert audit() == []


def test_who_decides_reaches_the_guardian_and_the_look_stays_on_record(cast, zhou):
    case = claims(cast, cast.buys("game-card-60"))
    assert reaching.contact_of(case, zhou, cast.at) == "13800138000"
    assert StaffAction.objects.filter(what="guardian_reached", person_id=cast.zhoujie).count() == 1
    for who in (Judge(cast.ids["acai"], "finance"), Judge(cast.ids["alan"], "phone_agent")):
        with pytest.raises(Refusal) as refused:
            reaching.contact_of(case, who, cast.at)
        assert refused.value.code == "not_found"


def test_a_share_by_fault_goes_back_exactly_and_says_how(cast, zhou):
    order = cast.buys("game-card-60", quantity=3)
    case = claims(cast, order)
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    verdict = reviews.Verdict(True, "双方都有过错,退 70%。", share=Share(percent=7_000))
    assert reviews.decide(case, verdict, reviewer_id=zhou.id, role=zhou.role, at=cast.at)
    progress = progress_of(case)
    assert progress.case.amount_minor == 12_600
    assert sum(leg.amount_minor for leg in progress.payouts) == 12_600
    assert ruling_of(progress)["worked_out"].zh == "按 70% 退:180.00 元 × 70% = 126.00 元。"
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    rest = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert rest.state is State.REVIEWING, "no rule pays what a person left out"
    assert audit() == []


def test_a_large_share_keeps_how_it_was_worked_out_for_the_second_person(cast, zhou):
    order = cast.buys("game-card-60", quantity=15)
    case = claims(cast, order)
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    verdict = reviews.Verdict(True, "双方都有过错,退三分之二。", share=Share(percent=6_667))
    said = reviews.decide(case, verdict, reviewer_id=zhou.id, role=zhou.role, at=cast.at)
    assert said == "proposed"
    request = progress_of(case).case.approvals.get()
    approvals.co_sign(case, request.pk, Judge(cast.laochen, "supervisor"), cast.at)
    worked_out = ruling_of(progress_of(case))["worked_out"]
    assert worked_out.en == "66.67 % goes back: 900.00 CNY × 66.67 % = 600.03 CNY."


def test_an_unauthorised_payment_freezes_holds_and_tells_until_a_person_decides(cast, zhou):
    order = cast.buys("game-card-60", quantity=2)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    first = asks(order, unit_ids=(units[0],))
    paying = refunds.apply(first, buyer_id=cast.xiaolin, at=cast.at)
    assert paying.state is State.PAYING
    case = stolen(cast, order, unit_ids=(units[1],))
    assert OrderUnit.objects.get(pk=units[1]).frozen
    assert Order.objects.get(number=order).payouts_held
    assert Payout.objects.get(case__number=paying.number).due_at is None
    told = Message.objects.get(kind="frozen")
    assert (told.case.number, told.promised_at) == (case, progress_of(case).case.due_at)
    cast.pays_out()
    assert cast.comes_to(paying.number) is State.PAYING
    with pytest.raises(Refusal) as refused:
        refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    assert refused.value.code == "person_ends_it"
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    assert Order.objects.get(number=order).payouts_held
    assert audit() == []
    cast.rejects(case, "核实是本人操作。", "H4")
    assert not Order.objects.get(number=order).payouts_held
    assert not OrderUnit.objects.get(pk=units[1]).frozen
    cast.pays_out()
    assert cast.comes_to(paying.number) is State.REFUNDED
    assert Message.objects.filter(kind="frozen").count() == 1
    assert audit() == []


def test_another_reason_in_a_later_round_neither_frees_nor_pays_by_itself(cast):
    order = cast.buys("game-card-60")
    case = stolen(cast, order)
    refunds.amend(case, asks("", "NOT_ACTIVATED"), buyer_id=cast.xiaolin, at=cast.at)
    progress = progress_of(case)
    assert progress.state is State.REVIEWING
    assert Order.objects.get(number=order).payouts_held
    deciding = {result.clause for result in decision_of(progress.decision).deciding}
    assert "H9" in deciding


def test_a_complaint_that_ends_does_not_free_what_an_unauthorised_payment_holds(cast):
    order = cast.buys("game-card-60", quantity=2)
    units = [unit.pk for unit in order_of(order, buyer_id=cast.xiaolin).units]
    first = asks(order, unit_ids=(units[0],))
    paying = refunds.apply(first, buyer_id=cast.xiaolin, at=cast.at).number
    case = stolen(cast, order, unit_ids=(units[1],))
    acai = Actor(cast.ids["acai"], "finance")
    opened = complaints.open_complaint(
        NewComplaint(order, "chargeback", "CB-1", 100), acai, at=cast.at
    )
    told = Message.objects.filter(kind="complained").order_by("case_id")
    assert [message.case.number for message in told] == [paying, case]
    complaints.close(opened.id, Closing("lost", "渠道没有支持。"), acai, at=cast.at)
    assert Message.objects.filter(kind="complaint_ok", state="lost").count() == 2
    assert Payout.objects.get(case__number=paying).due_at is None
    assert audit() == []
    refunds.ask_person(case, buyer_id=cast.xiaolin, at=cast.at)
    cast.approves(case)
    cast.pays_out()
    assert cast.comes_to(paying) is cast.comes_to(case) is State.REFUNDED


def test_a_person_notes_a_reminder_and_it_becomes_a_fact(cast, zhou):
    order = cast.brings("video-month", "25.00", days=4, usage="used", used_days=9)
    asked = asks(order, "AUTO_RENEWAL", "云看会员 25 元自动续费,扣款前没有提醒,请退款。")
    case = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at)
    assert case.state is State.REVIEWING
    renewals.note_reminder(case.number, Found(None, "短信和邮件都没有发送记录。"), zhou, cast.at)
    progress = progress_of(case.number)
    assert progress.order.renewal == "none"
    assert [item.source for item in progress.evidence if item.kind == "renewal_record"] == ["staff"]
    other = refunds.apply(asks(cast.buys("game-card-60")), buyer_id=cast.xiaolin, at=cast.at)
    with pytest.raises(Refusal):
        renewals.note_reminder(other.number, Found(None, "没有发送记录。"), zhou, cast.at)
    assert audit() == []
