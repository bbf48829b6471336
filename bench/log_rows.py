"""Goods and their events in bulk, as the business side writes them, to be written into the log."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection

from weikameng.records.writing import catalogue
from weikameng.services import demo_data

LIFE = ["issued", "listed", "sold", "delivered", "revealed", "activated", "used"]
_GOODS = """
WITH cards AS (
    INSERT INTO card_stock (product_id, secret)
    SELECT p.id, '' FROM product p, generate_series(1, %(count)s) WHERE p.sku = %(sku)s
    RETURNING id
)
INSERT INTO ledger_good (id, card_id, sku, salt)
SELECT gen_random_uuid(), id, %(sku)s, sha256(id::text::bytea) FROM cards
RETURNING id
"""
_EVENTS = """
INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku, commits)
SELECT g.id, s.seq, (%(life)s::text[])[s.seq + 1], %(at)s, 'platform', 'game-card-60',
       jsonb_build_object('order', %(hash)s::text, 'claim', %(hash)s::text)
FROM unnest(%(goods)s::uuid[]) AS g(id), generate_series(%(first)s, %(last)s) AS s(seq)
ORDER BY s.seq, g.id
"""
_SKU = "game-card-60"
_HASH = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"


def new_goods(count: int) -> list[UUID]:
    """Goods that nothing has happened to yet."""
    fields = next(one for one in demo_data.PRODUCTS if one["sku"] == _SKU)
    catalogue.keep_product(_SKU, fields)
    with connection.cursor() as cursor:
        cursor.execute(_GOODS, {"count": count, "sku": _SKU})
        return [good for (good,) in cursor.fetchall()]


def happen(goods: list[UUID], first: int, last: int) -> None:
    """Have the events of these places in ``LIFE`` happen to goods."""
    given = {"goods": goods, "first": first, "last": last, "life": LIFE, "hash": _HASH}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, given | {"at": datetime.now(UTC)})
