"""Many rows at once: COPY on Django's own connection and in its transaction."""

from collections.abc import Iterable, Sequence

from django.db import connection
from psycopg import sql

from weikameng.records.statements import fetch_all


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write rows in one go; triggers and constraints see them as any other's."""
    assert connection.in_atomic_block, "many rows belong to one change"
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)


def draw_ids(table: str, count: int) -> list[int]:
    """Draw ids for rows that point at each other before they are copied in."""
    return [row[0] for row in fetch_all(_DRAW, {"table": table, "count": count})]


_DRAW = "SELECT nextval(pg_get_serial_sequence(%(table)s, 'id')) FROM generate_series(1, %(count)s)"
