"""A refund from application to money back, on a real database."""

import pytest

from tests.cast import asks, enter
from weikameng.domain.case_life import State
from weikameng.records.reading.audit import audit
from weikameng.records.reading.refunds import progress_of
from weikameng.services import refunds

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unused_three_yuan_card_is_refunded_in_one_click():
    cast = enter()
    order = cast.buys("game-card-3")
    applied = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert applied.state is State.PAYING
    assert cast.pays_out() == 1
    progress = progress_of(applied.number, buyer_id=cast.xiaolin)
    assert progress.state is State.REFUNDED
    assert [line.event for line in progress.events] == ["settle", "pay", "clear", "apply"]
    assert audit() == []
