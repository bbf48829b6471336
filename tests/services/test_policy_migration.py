"""A database of the release before policy texts: its version and its orders live on (N1)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cast import START, enter
from weikameng.records.documents import shipped, shipped_policy_text
from weikameng.records.models import CaseRound
from weikameng.records.reading import policies
from weikameng.records.reading.audit import audit
from weikameng.records.reading.photograph import photograph
from weikameng.services import setup

BEFORE = [("records", "0002_serials")]


def migrate(target):
    executor = MigrationExecutor(connection)
    executor.migrate(target)
    return executor.loader.project_state(target).apps


@pytest.fixture
def former(transactional_db):
    """The tables as they were; afterwards as they are."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("records")
    yield migrate(BEFORE)
    migrate(latest)


def old_order(apps, version, number):
    """An order, placed and paid, in the tables as they were."""
    buyer, _ = apps.get_model("records", "User").objects.get_or_create(username="xiaolin")
    product, _ = apps.get_model("records", "Product").objects.get_or_create(
        sku="game-card-3",
        defaults={
            "kind": "game_card_key",
            "name_zh": "点卡",
            "name_en": "card",
            "price_minor": 300,
            "fulfilment": "key",
        },
    )
    order = apps.get_model("records", "Order").objects.create(
        number=number,
        buyer=buyer,
        product=product,
        policy=version,
        progress="delivered",
        list_total_minor=300,
        paid_minor=300,
        created_at=START,
        paid_at=START,
        completed_at=START,
    )
    case = apps.get_model("records", "RefundCase").objects.create(
        number=number,
        order=order,
        buyer=buyer,
        state="rejected",
        route="standard",
        amount_minor=0,
        applied_at=START,
    )
    return apps.get_model("records", "CaseRound").objects.create(
        case=case,
        round=1,
        reason="OTHER",
        facts={},
        decision={"policy_version": version.version, "outcome": "reject"},
        at=START,
    )


def test_rows_keep_their_place_and_the_version_becomes_the_shipped_text(former):
    versions = former.get_model("records", "PolicyVersion").objects
    always = datetime(2020, 1, 1, tzinfo=UTC)
    old = versions.create(
        version="2026.1-draft", document={"a": 1}, digest="0" * 64, effective_at=always
    )
    stray = versions.create(version="stray", document={}, digest="1" * 64, effective_at=START)
    told = [old_order(former, old, "1" * 16), old_order(former, stray, "2" * 16)]
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes("records"))
    setup.publish_shipped_policy(START)  # as `weikameng migrate` does
    (reign,) = policies.published()
    assert (reign.row.pk, reign.row.effective_at, reign.row.shipped) == (old.pk, always, True)
    name = reign.row.version
    assert name != "2026.1-draft"
    assert policies.policy(name).version == name
    assert [line.note for line in policies.events(name)] == ["was 2026.1-draft"]
    for round_before in told:
        order = round_before.case.order
        photo = photograph(order.number, buyer_id=order.buyer_id, at=START)
        assert photo is not None
        assert photo.policy_version == name
    rounds = type(told[0]).objects.values_list("decision", flat=True)
    assert [decision["policy_version"] for decision in rounds] == [name, name]
    assert [finding for finding in audit() if "policy" in finding.what] == []


def test_an_empty_database_gets_its_version_when_it_is_set_up(former):
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes("records"))
    assert policies.published() == []
    cast = enter()
    assert cast.pays("game-card-3")


def test_a_decision_kept_row_by_row_is_told_again_in_the_present_words(former):
    always = datetime(2020, 1, 1, tzinfo=UTC)
    version = former.get_model("records", "PolicyVersion").objects.create(
        version="2026.1-draft", document={"a": 1}, digest="0" * 64, effective_at=always
    )
    row = old_order(former, version, "4720261118000019")
    now = policies.policy_of(shipped_policy_text(), shipped("cn_calendar"))
    rules = [rule.id for rule in (*now.rules, *now.brakes)]
    tested = [_tested(rule, "decides" if rule == "used" else "passes") for rule in rules]
    row.decision |= {
        "tested": tested,
        "route": "none",
        "clauses": ["B1"],
        "amount_minor": None,
        "split": [],
        "per_unit": [],
        "missing": [],
        "changes_at": None,
        "changes": [["new_proof", ""]],
        "at_stake_minor": 300,
    }
    row.save()
    migrate([("records", "0008_decisions_in_short")])
    policies.policy.cache_clear()
    stored = CaseRound.objects.get(pk=row.pk).decision
    decision = policies.decision_of(stored)
    assert "tested" not in stored
    assert [result.rule for result in decision.deciding] == ["used"]
    assert "已激活" in decision.sentence.zh
    assert decision.what_would_change[0].en.startswith("apply again")


def _tested(rule, verdict):
    row = {"rule": rule, "clause": "B1", "verdict": verdict, "read": [["usage", "activated"]]}
    return row | {"told": "used"} if verdict == "decides" else row
