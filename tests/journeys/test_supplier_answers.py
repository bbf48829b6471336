"""What the supplier said, as the desk and the buyer read it, and nobody else (R3.3)."""

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from tests.rails import sandbox_keys  # noqa: F401
from tests.supplier_rails import Suppliers, suppliers  # noqa: F401
from weikameng.domain.policy.publishing import Actor
from weikameng.records.models import RefundCase
from weikameng.records.reading.errands import waiting
from weikameng.services import refunds, supplier_checks
from weikameng.web import supplier_said

GOOD = "11月18日充值,订单显示成功,账号里一直没有到账,刷新和重新登录都试过。"


@pytest.fixture
def number(cast: Cast, suppliers: Suppliers) -> str:  # noqa: F811
    """A case whose supplier says credited, which its buyer doubts before a person."""
    order = suppliers.brings(cast, "fulu", "1313")
    asked = asks(order, "NOT_ARRIVED", GOOD)
    number = refunds.apply(asked, buyer_id=cast.xiaolin, at=cast.at).number
    supplier_checks.ask_supplier(number, question=1, at=cast.at)
    refunds.ask_person(number, buyer_id=cast.xiaolin, at=cast.at)
    return number


def test_buyer_and_desk_read_it_in_plain_words(xiaolin: Visitor, zhoujie: Visitor, number: str):
    page = xiaolin.sees(f"/refunds/{number}/").text
    assert "合作方在" in page
    assert "答复：已到账" in page
    assert "福禄" not in page
    english = xiaolin.speaks("en").sees(f"/refunds/{number}/").text
    assert "The supplier says credited" in english
    desk = zhoujie.sees(f"/desk/{number}/").text
    assert "合作方怎么说： 福禄" in desk or "合作方怎么说：福禄" in desk
    assert "有签名" in desk


def test_answers_that_contradict_each_other_are_told_to_both(
    cast: Cast, xiaolin: Visitor, zhoujie: Visitor, number: str
):
    cast.later(minutes=1)
    supplier_checks.ask_now(number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at)
    assert "前后答复不一致" in zhoujie.sees(f"/desk/{number}/").text
    page = xiaolin.sees(f"/refunds/{number}/").text
    assert "还没有明确的答复，由人工核实" in page
    assert "答复：已到账" not in page


def test_strangers_see_nothing_of_it_and_can_not_have_it_asked(xiaowu: Visitor, number: str):
    before = len(waiting())
    xiaowu.sees(f"/refunds/{number}/", 404)
    xiaowu.sees(f"/desk/{number}/", 404)
    xiaowu.sends(f"/desk/{number}/supplier/", {}, 404)
    assert len(waiting()) == before


def test_a_page_that_has_seen_the_answer_hears_of_a_newer_one(
    cast: Cast, xiaolin: Visitor, number: str
):
    first = xiaolin.client.get(f"/refunds/{number}/live/")
    seen = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert xiaolin.client.get(f"/refunds/{number}/live/", **seen).status_code == 304
    cast.later(minutes=1)
    supplier_checks.ask_now(number, who=Actor(cast.zhoujie, "reviewer"), at=cast.at)
    assert xiaolin.client.get(f"/refunds/{number}/live/", **seen).status_code == 200


def test_what_was_said_costs_one_statement(number: str, django_assert_num_queries):
    order_id = RefundCase.objects.values_list("order_id", flat=True).get(number=number)
    with django_assert_num_queries(1):
        assert supplier_said.for_desk(order_id) is not None
