"""Large refunds take two people: who may propose, who may sign, and what happens in between."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import asks
from tests.services.test_concurrency import at_once
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.share import Share
from weikameng.records.models import ApprovalRequest, Payout, StaffAction
from weikameng.records.reading.audit import audit
from weikameng.records.reading.refunds import progress_of
from weikameng.services import approvals, refunds, reviews
from weikameng.services.judging import Judge
from weikameng.services.reviews import Verdict

WORDS = "核对了订单与供应商记录,全额退。"


@pytest.fixture
def case(cast):
    """Nine cards of 60 yuan nobody looked at: a person decides on 540 yuan."""
    order = cast.buys("game-card-60", quantity=9)
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def proposes(cast, case, who=None, **more):
    """Put it forward, as 周姐 unless somebody else is named; returns the proposal."""
    judge = who or Judge(cast.zhoujie, "reviewer")
    verdict = Verdict(True, WORDS, **more)
    done = reviews.decide(case, verdict, reviewer_id=judge.id, role=judge.role, at=cast.at)
    assert done == "proposed"
    return ApprovalRequest.objects.get(case__number=case, state="open")


def laochen(cast):
    return Judge(cast.laochen, "supervisor")


def test_one_proposes_another_signs_and_the_money_goes_back(cast, case):
    row = proposes(cast, case)
    assert cast.comes_to(case) is State.REVIEWING
    approvals.co_sign(case, row.pk, laochen(cast), cast.at)
    cast.pays_out()
    progress = progress_of(case)
    assert (progress.state, progress.case.amount_minor) == (State.REFUNDED, 54_000)
    line = next(line for line in progress.events if line.event == "approve")
    assert (line.actor, line.because) == (f"staff:{cast.laochen}", WORDS)
    said = [item.body for item in progress.evidence if item.kind == "conversation"][-1]
    assert (said["amount_minor"], said["two_people"]) == (54_000, True)
    noted = StaffAction.objects.order_by("id").values_list("what", "person_id")
    assert list(noted) == [
        ("case_approval_asked", cast.zhoujie),
        ("case_approved", cast.laochen),
    ]
    assert audit() == []


def test_nobody_signs_what_they_proposed_themselves(cast, case):
    own = laochen(cast)
    row = proposes(cast, case, own)
    for act in (
        lambda: approvals.co_sign(case, row.pk, own, cast.at),
        lambda: approvals.send_back(case, row.pk, "再看一看供应商记录", own, cast.at),
    ):
        with pytest.raises(Refusal, match="own_request"):
            act()
    assert cast.comes_to(case) is State.REVIEWING
    assert not Payout.objects.exists()


def test_the_database_itself_refuses_maker_as_checker_and_a_second_open_proposal(cast, case):
    row = proposes(cast, case)
    done = {"state": "signed", "decided_at": cast.at, "decided_by_id": row.asked_by_id}
    with pytest.raises(IntegrityError, match="approval_by_another_person"), transaction.atomic():
        ApprovalRequest.objects.filter(pk=row.pk).update(**done)
    row.pk = None
    with pytest.raises(IntegrityError, match="one_open_approval_a_case"), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.parametrize("role", ["reviewer", "finance", "auditor", "buyer", ""])
def test_who_may_not_approve_large_amounts_finds_nothing_to_sign(cast, case, role):
    row = proposes(cast, case)
    with pytest.raises(Refusal, match="not_found"):
        approvals.co_sign(case, row.pk, Judge(cast.ids["acai"], role), cast.at)


def test_the_buyer_of_the_case_signs_nothing_whatever_their_role(cast, case):
    row = proposes(cast, case)
    with pytest.raises(Refusal, match="own_case"):
        approvals.co_sign(case, row.pk, Judge(cast.xiaolin, "supervisor"), cast.at)


def test_while_it_waits_nobody_decides_otherwise(cast, case):
    proposes(cast, case)
    for approve in (True, False):
        with pytest.raises(Refusal, match="awaits_second") as told:
            reviews.decide(
                case,
                Verdict(approve, WORDS, clause="B1", facts=("usage",)),
                reviewer_id=cast.laochen,
                role="supervisor",
                at=cast.at,
            )
        assert "周姐" in told.value.words.zh
        assert "540.00" in told.value.words.zh


def test_sent_back_with_words_it_can_be_decided_again(cast, case):
    row = proposes(cast, case)
    with pytest.raises(Refusal, match="because"):
        approvals.send_back(case, row.pk, "不行", laochen(cast), cast.at)
    approvals.send_back(case, row.pk, "先确认其中两张没有查看", laochen(cast), cast.at)
    again = proposes(cast, case)
    assert again.pk != row.pk
    with pytest.raises(Refusal, match="not_open") as told:
        approvals.co_sign(case, row.pk, laochen(cast), cast.at)
    assert "老陈" in told.value.words.zh


def test_whoever_proposed_it_may_take_it_back_and_nobody_else(cast, case):
    row = proposes(cast, case)
    with pytest.raises(Refusal, match="not_yours"):
        approvals.take_back(case, row.pk, laochen(cast), cast.at)
    approvals.take_back(case, row.pk, Judge(cast.zhoujie, "reviewer"), cast.at)
    cast.rejects(case, "核对后决定不退,已经全部使用。")
    assert cast.comes_to(case) is State.REJECTED


def test_a_withdrawn_case_is_not_paid_by_a_late_signature(cast, case):
    row = proposes(cast, case)
    refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    with pytest.raises(Refusal, match="not_open"):
        approvals.co_sign(case, row.pk, laochen(cast), cast.at + timedelta(minutes=1))
    assert not Payout.objects.exists()


def test_a_part_of_a_large_case_below_the_limit_needs_no_second_person(cast, case):
    verdict = Verdict(True, WORDS, share=Share(amount_minor=50_000))
    who = {"reviewer_id": cast.zhoujie, "role": "reviewer"}
    assert reviews.decide(case, verdict, at=cast.at, **who) == "decided"
    cast.pays_out()
    assert progress_of(case).case.amount_minor == 50_000
    assert audit() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_once_one_wins_and_it_is_paid_once(cast, case):
    row = proposes(cast, case)
    second = Judge(cast.ids["acai"], "supervisor")

    def sign(judge):
        def act():
            try:
                approvals.co_sign(case, row.pk, judge, cast.at)
            except Refusal as refusal:
                return refusal.code
            return "signed"

        return act

    said = at_once([sign(laochen(cast)), sign(second)])
    assert sorted(said)[-1] == "signed"
    assert sorted(said)[0] in {"moved", "not_open", "not_now"}
    assert Payout.objects.count() == 1
    assert audit() == []
