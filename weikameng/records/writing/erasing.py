"""Empties what is personal of a buyer (PIPL): the account's at once, an order's when it need not be
kept any more. Rows stay where cases, books or the log rest on them; their words go.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection

from weikameng.domain.personal import alias_of
from weikameng.records.models import Erasure
from weikameng.records.reading.sealed_files import HELD
from weikameng.records.statements import fetch_all, statement

# The guards of migration 0048 let words be emptied by a transaction that says so.
_SAYS_SO = "SET LOCAL weikameng.erasing = 'on'"
_HERE = Path(__file__).parent


def _statements(name: str) -> tuple[str, ...]:
    parts = statement(_HERE / name).split(";")
    return tuple(part for part in parts if part.strip())


_ACCOUNT = _statements("erasing_account.sql")
_ORDERS = _statements("erasing_orders.sql")
_GOODS = statement(_HERE / "erasing_goods.sql")
_FILES = statement(_HERE / "erasing_files.sql").replace("{held}", HELD)
_NOT_SENT = """
SELECT DISTINCT digest FROM upload u, unnest(ARRAY[u.file_digest, u.copy_digest]) AS digest
WHERE u.owner_id = %(person)s AND u.attached_at IS NULL AND digest <> ''"""


def empty_account(person_id: int, at: datetime) -> list[str]:
    """Empty an account and what belongs to no order (inside a transaction); return its files."""
    asked: dict[str, Any] = {"person": person_id, "alias": alias_of(person_id), "at": at}
    digests = [row[0] for row in fetch_all(_NOT_SENT, asked)]
    _run(_ACCOUNT, asked)
    return digests


def empty_orders(orders: Sequence[int], at: datetime) -> list[str]:
    """Empty what is personal of orders (inside a transaction); return their files."""
    asked: dict[str, Any] = {"orders": list(orders), "moment": at.isoformat()}
    digests = [row[0] for row in fetch_all(_FILES, asked)]
    _run(_ORDERS, asked)
    return digests


def goods_of(orders: Sequence[int]) -> list[Any]:
    """Return the goods and cases of orders whose salt is still there."""
    return [row[0] for row in fetch_all(_GOODS, {"orders": list(orders)})]


def ask(person_id: int, by_id: int, at: datetime, carries_at: datetime) -> Erasure:
    """Note that somebody asked; there is one of each person."""
    return Erasure.objects.create(
        person_id=person_id, asked_by_id=by_id, asked_at=at, carries_at=carries_at
    )


def call_off(person_id: int, at: datetime) -> bool:
    """Call an erasure off that was not begun; False when there is none."""
    waiting = Erasure.objects.filter(person_id=person_id, called_off_at=None, account_at=None)
    return bool(waiting.filter(carries_at__gt=at).update(called_off_at=at))


def hold(erasure_id: int) -> Erasure:
    """Hold an erasure until this transaction ends."""
    return Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)


def keep(row: Erasure) -> None:
    """Keep how far an erasure that is held has come."""
    Erasure.objects.filter(pk=row.pk).update(
        account_at=row.account_at,
        done_at=row.done_at,
        orders_left=row.orders_left,
        next_due_at=row.next_due_at,
    )


def _run(statements: Sequence[str], asked: dict[str, Any]) -> None:
    assert connection.in_atomic_block, "all of it, or nothing"
    with connection.cursor() as cursor:
        cursor.execute(_SAYS_SO)
        for statement in statements:
            cursor.execute(statement, asked)
