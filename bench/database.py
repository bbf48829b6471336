"""Fills the scratch database: many buyers with a token each, and paid orders to be refunded."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from bench.names import ORDERS_A_BUYER
from weikameng.services import demo as demo_service
from weikameng.services import setup

PRICE_MINOR = 300
ORDERS_AT_ONCE = 200_000  # in one statement, whatever the number wanted


@dataclass
class Stock:
    """Orders that can each be refunded once; ``take`` hands out places nobody had before."""

    count: int
    first_buyer: int
    first_order: int
    first_unit: int
    first_tender: int
    taken: int = 0

    def buyer_of(self, place: int) -> int:
        """Return the id of the buyer of the order at a place."""
        return self.first_buyer + place // ORDERS_A_BUYER

    def take(self, count: int) -> range:
        """Return the next places; IndexError when the stock is used up."""
        start = self.taken
        self.taken += count
        if self.taken > self.count:
            raise IndexError("not enough orders; raise --orders")
        return range(start, self.taken)


def fill(count: int) -> Stock:
    """Migrate, seed, and write people and orders in bulk; returns what there is to refund."""
    call_command("migrate", verbosity=0)
    at = datetime.now(UTC)
    setup.publish_shipped_policy(at)
    demo_service.seed(at)
    given = {
        "buyers": count // ORDERS_A_BUYER + 1,
        "each": ORDERS_A_BUYER,
        "price": PRICE_MINOR,
        "at": at - timedelta(days=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS, given)
        first_buyer = cursor.fetchone()[0]
        for start in range(0, count, ORDERS_AT_ONCE):
            span = {"start": start, "end": min(start + ORDERS_AT_ONCE, count)}
            cursor.execute(_ORDERS, given | span | {"first": first_buyer})
        cursor.execute(_IN_ORDER)
        first_order, first_unit, first_tender, astray = cursor.fetchone()
        assert not astray, "ids must follow the places, or pgbench would ask for other rows"
        cursor.execute("VACUUM ANALYZE")
    return Stock(count, first_buyer, first_order, first_unit, first_tender)


_BUYERS = """
WITH people AS (
    INSERT INTO person (username, password, first_name, last_name, email, is_superuser, is_staff,
        is_active, date_joined, role, display_name)
    SELECT 'bench' || place, '!', '', '', '', false, false, true, %(at)s, 'buyer', ''
    FROM generate_series(0, %(buyers)s - 1) place ORDER BY place
    RETURNING id, substr(username, 6) AS place
), tokens AS (
    INSERT INTO api_token (owner_id, name, digest, scopes, created_at)
    SELECT id, 'bench', encode(sha256(convert_to('wkm_bench_' || place, 'UTF8')), 'hex'),
        '["refunds:read", "refunds:write"]', %(at)s FROM people
)
SELECT min(id) FROM people
"""
_ORDERS = """
WITH good AS (
    SELECT id FROM product WHERE sku = 'game-card-3'
), orders AS (
    INSERT INTO shop_order (number, buyer_id, product_id, policy_id, progress, list_total_minor,
        paid_minor, refunding_minor, currency, account, zone, cross_border, created_at, paid_at,
        completed_at, supplier_status, supplier_code, chargeback_open)
    SELECT '9' || lpad(place::text, 15, '0'), %(first)s + place / %(each)s, good.id,
        policy_version.id, 'delivered', %(price)s, %(price)s, 0, 'CNY', '', '', false,
        %(at)s, %(at)s, %(at)s, '', '', false
    FROM generate_series(%(start)s::bigint, %(end)s - 1) place, good, policy_version ORDER BY place
    RETURNING id
), units AS (
    INSERT INTO order_unit (order_id, position, price_minor, paid_minor, refunding_minor, usage,
        used_days, frozen)
    SELECT id, 1, %(price)s, %(price)s, 0, 'none', 0, false FROM orders
    RETURNING id
), lives AS (
    INSERT INTO ledger_good (id, unit_id, sku, salt, state, next_seq)
    SELECT ('00000000-0000-4000-8000-' || lpad(to_hex(id), 12, '0'))::uuid, id, 'game-card-3',
        sha256(id::text::bytea), 'delivered', 4 FROM units
), tenders AS (
    INSERT INTO tender (order_id, position, route, amount_minor, refunding_minor, status,
        payment_reference, paid_at)
    SELECT id, 1, 'sandbox', %(price)s, 0, 'active', 'SB' || id, %(at)s FROM orders
)
INSERT INTO evidence (order_id, position, kind, source, body, file_digest, at, digest)
SELECT id, 1, 'order_snapshot', 'platform', '{}', '', %(at)s, repeat('0', 64) FROM orders
"""
_IN_ORDER = """
SELECT min(o.id), min(u.id), min(t.id),
       count(*) FILTER (WHERE o.id - u.id <> f.unit OR o.id - t.id <> f.tender
                        OR o.id - substr(o.number, 2)::bigint <> f.first)
FROM shop_order o JOIN order_unit u ON u.order_id = o.id JOIN tender t ON t.order_id = o.id,
     (SELECT (SELECT min(id) FROM shop_order) - (SELECT min(id) FROM order_unit) AS unit,
             (SELECT min(id) FROM shop_order) - (SELECT min(id) FROM tender) AS tender,
             (SELECT min(id) FROM shop_order) AS first) f
"""
