"""Rehearses faults, crashes and crowds in a scratch database that is dropped at the end."""

import random
import time

import click

from weikameng.cli.scratch import scratch_database
from weikameng.services.simulation.rehearsal import rehearse


@click.command()
@click.option("--seeds", default=20, show_default=True, help="How many worlds.")
@click.option("--steps", default=60, show_default=True, help="How much happens in each.")
@click.option("--from-seed", default=1, show_default=True, help="The first seed (to repeat one).")
def simulate(seeds: int, steps: int, from_seed: int) -> None:
    """Play random worlds against the laws: money, history, evidence, one case a unit."""
    with scratch_database("simulation"):
        for seed in range(from_seed, from_seed + seeds):
            began = time.monotonic()
            ending = rehearse(seed, random.Random(seed), steps, click.echo)  # noqa: S311
            took = time.monotonic() - began
            click.echo(f"seed {seed}: {ending.orders} orders, {ending.cases} cases, {took:.1f} s")
    click.echo(f"{seeds} seeds, every law held")
