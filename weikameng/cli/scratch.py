"""A database of one's own on the same server, dropped at the end: for rehearsals."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import connection, connections
from psycopg import sql

from weikameng.cli.database import bring_up_to_date
from weikameng.records.address import conninfo
from weikameng.services import wiring

# What is rehearsed are crashes of our processes, not of the server: it need not wait for its disk.
_QUICK = "ALTER DATABASE {} SET synchronous_commit = off"


@contextmanager
def scratch_database(purpose: str) -> Iterator[None]:
    """Point this process at a fresh database of this name, up to date."""
    server, name = conninfo(), f"weikameng_{purpose}_{os.getpid()}"
    _run(server, "CREATE DATABASE {}", name)
    _run(server, _QUICK, name)
    connections.close_all()
    usual, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        bring_up_to_date()
        yield
    finally:
        wiring.sandbox_memory().close()
        connections.close_all()
        connection.settings_dict["NAME"] = usual
        _run(server, "DROP DATABASE {} WITH (FORCE)", name)


def _run(server: str, statement: str, name: str) -> None:
    try:
        with psycopg.connect(server, autocommit=True) as line:
            line.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise click.ClickException(
            f"the database role may not make {name}; grant it CREATEDB to rehearse"
        ) from error
