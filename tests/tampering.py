"""A hand in the database: tests that change what the database itself refuses to change."""

from django.db import connection

_GUARDED = ("book_entry", "payout", "payout_receipt")


def tamper(statement: str) -> int:
    """Run a statement past the guards, as whoever owns the tables could; return the rows it hit."""
    with connection.cursor() as cursor:
        _guards(cursor, "DISABLE")
        try:
            cursor.execute(statement)
            return cursor.rowcount
        finally:
            _guards(cursor, "ENABLE")


def _guards(cursor, way: str) -> None:
    for table in _GUARDED:
        cursor.execute(f"ALTER TABLE {table} {way} TRIGGER USER")
