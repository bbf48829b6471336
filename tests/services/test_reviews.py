"""What reviewers may decide, with which words, and who must not."""

import pytest

from tests.cast import asks
from tests.services.exchange_steps import recorded
from tests.services.life_steps import reports_it, said
from tests.services.test_concurrency import at_once
from weikameng.domain.application import KeptFile
from weikameng.domain.case_life import State
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.share import Share
from weikameng.records.models import User
from weikameng.records.reading.audit import audit
from weikameng.records.reading.orders import order_of
from weikameng.records.reading.policies import decision_of
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
    basis = {} if approve else {"clause": "B1", "facts": (first_fact(case),)}
    verdict = reviews.Verdict(approve, because, **basis)
    who = {"reviewer_id": cast.zhoujie, "role": "reviewer"} | who
    reviews.decide(case, verdict, at=cast.at, **who)


def first_fact(case):
    """Something that was found and a rejection may rest on."""
    progress = progress_of(case)
    if progress is None:
        return ""
    return reviews.facts_of(progress, decision_of(progress.decision))[0].name


def test_an_approval_pays_and_its_words_are_in_the_history(cast, case):
    recorded(cast, progress_of(case).order.number)
    decide(cast, case)
    assert cast.comes_to(case) is State.PAYING
    cast.pays_out()
    cast.pays_out()  # the first round wrote the exchange record
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


def test_above_five_hundred_yuan_one_person_can_reject_but_only_propose_to_approve(cast):
    order = cast.buys("game-card-60", quantity=9)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    decide(cast, case)
    assert cast.comes_to(case) is State.REVIEWING
    assert progress_of(case).case.amount_minor == 0
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
    reports_it(cast, said("used", order))
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


def test_a_refusal_stands_on_a_clause_that_says_no_and_on_facts(cast, case):
    who = {"reviewer_id": cast.zhoujie, "role": "reviewer"}
    known = first_fact(case)
    for clause, facts, code in (
        ("", (known,), "clause"),
        ("A4", (known,), "clause"),  # a clause that promises money refuses nobody
        ("B1", (), "facts"),
        ("B1", ("invented",), "facts"),
    ):
        verdict = reviews.Verdict(False, WORDS, clause=clause, facts=facts)
        with pytest.raises(Refusal, match=code):
            reviews.decide(case, verdict, at=cast.at, **who)
    decide(cast, case, approve=False)
    line = progress_of(case).events[0]
    assert line.basis["clause"] == "B1"
    assert line.basis["facts"][0][0] == known
    said = [item.body for item in progress_of(case).evidence if item.kind == "conversation"]
    assert said[-1]["clause"] == "B1"


@pytest.fixture
def cards_of_two(cast):
    """Two cards paid partly from the balance, one of them looked at; a person decides."""
    order = cast.buys("game-card-60", quantity=2, use_balance_minor=3_000)
    cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    cards.reveal(order, 2, buyer_id=cast.xiaolin, at=cast.at)
    return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number


def refunded(cast, case, share):
    reviews.decide(
        case,
        reviews.Verdict(True, WORDS, share=share),
        reviewer_id=cast.zhoujie,
        role="reviewer",
        at=cast.at,
    )
    cast.pays_out()
    cast.pays_out()
    progress = progress_of(case)
    assert (progress.state, audit()) == (State.REFUNDED, [])
    return progress.case.amount_minor, {leg.route: leg.amount_minor for leg in progress.payouts}


def test_by_units_only_the_ticked_one_goes_back_split_over_both_tenders(cast, cards_of_two):
    second = order_of_case(cards_of_two)[1]
    told = refunded(cast, cards_of_two, Share((str(second),)))
    assert told == (6_000, {"wallet": 1_500, "sandbox": 4_500})


def test_a_part_goes_back_to_the_fen_in_all_or_for_every_unit(cast, cards_of_two):
    assert refunded(cast, cards_of_two, Share(amount_minor=1_001, each=True))[0] == 2_002


@pytest.mark.parametrize("amount", [0, -1, 12_001])
def test_never_nothing_and_never_more_than_is_left(cast, cards_of_two, amount):
    with pytest.raises(Refusal, match="amount"):
        refunded(cast, cards_of_two, Share(amount_minor=amount))
    assert cast.comes_to(cards_of_two) is State.REVIEWING


def test_a_unit_of_another_order_is_not_paid_on_this_case(cast, cards_of_two):
    other = order_of(cast.buys("game-card-60"), buyer_id=cast.xiaolin).units[0]
    with pytest.raises(Refusal, match="units"):
        refunded(cast, cards_of_two, Share((str(other.pk),)))


def test_an_amount_other_than_the_one_that_was_shown_is_told_first(cast, case):
    verdict = reviews.Verdict(True, WORDS, amount_minor=9_800)
    with pytest.raises(Refusal, match="amount_changed") as told:
        reviews.decide(case, verdict, reviewer_id=cast.zhoujie, role="reviewer", at=cast.at)
    assert "98.00" in told.value.words.zh
    assert "99.00" in told.value.words.zh


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told_by_whom(cast, case):
    revision = progress_of(case).case.revision
    verdict = reviews.Verdict(True, WORDS, revision=revision)

    def by(who, role):
        return lambda: reviews.decide(case, verdict, reviewer_id=who, role=role, at=cast.at)

    said = at_once([by(cast.zhoujie, "reviewer"), by(cast.laochen, "supervisor")])
    lost = [one for one in said if isinstance(one, Refusal)]
    assert [one for one in said if not isinstance(one, Refusal)] == ["decided"]
    assert lost[0].code in {"moved", "not_now"}
    assert "已经通过了这份申请" in lost[0].words.zh
    assert {"周姐", "老陈"} & {lost[0].words.zh[:2]}
    assert audit() == []


def order_of_case(case):
    """The ids of the units of a case's order."""
    order = progress_of(case).order
    return list(order.units.order_by("position").values_list("pk", flat=True))
