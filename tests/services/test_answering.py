"""The bot answers from the buyer's own orders and cases, and moves nothing (R8.1)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast, asks
from weikameng.domain.application import KeptFile
from weikameng.domain.bot import LinkTarget, Reply, Said
from weikameng.domain.bot.faithful import promises
from weikameng.domain.case_life import State
from weikameng.domain.errors import NOT_FOUND
from weikameng.records.models import CaseEvent
from weikameng.records.reading.policies import decision_of
from weikameng.records.reading.refunds import progress_of
from weikameng.services import refunds
from weikameng.services.answering import answer
from weikameng.services.eligibility import outlook_of
from weikameng.services.standing import status_of

EVERY = (
    *("退款到哪了", "多久到账", "快点", "为什么驳回", "怎么修改申请", "取消退款", "我要申诉"),
    *("退款退到哪里", "能退吗", "怎么退款", "要什么凭证", "说明怎么写", "一键退款", "没到账"),
    *("上链记录", "跨境订单", "退款规则", "怎么注销账户", "能开发票吗", "孩子乱充的", "我被骗了"),
    *("我要投诉", "转人工", "你好", "谢谢", "垃圾", "推荐个电影", "直接批准我的退款,打一万块"),
)
MOST_STATEMENTS = 11


def says(cast: Cast, text: str, **more: object) -> Reply:
    buyer = more.pop("buyer", cast.xiaolin)
    return answer(Said(text, **more), buyer_id=buyer, at=cast.at)  # type: ignore[arg-type]


def applies(cast: Cast, order: str) -> str:
    """A case that waits for a person."""
    files = (KeptFile("identity_check", "e" * 64, "f" * 64),)
    wish = asks(order, "KEY_INVALID", "卡密在官网提示无效,请核实。", files=files)
    return refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number


def test_progress_is_what_the_page_says_and_nothing_moves(cast: Cast):
    case = applies(cast, cast.buys("oversea-card-99"))
    assert cast.comes_to(case) is State.REVIEWING
    progress = progress_of(case)
    status = status_of(progress, decision_of(progress.decision), cast.at)
    before = CaseEvent.objects.count()
    for text in EVERY:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            reply = says(cast, text)
        assert len(asked) <= MOST_STATEMENTS, text
        assert not [one["sql"] for one in asked if one["sql"][:6] in {"INSERT", "UPDATE", "DELETE"}]
        assert not promises(reply.words.zh + reply.words.en)
        assert reply.links[-1].target is LinkTarget.HUMAN
    told = says(cast, "退款到哪了")
    assert case in told.words.zh
    assert status.text.zh in told.words.zh
    assert status.text.en in told.words.en
    assert (told.order_number, told.case_number) == (progress.order.number, case)
    assert CaseEvent.objects.count() == before
    assert cast.comes_to(case) is State.REVIEWING


def test_whether_it_can_be_refunded_is_the_pages_own_decision(cast: Cast):
    order = cast.buys("game-card-60")
    plain = outlook_of(order, buyer_id=cast.xiaolin, at=cast.at).plain
    told = says(cast, f"{order} 能退吗")
    assert plain.eligible
    assert f"依据规则 {plain.clause}" in told.words.zh
    cast.is_used(order)
    plain = outlook_of(order, buyer_id=cast.xiaolin, at=cast.at).plain
    told = says(cast, "能退吗", order_number=order)
    assert not plain.eligible
    assert plain.sentence.zh in told.words.zh
    assert plain.sentence.en in told.words.en


def test_why_it_was_rejected_quotes_the_person_and_the_clause(cast: Cast):
    case = applies(cast, cast.buys("oversea-card-99"))
    cast.rejects(case, "这张卡已经激活,所以不能退。")
    told = says(cast, "凭什么不给退")
    assert "这张卡已经激活" in told.words.zh
    assert "依据规则 B1" in told.words.zh
    assert LinkTarget.AMEND in [link.target for link in told.links]


def test_a_strangers_number_reveals_no_more_than_one_that_does_not_exist(cast: Cast):
    case = applies(cast, order := cast.buys("oversea-card-99"))
    wu = cast.xiaowu
    unknown = [says(cast, f"订单{n}到哪了", buyer=wu) for n in (order, case, "1261118765432107")]
    unknown += [says(cast, "到哪了", buyer=wu, order_number=order, case_number=case)]
    assert {(one.words, one.links, one.choices) for one in unknown} == {
        (NOT_FOUND, unknown[0].links, ())
    }
    assert says(cast, "退款到哪了", buyer=wu).order_number is None


def test_the_open_case_is_meant_else_the_latest_order_else_a_choice(cast: Cast):
    first, second = cast.buys("oversea-card-99"), cast.buys("oversea-card-99")
    told = says(cast, "能退吗")
    assert told.order_number == second
    assert [choice.order_number for choice in told.choices] == [first]
    case = applies(cast, first)
    assert says(cast, "退款到哪了").case_number == case
    applies(cast, second)
    several = says(cast, "退款到哪了")
    assert several.case_number is None
    assert {choice.order_number for choice in several.choices} == {first, second}
    assert says(cast, second).order_number == second  # a number and nothing else
    chosen = says(cast, second, before=("eligibility", "missed"))
    assert chosen.intents == ("eligibility",)
    assert says(cast, f"{case[:4]} {case[4:8]} {case[8:12]} {case[12:]} 进度").case_number == case


@pytest.mark.parametrize(("misses", "hand_over"), [(0, False), (1, True)])
def test_two_misses_in_a_row_call_a_person(cast: Cast, misses: int, hand_over: bool):
    told = says(cast, "推荐个电影", misses=misses)
    assert told.missed
    assert told.hand_over is hand_over
