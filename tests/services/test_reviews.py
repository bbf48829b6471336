"""What reviewers may decide, with which words, and who must not."""

import pytest

from tests.cast import asks
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.records.models import User
from weikameng.records.reading.audit import audit
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import cards, refunds, reviews

WORDS = "核对了订单与供应商记录,按规则处理。"
IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)


@pytest.fixture
def case(cast):
    """A case that waits for a person."""
    order = cast.buys("oversea-card-99")
    return refunds.apply(asks(order, files=IDENTITY), buyer_id=cast.xiaolin, at=cast.at).number


def decide(cast, case, approve=True, because=WORDS, **who):
    verdict = reviews.Verdict(approve, because)
    who = {"reviewer_id": cast.zhoujie, "role": "reviewer"} | who
    reviews.decide(case, verdict, at=cast.at, **who)


def test_an_approval_pays_and_its_words_are_in_the_history(cast, case):
    decide(cast, case)
    assert cast.comes_to(case) is State.PAYING
    cast.pays_out()
    progress = progress_of(case)
    assert progress.state is State.REFUNDED
    said = {line.event: (line.actor, line.because) for line in progress.events}
    assert said["approve"] == (f"staff:{cast.zhoujie}", WORDS)
    assert audit() == []


def test_a_rejection_keeps_its_words_and_pays_nothing(cast, case):
    decide(cast, case, approve=False)
    assert cast.comes_to(case) is State.REJECTED
    assert cast.pays_out() == 0
    assert audit() == []


@pytest.mark.parametrize("words", ["", "    ", "不行", "长" * 501])
def test_no_decision_without_words_of_the_right_length(cast, case, words):
    with pytest.raises(Refusal, match="because"):
        decide(cast, case, because=words)
    assert cast.comes_to(case) is State.REVIEWING


@pytest.mark.parametrize("role", ["buyer", "finance", "auditor", "policy_editor", ""])
def test_only_reviewers_decide(cast, case, role):
    with pytest.raises(Refusal, match="not_found"):
        decide(cast, case, role=role)


def test_nobody_reviews_a_refund_of_their_own(cast, case):
    with pytest.raises(Refusal, match="own_case"):
        decide(cast, case, reviewer_id=cast.xiaolin)


def test_above_five_hundred_yuan_a_supervisor_is_needed_to_approve_but_not_to_reject(cast):
    order = cast.buys("game-card-60", quantity=9)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert cast.comes_to(case) is State.REVIEWING
    with pytest.raises(Refusal, match="needs_supervisor"):
        decide(cast, case)
    decide(cast, case, reviewer_id=cast.laochen, role="supervisor")
    assert progress_of(case).case.amount_minor == 54_000
    other = cast.buys("game-card-60", quantity=9)
    second = refunds.apply(asks(other), buyer_id=cast.xiaolin, at=cast.at).number
    decide(cast, second, approve=False)
    assert cast.comes_to(second) is State.REJECTED


def test_a_case_decided_already_is_not_decided_again(cast, case):
    decide(cast, case)
    with pytest.raises(Refusal, match="not_now"):
        decide(cast, case, approve=False)


def test_a_number_that_is_no_case_is_not_found(cast):
    with pytest.raises(Refusal, match="not_found"):
        decide(cast, "2" * 16)


def test_after_a_rejection_the_buyer_amends_and_a_person_looks_again(cast, case):
    decide(cast, case, approve=False)
    more = asks(
        "",
        "KEY_INVALID",
        "卡密在官网提示已经被他人使用,截图见附件,请核实后退款。",
        files=(KeptFile("error_screenshot", "a" * 64, "b" * 64),),
    )
    again = refunds.amend(case, more, buyer_id=cast.xiaolin, at=cast.later(hours=1))
    assert (again.number, progress_of(case).case.round) == (case, 2)


def test_an_approval_leaves_the_used_card_out_where_the_screening_did(cast):
    order = cast.buys("game-card-60", quantity=2)
    unit = order_of(order, buyer_id=cast.xiaolin).units[0]
    type(unit).objects.filter(pk=unit.pk).update(usage="used")
    cards.reveal(order, 2, buyer_id=cast.xiaolin, at=cast.at)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    assert progress_of(case).decision["at_stake_minor"] == 6_000
    decide(cast, case)
    assert progress_of(case).case.amount_minor == 6_000
    cast.pays_out()
    assert audit() == []


def test_the_cast_has_the_roles_the_tests_speak_of(cast):
    assert User.objects.get(pk=cast.zhoujie).role == "reviewer"
    assert User.objects.get(pk=cast.laochen).role == "supervisor"
