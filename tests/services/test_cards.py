"""Card keys: ciphertext at rest, every showing on the record, frozen while money is asked for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tests.cast import asks
from weikameng.domain.errors import Refusal
from weikameng.records.models import CardStock, OrderUnit
from weikameng.records.reading.audit import audit
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.services import cards, refunds, wiring

ROUNDS = 25


def test_a_key_is_never_stored_in_clear(cast):
    order = cast.buys("game-card-3")
    key = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    stored = bytes(CardStock.objects.get(unit__order__number=order).secret)
    assert key.encode() not in stored
    assert len({bytes(row.secret) for row in CardStock.objects.all()}) == CardStock.objects.count()


def test_the_first_showing_is_sealed_and_later_ones_show_the_same(cast):
    order = cast.buys("game-card-3")
    first = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    again = cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.later(minutes=1))
    page = order_of(order, buyer_id=cast.xiaolin)
    assert first == again
    assert [link.kind for link in links_of(page.order.pk)].count("key_revealed") == 1
    assert page.units[0].usage == "revealed"


def test_a_key_is_frozen_while_a_case_is_open_and_free_after_withdrawing(cast):
    order = cast.buys("oversea-card-99")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    with pytest.raises(Refusal, match="key_frozen"):
        cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    assert cast.is_used(order) == 0
    refunds.withdraw(case, buyer_id=cast.xiaolin, at=cast.at)
    assert cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)


def test_the_key_of_a_refunded_card_is_void(cast):
    order = cast.buys("game-card-3")
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    cast.pays_out()
    assert CardStock.objects.get(unit__order__number=order).voided_at == cast.at
    with pytest.raises(Refusal, match="not_found"):
        cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)


def test_a_used_key_can_still_be_looked_at_by_its_buyer(cast):
    order = cast.buys("game-card-3")
    cast.is_used(order)
    assert cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    assert OrderUnit.objects.get(order__number=order).usage == "activated"


def test_showing_and_refunding_at_the_same_moment_have_exactly_one_winner(cast):
    winners = {"shown": 0, "refunded": 0}
    start = Barrier(2)
    orders = [cast.buys("game-card-60") for _ in range(ROUNDS)]

    def show(order):
        start.wait(10)
        try:
            return bool(cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at))
        except Refusal:
            return False

    def refund(order):
        start.wait(10)
        return refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).state == "paying"

    with ThreadPoolExecutor(1) as left, ThreadPoolExecutor(1) as right:
        for order in orders:
            shown, refunded = left.submit(show, order), right.submit(refund, order)
            assert shown.result(20) != refunded.result(20)
            winners["shown" if shown.result() else "refunded"] += 1
        for pool in (left, right):
            pool.submit(connections.close_all).result()
            pool.submit(wiring.sandbox_memory().close).result()
    assert sum(winners.values()) == ROUNDS
    assert audit() == []
