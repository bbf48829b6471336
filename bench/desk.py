"""The desk with many open cases: its page and taking the next case, beside the bare statements."""

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.database import PRICE_MINOR, Stock
from weikameng.domain.policy.publishing import Actor
from weikameng.records.address import conninfo
from weikameng.services import claims_at_desk

LOOKS, CLAIMS = 20, 18  # one person holds at most 20
PAGES = {
    "the queue": "/desk/",
    "nobody's": "/desk/?show=nobody",
    "a rare reason": "/desk/?reason=MINOR",
    "an amount nobody paid": "/desk/?least=900000",
    "pictures that agree (there are none)": "/desk/?pictures=agrees",
    "page 500": "/desk/?page=500",
}
_CASES = """
WITH cases AS (
    INSERT INTO refund_case (number, order_id, buyer_id, state, revision, round, route, channel,
        amount_minor, reason, goods_kind, at_stake_minor, applied_at, due_at)
    SELECT '2' || substr(number, 2), id, buyer_id, 'reviewing', 2, 1, 'standard', 'form', 0,
        CASE WHEN id %% 5000 = 0 THEN 'MINOR' ELSE 'NOT_ARRIVED' END, 'game_card', %(price)s,
        %(at)s, %(at)s + (id %% 72) * interval '1 hour'
    FROM shop_order WHERE id BETWEEN %(first)s AND %(last)s
    RETURNING id
)
INSERT INTO case_event (case_id, revision, event, state, actor, because, at)
SELECT id, revision, event, state, 'system', '', %(at)s FROM cases, (VALUES
    (1, 'apply', 'screening'), (2, 'refer', 'reviewing')) AS line (revision, event, state)
"""


def show(stock: Stock) -> None:
    """Print what each page and a claim cost, and the same statements without us."""
    _fill(stock)
    settings.DEMO, settings.ALLOWED_HOSTS = True, ["testserver"]
    people = get_user_model().objects
    reviewer = people.get(username="zhoujie")
    browser = Client()
    browser.force_login(reviewer, settings.AUTHENTICATION_BACKENDS[0])
    print(f"{stock.count} open cases at the desk, medians:")
    with psycopg.connect(conninfo(), autocommit=True) as bare:
        for name, path in PAGES.items():
            _told(name, *_page(browser, path, bare))
        people.filter(role="supervisor").update(role="reviewer")
        _told("taking the next case", *_claims(bare))


def _fill(stock: Stock) -> None:
    given: dict[str, Any] = {
        "first": stock.first_order,
        "last": stock.first_order + stock.count - 1,
        "price": PRICE_MINOR,
        "at": datetime.now(UTC),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CASES, given)
        cursor.execute("VACUUM ANALYZE refund_case, case_event, desk_claim")


def _page(browser: Client, path: str, bare: psycopg.Connection) -> tuple[float, float, int]:
    assert browser.get(path).status_code == 200
    with CaptureQueriesContext(connection) as meter:
        browser.get(path)
    statements = [query["sql"] for query in meter.captured_queries]
    ours = _median(lambda: browser.get(path))
    return ours, _median(lambda: _all(bare, statements)), len(statements)


def _claims(bare: psycopg.Connection) -> tuple[float, float, int]:
    """Half of the claims are ours, half the very same statements of ours by another person."""
    mine, theirs = (
        Actor(row.pk, "reviewer")
        for row in get_user_model().objects.filter(role="reviewer").order_by("pk")[:2]
    )
    ours = _median(lambda: claims_at_desk.claim_next(mine, at=datetime.now(UTC)), CLAIMS)
    with CaptureQueriesContext(connection) as meter:
        claims_at_desk.claim_next(theirs, at=datetime.now(UTC))
    statements = [query["sql"] for query in meter.captured_queries]
    # The claim itself is made once: what is measured again is looking, locking and the commit.
    return ours, _median(lambda: _all(bare, statements), CLAIMS), len(statements)


def _all(bare: psycopg.Connection, statements: Sequence[str]) -> None:
    for statement in statements:
        cursor = bare.execute(statement)
        if cursor.description:
            cursor.fetchall()


def _median(work: Callable[[], object], times: int = LOOKS) -> float:
    spans = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        spans.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spans)


def _told(name: str, ours: float, bare: float, count: int) -> None:
    print(
        f"  {name}: {ours:.1f} ms with us, {bare:.1f} ms its {count} statements alone,"
        f" ratio {ours / bare:.1f}"
    )
