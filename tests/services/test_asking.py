"""A person asks the buyer for more: exactly that, by when, and the answer comes back to them."""

from datetime import timedelta

import pytest

from tests.cast import asks
from tests.services.exchange_steps import recorded
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.records.models import CaseEvent
from weikameng.records.reading.audit import audit
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import asking, deadlines, refunds
from weikameng.services.asking import Asked
from weikameng.services.checklist import checklist_of_case
from weikameng.services.judging import Judge

IDENTITY = (KeptFile("identity_check", "e" * 64, "f" * 64),)
MORE = "请拍下报错页面的日期。"


@pytest.fixture
def case(cast):
    """A case that waits for a person."""
    order = cast.buys("oversea-card-99")
    wish = asks(order, "KEY_INVALID", "卡密在官网提示无效,请核实。", files=IDENTITY)
    return refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number


def asks_for(cast, case, *items, text="", days=0, role="reviewer"):
    asked = Asked(items, text, days)
    return asking.ask_buyer(case, asked, Judge(cast.zhoujie, role), cast.at)


def answers(cast, case, *files, words="错误页面重新拍了,日期看得见。"):
    wish = asks("", "KEY_INVALID", words, files=files)
    return refunds.amend(case, wish, buyer_id=cast.xiaolin, at=cast.later(hours=2))


def listed(case):
    progress = progress_of(case)
    return checklist_of_case(progress, decision_of(progress.decision))


def shot(digit="a"):
    return KeptFile("key_error_screenshot", digit * 64, digit * 64)


def test_the_buyer_is_told_exactly_that_answers_and_is_paid(cast, case):
    assert cast.comes_to(case) is State.REVIEWING
    due = asks_for(cast, case, "key_error_screenshot", text=MORE)
    progress = progress_of(case)
    assert progress.state is State.AWAITING_BUYER
    assert progress.case.due_at == due > cast.at + timedelta(days=7)
    assert progress.question.items == ("key_error_screenshot",)
    assert MORE.strip("。") in progress.events[0].because
    assert [item.kind for item in listed(case).missing] == ["key_error_screenshot"]
    assert answers(cast, case, shot("c")).state is State.REVIEWING
    cast.approves(case)
    recorded(cast, progress.order.number)
    cast.pays_out()
    cast.pays_out()  # the first round wrote the exchange record
    assert cast.comes_to(case) is State.REFUNDED
    assert audit() == []


def test_who_never_answers_finds_the_case_closed_and_may_apply_again(cast, case):
    due = asks_for(cast, case, text=MORE, days=14)
    assert due > cast.at + timedelta(days=14)
    deadlines.close_expired(due - timedelta(minutes=1))
    assert cast.comes_to(case) is State.AWAITING_BUYER
    deadlines.close_expired(due)
    assert cast.comes_to(case) is State.CLOSED


def test_answering_questions_never_uses_up_the_buyers_tries(cast, case):
    for digit in "123456":
        asks_for(cast, case, text=MORE)
        assert answers(cast, case, shot(digit)).state is State.REVIEWING
    assert progress_of(case).case.round == 7


def test_an_answer_with_nothing_new_still_comes_back_to_the_person_who_asked(cast, case):
    asks_for(cast, case, text=MORE)
    assert answers(cast, case, words="就是这样").state is State.REVIEWING


@pytest.mark.parametrize(
    ("items", "text", "days", "code"),
    [
        ((), "", 0, "items"),
        ((), "   ", 0, "items"),
        (("order_screenshot",), "", 0, "items"),  # the platform has it (C3)
        (("nonsense",), "", 0, "items"),
        ((), "长" * 201, 0, "text"),
        ((), MORE, 3, "days"),
        ((), MORE, 31, "days"),
    ],
)
def test_what_can_not_be_asked_is_told_and_changes_nothing(cast, case, items, text, days, code):
    with pytest.raises(Refusal, match=code):
        asks_for(cast, case, *items, text=text, days=days)
    assert cast.comes_to(case) is State.REVIEWING
    assert not CaseEvent.objects.filter(event="ask", actor__startswith="staff").exists()


@pytest.mark.parametrize("role", ["buyer", "finance", "auditor", "agent", ""])
def test_only_reviewers_ask(cast, case, role):
    with pytest.raises(Refusal, match="not_found"):
        asks_for(cast, case, text=MORE, role=role)
