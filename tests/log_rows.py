"""Goods and waiting events in bulk, as the business side writes them, for tests of the log."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import connection

from weikameng.services.log_identity import log_identity
from weikameng.services.sequencing import Sequencer, alone

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LIFE = ("issued", "listed", "sold", "delivered", "revealed", "activated", "used")
_PRODUCT = """
INSERT INTO product (sku, kind, name_zh, name_en, about_zh, about_en, price_minor, fulfilment,
                     supplier, account_label_zh, account_label_en, zones, promised_minutes,
                     cross_border, promise_7d, on_sale)
VALUES ('log-card', 'game_card_key', '卡', 'card', '', '', 300, 'key', 'sandbox', '', '', '[]', 10,
        false, false, true)
RETURNING id
"""
_GOODS = """
WITH cards AS (
    INSERT INTO card_stock (product_id, secret)
    SELECT %(product)s, '' FROM generate_series(1, %(count)s) RETURNING id
)
INSERT INTO ledger_good (id, card_id, sku, salt)
SELECT gen_random_uuid(), id, 'log-card', decode(repeat('ab', 32), 'hex') FROM cards
RETURNING id
"""
_EVENTS = """
INSERT INTO ledger_outbox (good_id, seq, type, at, actor, sku, commits)
SELECT g.id, s.seq, (%(life)s::text[])[s.seq + 1], %(at)s, 'platform', 'log-card',
       %(commits)s::jsonb
FROM unnest(%(goods)s::uuid[]) AS g(id), generate_series(%(first)s, %(last)s) AS s(seq)
ORDER BY s.seq, g.id
"""
COMMITTED = '{"order": "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"}'


def goods(count: int) -> list[UUID]:
    """Goods that nothing has happened to yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM product WHERE sku = 'log-card'")
        row = cursor.fetchone()
        if row is None:
            cursor.execute(_PRODUCT)
            row = cursor.fetchone()
        cursor.execute(_GOODS, {"product": row[0], "count": count})
        return [good for (good,) in cursor.fetchall()]


def happen(listed: list[UUID], first: int, last: int) -> int:
    """Have the events of these places in ``LIFE`` happen to goods; return how many there are."""
    given = {"goods": listed, "first": first, "last": last, "life": list(LIFE), "at": AT}
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, given | {"commits": COMMITTED})
        return int(cursor.rowcount)


def sequenced(at: datetime = AT) -> Sequencer:
    """Take over as the sequencer and write down all that waits."""
    sequencer = Sequencer(log_identity())
    with alone() as mine:
        assert mine, "another sequencer holds the lock"
        sequencer.begin(at)
        while sequencer.round(at + timedelta(seconds=1)):
            pass
    return sequencer


def remember_in(settings, folder: Path) -> None:
    """Keep the head signed last in a folder of this test: the database is emptied between tests."""
    settings.LOG_DIR = folder
