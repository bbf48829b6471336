"""What colleagues are told in the house: once each, and no longer new once it is settled."""

from datetime import timedelta

import pytest

from tests.cast import Cast, asks
from tests.journeys import states
from weikameng.domain.alarms import Stage
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.staff_notices import sentence
from weikameng.records.models import ApprovalRequest, ClockWatch, StaffNotice
from weikameng.records.reading.staff_notices import notices_of, unread_of
from weikameng.services import approvals, claims_at_desk, clocks, refunds, reviews, staff_notices
from weikameng.services.claims_at_desk import HandOver
from weikameng.services.judging import Judge


def large(cast: Cast) -> str:
    """540 yuan: one proposes, another signs."""
    order = cast.buys("game-card-60", quantity=9)
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def said(cast: Cast, person: int) -> list[str]:
    return [sentence(one.news, one.at).zh for one in notices_of(person)]


def test_who_is_handed_a_case_reads_from_whom_and_why(cast):
    number = states.reviewing(cast).number
    zhoujie = Actor(cast.zhoujie, "reviewer")
    claims_at_desk.claim(number, zhoujie, at=cast.at)
    how = HandOver(cast.laochen, "供货商说明天回复")
    claims_at_desk.hand_over(number, how, zhoujie, at=cast.at)
    assert said(cast, cast.laochen) == ["周姐把这份申请转给了你:供货商说明天回复"]
    assert (unread_of(cast.laochen), unread_of(cast.zhoujie)) == (1, 0)
    newest = notices_of(cast.laochen)[0].id
    staff_notices.read(cast.zhoujie, newest, cast.at)  # nobody reads for somebody else
    assert unread_of(cast.laochen) == 1
    staff_notices.read(cast.laochen, newest, cast.at)
    assert unread_of(cast.laochen) == 0


def test_a_proposal_is_told_to_who_may_sign_and_its_end_to_who_made_it(cast):
    case = large(cast)
    verdict = reviews.Verdict(True, "核对无误,按规则全额退回。")
    reviews.decide(case, verdict, reviewer_id=cast.zhoujie, role="reviewer", at=cast.at)
    assert said(cast, cast.laochen) == ["周姐提议退 540.00 元,等另一个人签字。"]
    row = ApprovalRequest.objects.get(state="open")
    judge = Judge(cast.laochen, "supervisor")
    approvals.send_back(case, row.pk, "请先问合作方再提议。", judge, cast.at)
    assert said(cast, cast.zhoujie) == ["老陈没有签你的提议(540.00 元):请先问合作方再提议。"]
    assert unread_of(cast.laochen) == 0
    reviews.decide(case, verdict, reviewer_id=cast.zhoujie, role="reviewer", at=cast.at)
    approvals.co_sign(case, ApprovalRequest.objects.get(state="open").pk, judge, cast.at)
    assert said(cast, cast.zhoujie)[0] == "老陈签了你的提议,540.00 元正在退给买家。"
    assert unread_of(cast.laochen) == 0


def test_what_was_not_proposed_is_told_to_nobody(cast):
    case = large(cast)
    verdict = reviews.Verdict(True, "短")
    with pytest.raises(Refusal):
        reviews.decide(case, verdict, reviewer_id=cast.zhoujie, role="reviewer", at=cast.at)
    assert not StaffNotice.objects.exists()


def test_whoever_took_a_case_hears_once_that_its_promise_is_near(cast):
    number = states.reviewing(cast).number
    claims_at_desk.claim(number, Actor(cast.zhoujie, "reviewer"), at=cast.at)
    states.reviewing(cast)  # taken by nobody: told to nobody
    cast.later(days=5, hours=1)  # Monday 11:00 of a promise that ends at 18:00
    for _ in range(2):
        clocks.keep(cast.later(minutes=1))
    assert ClockWatch.objects.filter(mark=Stage.NEARING).count() == 2
    assert said(cast, cast.zhoujie) == ["你手上的申请快到时限:最晚 11月23日(周一)18:00。"]
    assert StaffNotice.objects.count() == 1
    assert StaffNotice.objects.get().at > cast.at - timedelta(minutes=5)
