"""The bot's answers: every one in both languages, none a promise, none a decision (R8.1)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from weikameng.domain.bot import Choice, LinkTarget, reply
from weikameng.domain.bot.facts import (
    CaseTold,
    LegTold,
    OrderTold,
    Prospect,
    ReasonTold,
    Refused,
    RulesTold,
    TalkFacts,
)
from weikameng.domain.bot.faithful import promises
from weikameng.domain.bot.naming import numbers_in
from weikameng.domain.bot.replying import ANSWERS
from weikameng.domain.case_life import Event, State, may
from weikameng.domain.errors import NOT_FOUND
from weikameng.domain.intents import Intent, Intents
from weikameng.domain.words import Words

AT = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
DUE = AT + timedelta(days=2, hours=7)
GOOD = Words("Q币 50元", "Q coins, 50 yuan")
CLAUSES = {one: Words(f"条款{one}。", f"Clause text {one}.") for one in ("A4", "B1", "F4", "H2")}
RULES = RulesTold(
    version="2026.1",
    window_days=(7, 15),
    one_click_below_minor=5_000,
    one_click_30d_max=3,
    max_attempts=3,
    amend_days=7,
    dispute_days=7,
    clauses=CLAUSES,
    review_hours=2,
    review_days=3,
    arrivals=((Words("储蓄卡", "Debit card"), Words("1-5个工作日", "1 to 5 working days")),),
)
LEG = LegTold(
    5_000, Words("支付宝", "Alipay"), Words("渠道处理中", "being handled"), None, DUE, "R1"
)
REFUSED = Refused(Words("已经激活。", "It was activated."), "B1", CLAUSES["B1"], "2026.1")


def case_in(state: State) -> CaseTold:
    """A case in a state, with what its page would offer."""
    paying = state in {State.PAYING, State.PAYOUT_STUCK}
    return CaseTold(
        number="2261118765432134",
        order_number="1261118765432107",
        good=GOOD,
        state=state,
        title=Words("标题", "Title"),
        text=Words("下一步。", "What comes next."),
        due_at=DUE,
        legs=(LEG, replace(LEG, by=AT - timedelta(days=1))) if paying else (),
        missing=Words("截图", "a screenshot") if state is State.AWAITING_BUYER else None,
        refused=REFUSED if state is State.REJECTED else None,
        may_amend=may(state, Event.AMEND),
        may_withdraw=may(state, Event.WITHDRAW),
        may_ask_person=may(state, Event.APPEAL),
        dispute_until=DUE if state is State.REJECTED else None,
    )


def order_with(*, eligible: bool, way: str, **more: object) -> OrderTold:
    """An order with its prospects."""
    reason = ReasonTold("NOT_RECEIVED", Words("没到账", "Not received"), (Words("截图", "a shot"),))
    prospect = Prospect(
        eligible=eligible,
        way=way,
        sentence=Words("没有使用记录。", "There is no record of use."),
        clause="A4" if eligible else "B1",
        clause_words=CLAUSES["A4" if eligible else "B1"],
        version="2026.1",
        until=DUE if eligible else None,
        evidence=(),
        changes=(),
        on_its_way=bool(more.pop("on_its_way", False)),
        reasons=(reason, replace(reason, asks=())),
    )
    told = OrderTold(
        number="1261118765432107",
        good=GOOD,
        paid_minor=5_000,
        paid=True,
        delivered=True,
        key=True,
        cross_border=False,
        trouble=None,
        prospect=prospect,
        goods=("0f",),
    )
    return replace(told, **more)  # type: ignore[arg-type]


ORDERS = (
    None,
    order_with(eligible=True, way="one_click"),
    order_with(eligible=True, way="screened", key=False),
    order_with(eligible=True, way="manual", cross_border=True),
    order_with(eligible=False, way="none"),
    order_with(eligible=True, way="screened", paid=False, delivered=False),
    order_with(eligible=True, way="manual", delivered=False, on_its_way=True),
    order_with(eligible=True, way="screened", delivered=False),
    order_with(eligible=True, way="screened", trouble=Words("号码不存在。", "No such number.")),
)
CASES = (None, *(case_in(state) for state in State))
SITUATIONS = tuple(
    TalkFacts(RULES, AT, order=order, case=case, urges=urges, misses=misses)
    for order, case, (urges, misses) in product(ORDERS, CASES, ((0, 0), (9, 1)))
)


@pytest.mark.parametrize("intent", Intent)
def test_every_answer_is_in_both_languages_and_promises_nothing(intent: Intent):
    for facts in SITUATIONS:
        said = reply(Intents((intent,)), facts)
        zh, en = said.words
        assert len(zh.split("\n")) == len(en.split("\n"))
        assert all(line.strip() for line in (*zh.split("\n"), *en.split("\n")))
        assert not promises(zh), zh
        assert not promises(en), en
        assert en.isascii() or not set(en) & set("，。：；？！"), en
        assert said.offer_human
        assert said.links[-1].target is LinkTarget.HUMAN
        assert "None" not in zh + en


@pytest.mark.parametrize("intent", Intent)
def test_every_intent_has_its_answer(intent: Intent):
    assert intent in ANSWERS


def test_what_is_urged_is_noted_three_times_a_day_and_only_where_we_are_waited_for():
    wish = Intents((Intent.URGE,))
    reviewing = TalkFacts(RULES, AT, case=case_in(State.REVIEWING))
    assert reply(wish, reviewing).urged
    assert "不改变排队" in reply(wish, reviewing).words.zh
    assert not reply(wish, replace(reviewing, urges=3)).urged
    assert not reply(wish, TalkFacts(RULES, AT, case=case_in(State.AWAITING_BUYER))).urged
    assert not reply(wish, TalkFacts(RULES, AT, case=case_in(State.REFUNDED))).urged


def test_why_not_is_said_with_its_clause_and_the_ways_on():
    said = reply(
        Intents((Intent.REJECT_REASON,)), TalkFacts(RULES, AT, case=case_in(State.REJECTED))
    )
    assert "原因:已经激活。" in said.words.zh
    assert "依据规则 B1:条款B1。" in said.words.zh
    assert "人工复核" in said.words.zh
    assert [link.target for link in said.links] == ["case", "amend", "clause", "human"]


def test_cancelling_leads_to_the_page_and_does_nothing():
    said = reply(Intents((Intent.CANCEL,)), TalkFacts(RULES, AT, case=case_in(State.REVIEWING)))
    withdraw = may(State.REVIEWING, Event.WITHDRAW)
    assert (said.links[0].target is LinkTarget.WITHDRAW) == withdraw
    later = reply(Intents((Intent.CANCEL,)), TalkFacts(RULES, AT, case=case_in(State.PAYING)))
    assert "现在不能撤销" in later.words.zh


@pytest.mark.parametrize(
    ("wishes", "facts", "hand_over"),
    [
        (Intents((Intent.OUT_OF_SCOPE,)), SITUATIONS[0], False),
        (Intents((Intent.OUT_OF_SCOPE,)), replace(SITUATIONS[0], misses=1), True),
        (Intents((Intent.ABUSE,), angry=True), SITUATIONS[0], True),
        (Intents((Intent.ETA,), angry=True), SITUATIONS[0], True),
        (Intents((Intent.HUMAN,)), SITUATIONS[0], True),
        (Intents((Intent.COMPLAINT,)), SITUATIONS[0], True),
        (Intents((Intent.FRAUD,)), SITUATIONS[0], True),
        (Intents((Intent.PROGRESS,)), SITUATIONS[0], False),
    ],
)
def test_anger_two_misses_and_grave_matters_go_to_a_person(
    wishes: Intents, facts: TalkFacts, hand_over: bool
):
    assert reply(wishes, facts).hand_over is hand_over


def test_several_wishes_are_answered_in_turn_each_sentence_once():
    facts = TalkFacts(RULES, AT, case=case_in(State.REVIEWING))
    said = reply(Intents((Intent.PROGRESS, Intent.ETA)), facts)
    assert said.words.zh.count("的退款 2261118765432134") == 1
    assert "通过后到账" in said.words.zh
    assert said.case_number == "2261118765432134"


def test_a_number_that_is_none_of_yours_reveals_nothing():
    for intent in (Intent.PROGRESS, Intent.ELIGIBILITY):
        said = reply(Intents((intent,)), TalkFacts(RULES, AT, unknown=True))
        assert said.words == NOT_FOUND
        assert said.order_number is None


def test_several_orders_are_offered_to_choose_from():
    choices = (Choice("1", GOOD), Choice("2", GOOD))
    said = reply(Intents((Intent.PROGRESS,)), TalkFacts(RULES, AT, choices=choices))
    assert said.choices == choices
    assert "哪个订单" in said.words.zh
    assert not reply(Intents((Intent.GREETING,)), TalkFacts(RULES, AT, choices=choices)).choices


@pytest.mark.parametrize(
    ("text", "ours", "other"),
    [
        ("订单1261118765432107退款", ("1261118765432107",), False),
        ("1261 1187 6543 2107", ("1261118765432107",), False),
        ("１２６１１１８７６５４３２１０７", ("1261118765432107",), False),
        ("订单1261118765432108", (), True),
        ("订单号 123456", (), True),
        ("手机13800138000没到账", (), False),
        ("充了100元", (), False),
    ],
)
def test_check_digits_tell_our_numbers(text: str, ours: tuple[str, ...], other: bool):
    from weikameng.domain.numbers import is_number

    assert is_number("1261118765432107")
    assert numbers_in(text) == (ours, other)
