"""Follow-up tasks, deferred in the transaction that makes them necessary (docs/decisions/0005)."""

from django.db import connection
from procrastinate.contrib.django import app


def defer(name: str, **details: str) -> None:
    """Put an errand on the list; it exists if and only if the transaction commits."""
    app.configure_task(name).defer(**details)


def done(errand_id: int) -> None:
    """Take an errand off the list (a rehearsal's own worker; the real one is Procrastinate's)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [errand_id])
