"""Where the database is, for those who keep a connection of their own (worker, sandbox)."""

from django.db import connection
from psycopg.conninfo import make_conninfo

# What Django adds for itself; the rest (sslmode and so on) is libpq's and must hold for all.
_DJANGO = frozenset({"cursor_factory", "context", "prepare_threshold", "autocommit", "pool"})


def conninfo() -> str:
    """Return a libpq connection string for the database Django uses now (also under test)."""
    params = connection.get_connection_params()
    return make_conninfo(**{k: v for k, v in params.items() if v and k not in _DJANGO})
