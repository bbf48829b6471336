"""Where the database is, for those who keep a connection of their own (worker, sandbox)."""

from django.db import connection
from psycopg.conninfo import make_conninfo

_KEPT = ("host", "port", "user", "password", "dbname")


def conninfo() -> str:
    """Return a libpq connection string for the database Django uses now (also under test)."""
    params = connection.get_connection_params()
    return make_conninfo(**{key: params[key] for key in _KEPT if params.get(key)})
