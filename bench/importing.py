"""Orders of another shop from a file (P4): rows a second, and the same rows by bare COPY."""

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

from weikameng.services import demo, imports, setup

# A row of an order writes into all of these.
TABLES = ("shop_order", "order_unit", "tender", "evidence", "ledger_good", "ledger_outbox")
BUYERS = 1000


def show(rows: int) -> None:
    """Import that many orders, then copy the very same rows into bare tables; print both."""
    call_command("migrate", verbosity=0)
    at = datetime.now(UTC)
    setup.publish_shipped_policy(at)
    demo.seed(at)
    with connection.cursor() as cursor:
        cursor.execute(_BUYERS, {"at": at, "buyers": BUYERS})
    begun = time.perf_counter()
    new = sum(bool(one.number) for one in imports.import_orders(_lines(rows, at), at=at))
    ours = time.perf_counter() - begun
    assert new == rows, f"{new} of {rows} went in"
    begun = time.perf_counter()
    known = sum(one.known for one in imports.import_orders(_lines(rows, at), at=at))
    again = time.perf_counter() - begun
    assert known == rows
    bare, written = _bare()
    print(f"{rows} orders in {ours:.0f} s: {rows / ours:.0f}/s, {written} rows of tables")
    print(f"the same file again: {again:.0f} s, nothing written")
    print(f"the same rows by bare COPY, same indexes and checks: {bare:.0f} s")
    print(f"import / bare COPY: {bare / ours:.2f}")


def _lines(rows: int, at: datetime) -> Iterator[str]:
    """Rows as a shop would send them: one to three units, one payment, all delivered."""
    for place in range(rows):
        paid_at = (at - timedelta(days=2, seconds=place % 86_400)).isoformat()
        units = [{"price": "3.00"}] * (1 + place % 3)
        paid = f"{3 * len(units)}.00"
        yield json.dumps(
            {
                "external_number": f"X-{place:09d}",
                "buyer": f"bulk{place % BUYERS}",
                "sku": "game-topup-100",
                "units": units,
                "payments": [{"route": "sandbox", "amount": paid, "reference": f"SB-{place}"}],
                "paid_at": paid_at,
                "completed_at": paid_at,
                "account": f"player{place}",
                "zone": "s1",
            }
        )


def _bare() -> tuple[float, int]:
    """Copy what was written out and into empty twins of the tables; return seconds and rows."""
    seconds, written = 0.0, 0
    with transaction.atomic(), connection.connection.cursor() as cursor:
        for table in TABLES:
            name = sql.Identifier(table)
            twin = sql.Identifier(f"bare_{table}")
            cursor.execute(sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)").format(twin, name))
            held = io.BytesIO()
            with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(name)) as out:
                for part in out:
                    held.write(part)
            begun = time.perf_counter()
            with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(twin)) as into:
                into.write(held.getvalue())
            seconds += time.perf_counter() - begun
            written += cursor.rowcount
    return seconds, written


_BUYERS = """
INSERT INTO person (username, password, first_name, last_name, email, is_superuser, is_staff,
    is_active, date_joined, role, display_name)
SELECT 'bulk' || place, '!', '', '', '', false, false, true, %(at)s, 'buyer', ''
FROM generate_series(0, %(buyers)s - 1) place
"""
