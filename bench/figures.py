"""The supervisor's figures of a hundred thousand cases: what each costs, and the whole page."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bench.database import PRICE_MINOR, Stock
from weikameng.domain.figures.period import last_days
from weikameng.services import figures

LOOKS = 3
# Of a thousand: six hundred at one click, two hundred by a person, ten still with somebody; the
# others were refused.
_CASES = """
WITH cases AS (
    INSERT INTO refund_case (number, order_id, buyer_id, state, revision, round, route, channel,
        amount_minor, reason, goods_kind, at_stake_minor, applied_at, due_at, settled_at)
    SELECT '2' || substr(number, 2), id, buyer_id,
        CASE WHEN id %% 1000 < 800 THEN 'refunded' WHEN id %% 1000 < 990 THEN 'rejected'
             ELSE 'reviewing' END, 5, 1,
        CASE WHEN id %% 1000 < 600 THEN 'one_click' ELSE 'standard' END, 'form',
        CASE WHEN id %% 1000 < 800 THEN %(price)s ELSE 0 END, 'NOT_ACTIVATED', 'game_card_key',
        %(price)s, %(at)s - id %% 1999 * interval '1 hour',
        CASE WHEN id %% 1000 >= 990 THEN %(at)s + id %% 72 * interval '1 hour' END,
        CASE WHEN id %% 1000 < 800 THEN %(at)s - (id %% 1999 - 1) * interval '1 hour' END
    FROM shop_order WHERE id BETWEEN %(first)s AND %(last)s
    RETURNING id, state, route, applied_at, order_id, number
), lines AS (
    INSERT INTO case_event (case_id, revision, event, state, actor, because, at)
    SELECT c.id, l.revision, l.event, l.state, l.actor, '', c.applied_at + l.after
    FROM cases c JOIN (VALUES
        ('one_click', 'refunded', 1, 'apply', 'screening', 'buyer', interval '0'),
        ('one_click', 'refunded', 2, 'clear', 'approved', 'system', interval '0'),
        ('one_click', 'refunded', 3, 'pay', 'paying', 'system', interval '0'),
        ('one_click', 'refunded', 4, 'settle', 'refunded', 'route:alipay', interval '1 hour'),
        ('standard', 'refunded', 1, 'apply', 'screening', 'buyer', interval '0'),
        ('standard', 'refunded', 2, 'refer', 'reviewing', 'system', interval '1 minute'),
        ('standard', 'refunded', 3, 'approve', 'approved', 'staff:3', interval '40 minutes'),
        ('standard', 'refunded', 4, 'pay', 'paying', 'system', interval '40 minutes'),
        ('standard', 'refunded', 5, 'settle', 'refunded', 'route:alipay', interval '1 hour'),
        ('standard', 'rejected', 1, 'apply', 'screening', 'buyer', interval '0'),
        ('standard', 'rejected', 2, 'refer', 'reviewing', 'system', interval '1 minute'),
        ('standard', 'rejected', 3, 'reject', 'rejected', 'staff:3', interval '9 hours'),
        ('standard', 'reviewing', 1, 'apply', 'screening', 'buyer', interval '0'),
        ('standard', 'reviewing', 2, 'refer', 'reviewing', 'system', interval '1 minute')
    ) AS l (route, ends, revision, event, state, actor, after)
      ON l.route = c.route AND l.ends = c.state
), legs AS (
    INSERT INTO payout (number, case_id, tender_id, route, amount_minor, state, leased_by,
        attempts, last_code, provider_reference, created_at, promised_at, first_sent_at, settled_at)
    SELECT '4' || c.number, c.id, t.id, 'alipay', %(price)s, 'settled', '', 1, '', '',
        c.applied_at, c.applied_at + interval '3 days', c.applied_at + interval '1 minute',
        c.applied_at + interval '1 hour'
    FROM cases c JOIN tender t ON t.order_id = c.order_id WHERE c.state = 'refunded'
    RETURNING id, number, created_at
), heard AS (
    INSERT INTO payout_receipt (payout_id, verb, outcome, code, at)
    SELECT id, 'refund', 'settled', '', created_at + interval '1 minute' FROM legs
), booked AS (
    INSERT INTO book_entry (cause, kind, debit, credit, amount_minor, payout_id, at)
    SELECT 'owed:' || number, 'owed', 'cost:platform', 'claims', %(price)s, id, created_at
    FROM legs
)
SELECT count(*) FROM legs
"""
_RATINGS = """
INSERT INTO case_rating (case_id, score, said, rated_at, changed_at)
SELECT id, 1 + id %% 5, '', %(at)s, %(at)s FROM refund_case WHERE state = 'refunded' AND id %% 3 = 0
"""


def show(stock: Stock) -> None:
    """Print the median of every figure and of the page, each of ninety days."""
    at = datetime.now(UTC)
    given = {
        "first": stock.first_order,
        "last": stock.first_order + stock.count - 1,
        "price": PRICE_MINOR,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, given)
        cursor.execute(_RATINGS, given)
        cursor.execute("VACUUM ANALYZE")
    period = last_days(90, datetime.now(UTC))
    print(f"figures of {stock.count} cases in 90 days, medians:")
    for code in figures.CODES:
        print(f"  {code}: {_median(lambda code=code: figures.one_of(code, period)):.0f} ms")
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["testserver"]
    browser = Client()
    person = get_user_model().objects.get(username="laochen")
    browser.force_login(person, settings.AUTHENTICATION_BACKENDS[0])
    for days in (30, 90):
        took = _median(lambda days=days: browser.get(f"/desk/figures/?days={days}"))
        print(f"  the page of {days} days: {took:.0f} ms")


def _median(work: Callable[[], object]) -> float:
    spans = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        work()
        spans.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spans)
