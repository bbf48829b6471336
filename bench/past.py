"""A long history for backtests: a few thousand different rounds, decided by the shipped policy and
copied by the database until there are as many as asked for."""

import json
import random
from datetime import datetime, timedelta

from django.db import connection

from weikameng.domain.policy import Policy, decide, facts_to_json, to_json
from weikameng.domain.policy.facts import (
    ApplicationFacts,
    Facts,
    OrderFacts,
    SupplierFacts,
    TenderFacts,
    UnitFacts,
)
from weikameng.domain.policy.window import BEIJING

DIFFERENT = 4000
BEGUN = datetime(2026, 1, 5, 9, tzinfo=BEIJING)
AMOUNTS_MINOR = (100, 1500, 3000, 4999, 5000, 5500, 5999, 6000, 9900, 20000, 50000, 60000)
USAGES = ("none", "none", "none", "revealed", "activated", "used", "unknown")


def rounds(policy: Policy, count: int = DIFFERENT) -> list[tuple[Facts, datetime]]:
    """Return that many different rounds, the same ones every time."""
    chance = random.Random(7)
    return [_round(policy, chance) for _ in range(count)]


def _round(policy: Policy, chance: random.Random) -> tuple[Facts, datetime]:
    completed = BEGUN + timedelta(minutes=chance.randrange(300 * 24 * 60))
    price = chance.choice(AMOUNTS_MINOR)
    units = tuple(
        UnitFacts(str(at), price, price, chance.choice(USAGES))
        for at in range(chance.choice([1, 1, 2]))
    )
    paid = price * len(units)
    reason = policy.reasons[chance.choice(list(policy.reasons))]
    supplier = SupplierFacts(
        chance.choice(["success", "success", "failed", "processing"]),
        chance.choice([None, True, False]),
    )
    order = OrderFacts(
        goods_kind=chance.choice(list(policy.goods)),
        units=units,
        tenders=(TenderFacts("alipay", paid),),
        list_total_minor=paid,
        paid_minor=paid,
        paid_at=completed,
        completed_at=completed,
        delivered=chance.random() < 0.9,
        supplier=chance.choice([None, supplier]),
    )
    application = ApplicationFacts(
        reason=reason.code,
        evidence=frozenset(chance.choice([(), (*reason.all_of, *reason.any_of)])),
        description_quality=chance.choice(["good", "good", "vague"]),
    )
    return Facts(order, application), completed + timedelta(hours=chance.randrange(20 * 24))


def fill(policy: Policy, count: int) -> None:
    """Write ``count`` decided rounds, each in a case of its own, on one order of the shop."""
    rows = [
        (at, json.dumps(facts_to_json(facts)), json.dumps(to_json(decide(policy, facts, at))))
        for facts, at in rounds(policy)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PAST)
        cursor.executemany("INSERT INTO past (at, facts, said) VALUES (%s, %s, %s)", rows)
        cursor.execute(_CASES, {"count": count})
        cursor.execute(_ROUNDS, {"different": len(rows)})
        cursor.execute("ANALYZE case_round, refund_case")


_PAST = "CREATE TEMP TABLE past (id serial, at timestamptz, facts jsonb, said jsonb)"
_CASES = """
INSERT INTO refund_case (number, order_id, buyer_id, state, revision, round, route, channel,
                         amount_minor, applied_at)
SELECT 'P' || lpad(i::text, 12, '0'), o.id, o.buyer_id, 'closed', 1, 1, 'standard', 'form', 0, now()
FROM generate_series(1, %(count)s) i, (SELECT id, buyer_id FROM shop_order ORDER BY id LIMIT 1) o
"""
_ROUNDS = """
INSERT INTO case_round (case_id, round, reason, narrative, facts, decision, at)
SELECT c.id, 1, p.facts->'application'->>'reason', '', p.facts, p.said, p.at
FROM refund_case c JOIN past p ON p.id = c.id %% %(different)s + 1
WHERE c.number LIKE 'P%%'
"""
