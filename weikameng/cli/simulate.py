"""Rehearses faults, crashes and crowds in a scratch database that is dropped at the end."""

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click
import psycopg
from django.db import connection, connections
from psycopg import sql

from weikameng.cli.database import bring_up_to_date
from weikameng.records.address import conninfo
from weikameng.services import wiring
from weikameng.services.simulation.rehearsal import rehearse


@click.command()
@click.option("--seeds", default=20, show_default=True, help="How many worlds.")
@click.option("--steps", default=60, show_default=True, help="How much happens in each.")
@click.option("--from-seed", default=1, show_default=True, help="The first seed (to repeat one).")
def simulate(seeds: int, steps: int, from_seed: int) -> None:
    """Play random worlds against the laws: money, history, evidence, one case a unit."""
    with _scratch_database():
        for seed in range(from_seed, from_seed + seeds):
            began = time.monotonic()
            ending = rehearse(seed, random.Random(seed), steps, click.echo)  # noqa: S311
            took = time.monotonic() - began
            click.echo(f"seed {seed}: {ending.orders} orders, {ending.cases} cases, {took:.1f} s")
    click.echo(f"{seeds} seeds, every law held")


@contextmanager
def _scratch_database() -> Iterator[None]:
    """Point this process at a database of its own on the same server."""
    server, name = conninfo(), f"weikameng_simulation_{os.getpid()}"
    _run(server, "CREATE DATABASE {}", name)
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
            f"the database role may not make {name}; grant it CREATEDB to simulate"
        ) from error
