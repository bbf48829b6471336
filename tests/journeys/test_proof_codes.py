"""The code on order and refund pages: there in every state, and belonging to what the page says."""

import re

import pytest

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from weikameng.domain.proof_code import Claim, folded, statuses_of
from weikameng.records.models import Order, RefundCase
from weikameng.services.proofs import proof_key

CODE = re.compile(r"proof__code\">([^<]*)</bdi> · <time>([^<]*)</time>")


def status_of(visitor: Visitor, path: str, number: str, amount_minor: int) -> str:
    """The status the code on a page belongs to; nothing when it fits none."""
    page = visitor.client.get(path).content.decode()
    (found,) = CODE.findall(page)
    code, minute = folded(found[0]), found[1]
    fitting = [
        name
        for name in statuses_of(number)
        if proof_key().code(Claim(number, amount_minor, name, minute)) == code
    ]
    return "".join(fitting)


@pytest.mark.parametrize("state", states.EVERY)
def test_a_refund_s_page_has_a_code_in_every_state(cast: Cast, xiaolin: Visitor, state: str):
    case = states.EVERY[state](cast)
    row = RefundCase.objects.get(number=case.number)
    page = xiaolin.client.get(f"/refunds/{case.number}/").content.decode()
    shown = re.search(r"status__amount\"><span class=\"money\">¥([\d.]+)", page)
    assert shown
    minor = round(float(shown[1]) * 100)
    for language in ("en", "zh-hans"):
        xiaolin.speaks(language)
        found = status_of(xiaolin, f"/refunds/{case.number}/", case.number, minor)
        assert found == row.state
    order = Order.objects.get(number=case.order)
    assert status_of(xiaolin, f"/orders/{case.order}/", case.order, order.paid_minor)


def test_the_part_that_moves_has_it_too(cast: Cast, xiaolin: Visitor):
    number = cast.pays("game-topup-100")
    order = Order.objects.get(number=number)
    for path in (f"/orders/{number}/", f"/orders/{number}/live/"):
        assert status_of(xiaolin, path, number, order.paid_minor) == "paid"


def test_the_words_are_said_in_both_languages(cast: Cast, xiaolin: Visitor):
    number = cast.pays("game-topup-100")
    assert "截图校验码" in str(xiaolin.client.get(f"/orders/{number}/").content.decode())
    xiaolin.speaks("en")
    assert "Screenshot code" in str(xiaolin.client.get(f"/orders/{number}/").content.decode())
