"""The audit: silent in a sound memory, and it names whatever was planted by hand."""

import pytest
from django.db import connection

from tests.cast import asks
from weikameng.domain.case_life import State
from weikameng.records.reading.audit import audit
from weikameng.services import refunds

PLANTED = [
    ("UPDATE refund_case SET state = 'rejected'", "replay == state"),
    ("UPDATE refund_case SET revision = 9", "replay == state"),
    ("UPDATE case_event SET event = 'withdraw' WHERE revision = 2", "replay == state"),
    ("UPDATE case_event SET event = 'teleport' WHERE revision = 2", "replay == state"),
    ("UPDATE case_event SET state = 'paying' WHERE revision = 4", "replay == state"),
    ("DELETE FROM case_event WHERE revision = 2", "replay == state"),
    ("UPDATE case_unit SET open = true", "open == state"),
    ("UPDATE order_unit SET frozen = false", "unit is frozen"),
    ("UPDATE tender SET refunding_minor = 1 WHERE route = 'sandbox'", "payouts == tender"),
    ("UPDATE tender SET refunding_minor = 0 WHERE route = 'sandbox'", "payouts == tender"),
    ("UPDATE shop_order SET refunding_minor = 1", "tenders == order"),
    ("UPDATE order_unit SET refunding_minor = 1", "units == order"),
    ("UPDATE payout SET amount_minor = 1 WHERE route = 'sandbox'", "books == payouts"),
    ("DELETE FROM book_entry WHERE credit = 'claims'", "books == payouts"),
    ("DELETE FROM book_entry WHERE debit = 'claims'", "books == payouts"),
    ("UPDATE payout SET state = 'unknown'", "refunded == settled"),
    ("UPDATE refund_case SET amount_minor = 1", "payouts == case"),
    ("UPDATE wallet SET balance_minor = balance_minor + 1", "entries == wallet"),
    ("DELETE FROM wallet_entry WHERE amount_minor = 100", "wallet was credited"),
]


@pytest.fixture
def refunded(cast):
    """A refund of a balance leg and a channel leg, come to its end."""
    order = cast.buys("game-card-3", use_balance_minor=100)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out()
    assert cast.comes_to(case) is State.REFUNDED
    return case


def test_a_sound_memory_has_no_findings(refunded):
    assert audit() == []


@pytest.mark.parametrize(("statement", "law"), PLANTED, ids=[law[0][:60] for law in PLANTED])
def test_whatever_is_planted_is_found(refunded, statement, law):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount
    assert law in {finding.law for finding in audit()}
