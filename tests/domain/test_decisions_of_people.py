"""What a person's decision stands on: clause and facts in plain words, questions, amounts."""

import pytest

from tests.domain.policies import POLICY
from weikameng.domain.asking import Question, askable, days_of, question_of
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.refusing import Basis, Fact, basis_of, refusal_clauses, refusal_words
from weikameng.domain.policy.share import WHOLE, Share, amounts_of, chosen, typed_amount

UNITS = [
    UnitFacts("1", 6_000, 6_000),
    UnitFacts("2", 6_000, 6_000, refunded_minor=2_000),
    UnitFacts("3", 6_000, 6_000, usage="used"),
]
ON_HAND = (Fact("usage", "used"), Fact("arrived", "yes"))


def test_only_clauses_by_which_the_version_says_no_can_refuse():
    clauses = refusal_clauses(POLICY)
    assert {"A3", "B1", "B2", "B3", "B4", "C4"} <= set(clauses)
    assert not {"A4", "A6", "C1", "C3", "E1", "F1", "H7", "I1"} & set(clauses)


@pytest.mark.parametrize("clause", refusal_clauses(POLICY))
def test_every_proposal_begins_with_the_result_and_blames_nobody(clause):
    words = refusal_words(POLICY, Basis(clause, ON_HAND))
    assert words.zh.startswith("这次不能退款。")
    assert words.en.startswith("This can't be refunded.")
    for said in words:
        assert clause in said
        for bad in ("无效申请", "恶意", "不予受理", "您", "耐心等待", "{", "None"):
            assert bad not in said
    assert len(words.zh) <= 500
    assert len(words.en) <= 500
    assert "补充新的材料再申请" in words.zh.splitlines()[-1]
    order = [words.zh.index(part) for part in ("不能退款", "我们查到", "原因", "你可以")]
    assert order == sorted(order)


def test_a_refusal_rests_on_facts_that_were_found():
    basis = basis_of(POLICY, "B1", ["usage"], ON_HAND)
    assert basis.as_json() == {"clause": "B1", "facts": [["usage", "used"]]}
    for clause, names, code in (
        ("", ["usage"], "clause"),
        ("A4", ["usage"], "clause"),
        ("B1", [], "facts"),
        ("B1", ["usage", "invented"], "facts"),
    ):
        with pytest.raises(Refusal, match=code):
            basis_of(POLICY, clause, names, ON_HAND)


def test_a_question_is_told_item_by_item_and_in_ones_own_words():
    question = Question(("not_arrived_proof", "description"), "请拍下日期。")
    need = question.missing(POLICY)
    assert need.zh == "未到账证明、写清楚的说明(订单号、商品、异常现象、诉求);请拍下日期"
    assert question.words(POLICY).zh == f"还需要你补充:{need.zh}。"
    assert Question((), "请拍下日期。").words(POLICY).zh == "还需要你补充:请拍下日期。"


def test_nothing_is_asked_that_the_platform_has():
    known = frozenset({"payment_proof", "error_screenshot"})
    assert "error_screenshot" in askable(POLICY, "NOT_ARRIVED", frozenset())
    assert "error_screenshot" not in askable(POLICY, "NOT_ARRIVED", known)
    # Whoever says that we charged twice is not answered with our own record.
    assert "payment_proof" in askable(POLICY, "OVERCHARGED", known)
    assert askable(POLICY, "NOT_ARRIVED", known)[0] == "not_arrived_proof"
    with pytest.raises(Refusal, match="items"):
        question_of(["error_screenshot"], "", askable(POLICY, "NOT_ARRIVED", known))


@pytest.mark.parametrize(("days", "good"), [(7, True), (30, True), (6, False), (31, False)])
def test_the_buyer_has_as_long_as_the_policy_promises_at_least(days, good):
    if good:
        assert days_of(days, 7) == days
    else:
        with pytest.raises(Refusal, match="days"):
            days_of(days, 7)


@pytest.mark.parametrize(
    ("share", "amounts"),
    [
        (WHOLE, ((1, 6_000), (2, 4_000), (3, 6_000))),
        (Share(("2",)), ((2, 4_000),)),
        (Share(amount_minor=1), ((3, 1),)),  # the last takes the remainder
        (Share(amount_minor=16_000), ((1, 6_000), (2, 4_000), (3, 6_000))),
        (Share(amount_minor=8_000), ((1, 3_000), (2, 2_000), (3, 3_000))),
        (Share(("1", "2"), 1_000), ((1, 600), (2, 400))),
        (Share(("1", "2"), 1_000, each=True), ((1, 1_000), (2, 1_000))),
    ],
)
def test_a_share_is_worked_out_to_the_fen(share, amounts):
    units = chosen(share, UNITS) if share.unit_ids else UNITS
    told = amounts_of(share, units)
    assert told == amounts
    if share.amount_minor and not share.each:
        assert sum(fen for _, fen in told) == share.amount_minor


@pytest.mark.parametrize(
    "share", [Share(amount_minor=0), Share(amount_minor=16_001), Share((), 4_001, each=True)]
)
def test_no_share_is_nothing_or_more_than_is_left(share):
    with pytest.raises(Refusal, match="amount"):
        amounts_of(share, UNITS)


@pytest.mark.parametrize(("typed", "fen"), [("12.5", 1_250), (" ¥12.50 ", 1_250), ("12元", 1_200)])
def test_an_amount_is_read_as_people_type_it(typed, fen):
    assert typed_amount(typed) == fen


@pytest.mark.parametrize("typed", ["", "abc", "1.234", "1e3", "nan", "12,5"])
def test_what_is_no_amount_is_told(typed):
    with pytest.raises(Refusal, match="amount"):
        typed_amount(typed)
