"""Limits the database itself holds, whoever writes: here by statements of our own (P1, R2.7)."""

import pytest
from django.db import IntegrityError, connection

from tests.cast import asks
from weikameng.records.models import CaseUnit, Payout
from weikameng.services import refunds

FORBIDDEN = [
    ("UPDATE shop_order SET refunding_minor = paid_minor + 1", "order_refunds_within_paid"),
    ("UPDATE shop_order SET refunding_minor = -1", "order_refunds_within_paid"),
    ("UPDATE order_unit SET refunding_minor = paid_minor + 1", "unit_refunds_within_paid"),
    ("UPDATE tender SET refunding_minor = amount_minor + 1", "tender_refunds_within_paid"),
    ("UPDATE wallet SET balance_minor = -1", "wallet_never_below_zero"),
    (
        "INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, leased_by,"
        " attempts, last_code, provider_reference, created_at)"
        " SELECT '1', case_id, tender_id, route, 0, state, '', 0, '', '', created_at FROM payout",
        "payout_above_zero",
    ),
    (
        "INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)"
        " SELECT cause, kind, debit, credit, amount_minor, payout_id, at FROM book_entry",
        "book_entry_cause",
    ),
    (
        "INSERT INTO case_unit (case_id, unit_id, amount_minor, open)"
        " SELECT case_id, unit_id, 0, true FROM case_unit",
        "one_open_case_per_unit",
    ),
    (
        "INSERT INTO evidence (order_id, position, kind, source, body, file_digest, at, digest)"
        " SELECT order_id, position, kind, source, body, file_digest, at, digest FROM evidence",
        "evidence_position_once",
    ),
    (
        "INSERT INTO wallet_entry (wallet_id, amount_minor, cause, at)"
        " SELECT wallet_id, amount_minor, cause, at FROM wallet_entry",
        "wallet_entry_cause",
    ),
]


@pytest.mark.parametrize(("statement", "limit"), FORBIDDEN, ids=[row[1] for row in FORBIDDEN])
def test_the_database_refuses(cast, statement, limit):
    order = cast.buys("game-card-3", use_balance_minor=100)
    refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at)
    assert CaseUnit.objects.filter(open=True).count() == 1
    assert Payout.objects.count() == 2
    with connection.cursor() as cursor, pytest.raises(IntegrityError, match=limit):
        cursor.execute(statement)
