"""A database of the release before the books had causes: its entries live on, and add up (R4.6)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cast import START
from tests.services.test_policy_migration import migrate
from weikameng.domain.recovery import Month
from weikameng.records.models import BookEntry
from weikameng.records.reading import books, recovery
from weikameng.records.reading.audit_money import broken_laws
from weikameng.services import setup

BEFORE = [("records", "0008_decisions_in_short")]


@pytest.fixture
def former(transactional_db):
    """The tables as they were; afterwards as they are."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("records")
    yield migrate(BEFORE), latest
    migrate(latest)


def refund(apps, number, *, bearer, settled):
    """A case of 3.00 with its payout and its entries, as they were written then."""
    buyer, _ = apps.get_model("records", "User").objects.get_or_create(username="xiaolin")
    version, _ = apps.get_model("records", "PolicyVersion").objects.get_or_create(
        version="2026.1-old",
        defaults={
            "text": "",
            "digest": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "effective_at": datetime(2020, 1, 1, tzinfo=UTC),
            "changed_at": START,
            "state": "published",
            "shipped": True,
        },
    )
    product, _ = apps.get_model("records", "Product").objects.get_or_create(
        sku="card",
        defaults={"kind": "game_card_key", "price_minor": 300, "fulfilment": "key"}
        | {"supplier": "福禄"},
    )
    paid = {"paid_minor": 300, "refunding_minor": 300}
    order = apps.get_model("records", "Order").objects.create(
        number=f"1{number}",
        buyer=buyer,
        product=product,
        policy=version,
        progress="delivered",
        list_total_minor=300,
        created_at=START,
        **paid,
    )
    unit = apps.get_model("records", "OrderUnit").objects.create(
        order=order, position=1, price_minor=300, **paid
    )
    tender = apps.get_model("records", "Tender").objects.create(
        order=order, position=1, route="sandbox", amount_minor=300, refunding_minor=300
    )
    case = apps.get_model("records", "RefundCase").objects.create(
        number=f"2{number}",
        order=order,
        buyer=buyer,
        state="refunded" if settled else "paying",
        route="standard",
        amount_minor=300,
        applied_at=START,
    )
    apps.get_model("records", "CaseUnit").objects.create(
        case=case, unit=unit, amount_minor=300, open=not settled
    )
    apps.get_model("records", "CaseRound").objects.create(
        case=case,
        round=1,
        reason="OTHER",
        facts={},
        decision={"policy_version": "2026.1"},
        at=START,
    )
    payout = apps.get_model("records", "Payout").objects.create(
        number=f"2{number}01",
        case=case,
        tender=tender,
        route="sandbox",
        amount_minor=300,
        state="settled" if settled else "accepted",
        created_at=START,
        settled_at=START if settled else None,
    )
    entries = apps.get_model("records", "BookEntry").objects
    fixed = {"amount_minor": 300, "payout": payout, "at": START}
    entries.create(debit=f"refunds:{bearer}", credit="refunds_payable", **fixed)
    if settled:
        entries.create(debit="refunds_payable", credit="channel:sandbox", **fixed)


def test_old_entries_get_causes_accounts_and_the_name_of_their_supplier(former):
    apps, latest = former
    refund(apps, "26111800000001", bearer="supplier", settled=True)
    refund(apps, "26111800000002", bearer="platform", settled=False)
    migrate(latest)
    setup.publish_shipped_policy(START)
    told = BookEntry.objects.order_by("id").values_list("cause", "kind", "debit", "credit")
    assert list(told) == [
        ("owed:22611180000000101", "owed", "recovery:福禄", "claims"),
        ("settled:22611180000000101:1", "settled", "claims", "clearing:sandbox"),
        ("owed:22611180000000201", "owed", "cost:platform", "claims"),
    ]
    assert list(broken_laws()) == []
    assert {row.account: row.balance_minor for row in books.trial_balance()} == {
        "claims": -300,
        "clearing:sandbox": -300,
        "cost:platform": 300,
        "recovery:福禄": 300,
    }
    (standing,) = recovery.standings(["福禄"])
    assert standing.open_minor == recovery.total_of("福禄", Month(2026, 11)) == 300
