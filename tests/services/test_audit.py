"""The audit: silent in a sound memory, and it names whatever was planted by hand."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import asks
from tests.tampering import tamper
from weikameng.domain.case_life import State
from weikameng.records.reading.audit import audit
from weikameng.services import refunds

NEW_ENTRY = (
    "INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)"
    " SELECT {}, paid_at FROM shop_order"
)
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
    ("UPDATE book_entry SET amount_minor = 7 WHERE kind = 'settled'", "books == payouts"),
    ("UPDATE payout SET settlements = 2", "books == payouts"),
    ("DELETE FROM book_entry WHERE credit = 'claims'", "claims == unpaid"),
    (NEW_ENTRY.format("'owed:x', 'owed', 'cost:platform', 'claims', 5, NULL"), "claims == unpaid"),
    (
        NEW_ENTRY.format("'settled:x', 'settled', 'claims', 'clearing:x', 5, NULL"),
        "claims == unpaid",
    ),
    ("UPDATE book_entry SET debit = 'recovery:x' WHERE kind = 'settled'", "entry fits its kind"),
    ("UPDATE book_entry SET kind = 'gift' WHERE kind = 'settled'", "entry fits its kind"),
    ("UPDATE book_entry SET cause = 'x' || cause", "entry fits its kind"),
    (
        "INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)"
        " SELECT 'reassigned:x', 'reassigned', 'recovery:a', 'recovery:b', 5, id, created_at"
        " FROM payout WHERE route = 'sandbox'",
        "one bearer a leg",
    ),
    ("UPDATE payout SET state = 'replaced' WHERE route = 'sandbox'", "successors == replaced"),
    (
        "UPDATE payout SET replaces_id = (SELECT id FROM payout WHERE route = 'wallet')"
        " WHERE route = 'sandbox'",
        "successors == replaced",
    ),
    ("UPDATE payout SET route = 'chargeback' WHERE route = 'sandbox'", "payouts == tender"),
    (
        "INSERT INTO complaint (order_id, tender_id, kind, reference, amount_minor, note,"
        " opened_at, recorded_by_id, closed_at, closed_by_id, outcome, paid_minor, closing_note)"
        " SELECT order_id, id, 'chargeback', 'C1', 5, '', paid_at, {acai}, paid_at, {acai}, 'paid',"
        " 5, '' FROM (SELECT t.id, t.order_id, o.paid_at FROM tender t"
        " JOIN shop_order o ON o.id = t.order_id WHERE t.route = 'sandbox') t",
        "payouts == tender",
    ),
    (
        "INSERT INTO complaint (order_id, tender_id, kind, reference, amount_minor, note,"
        " opened_at, recorded_by_id, outcome, paid_minor, closing_note)"
        " SELECT order_id, id, 'complaint', 'C1', 5, '', now(), {acai}, '', 0, '' FROM tender"
        " WHERE route = 'sandbox'",
        "complaint == its history",
    ),
    ("UPDATE shop_order SET chargeback_open = true", "held == complained"),
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
def test_whatever_is_planted_is_found(cast, refunded, statement, law):
    assert tamper(statement.replace("{acai}", str(cast.ids["acai"])))
    assert law in {finding.law for finding in audit()}


def test_the_books_are_only_added_to(refunded):
    for statement in ("UPDATE book_entry SET note = 'x'", "DELETE FROM book_entry"):
        with pytest.raises(DatabaseError, match="book_entry_is_kept"), transaction.atomic():
            connection.cursor().execute(statement)
    assert audit() == []


def test_an_audit_costs_the_same_for_one_refund_and_for_many(cast, refunded):
    def cost():
        with CaptureQueriesContext(connection) as meter:
            assert audit() == []
        return len(meter)

    one = cost()
    for _ in range(3):
        case = refunds.apply(asks(cast.buys("game-card-3")), buyer_id=cast.xiaolin, at=cast.at)
        cast.pays_out()
        assert case
        cast.later(days=31)
    assert cost() == one
