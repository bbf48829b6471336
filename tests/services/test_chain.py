"""The evidence chain: whole as kept, and any touch afterwards is found (R7.1)."""

import pytest
from django.db import connection

from tests.cast import asks
from weikameng.records.reading.evidence import links_of
from weikameng.records.reading.orders import order_of
from weikameng.services import cards, chain, refunds


@pytest.fixture
def order_id(cast):
    """An order with a full chain."""
    order = cast.buys("oversea-card-99")
    cards.reveal(order, 1, buyer_id=cast.xiaolin, at=cast.at)
    refunds.apply(asks(order, "KEY_INVALID", "打不开"), buyer_id=cast.xiaolin, at=cast.at)
    return order_of(order, buyer_id=cast.xiaolin).order.pk


def test_a_chain_tells_the_whole_story_in_order(order_id):
    links = links_of(order_id)
    assert [link.kind for link in links] == [
        "order_snapshot",
        "policy_confirmation",
        "payment_record",
        "delivery_record",
        "key_revealed",
        "activation_record",
        "narrative",
    ]
    assert [link.position for link in links] == [1, 2, 3, 4, 5, 6, 7]
    assert chain.broken_at(links) is None


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE evidence SET body = body || '{\"total_minor\": 1}' WHERE position = 1", 1),
        ("UPDATE evidence SET at = at + interval '1 second' WHERE position = 3", 3),
        ("UPDATE evidence SET source = 'platform' WHERE position = 7", 7),
        ("UPDATE evidence SET file_digest = repeat('a', 64) WHERE position = 4", 4),
        ("DELETE FROM evidence WHERE position = 2", 2),
        ("UPDATE evidence SET digest = repeat('0', 64) WHERE position = 2", 2),
    ],
)
def test_whatever_is_changed_afterwards_is_found_at_its_place(order_id, change, where):
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert chain.broken_at(links_of(order_id)) == where
