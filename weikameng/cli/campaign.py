"""The fault campaign: many random schedules against the sandbox over HTTP, in scratch databases."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from weikameng.cli.scratch import scratch_database
from weikameng.domain.money import yuan_of
from weikameng.services.campaign import running
from weikameng.services.campaign.laws import LawBroken
from weikameng.services.campaign.tally import Tally

AUDIT_EVERY = 2_000
TELL_EVERY = 500
MAX_PROCESSES = 16
LOOK_EVERY_SECONDS = 0.5


@click.command()
@click.option("--schedules", default=1_000, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="The first one's; the next have 1 more.")
@click.option("--processes", default=1, show_default=True, help="As many databases and sandboxes.")
@click.option("--tally", "kept", type=click.Path(path_type=Path), hidden=True)
def campaign(schedules: int, seed: int, processes: int, kept: Path | None) -> None:
    """Play random schedules of faults and crashes; no fen may move twice, too much, or get lost."""
    began = time.monotonic()
    processes = max(1, min(processes, MAX_PROCESSES, schedules))
    alone = processes == 1
    tally = _here(schedules, seed) if alone else _in_processes(schedules, seed, processes)
    if kept is not None:
        kept.write_text(json.dumps(tally.as_json()), encoding="utf-8")
        return
    for line in tally.lines():
        click.echo(line)
    sums = ", ".join(f"{route} {yuan_of(fen)}" for route, fen in sorted(tally.booked.items()))
    took = time.monotonic() - began
    click.echo(
        f"{tally.schedules} schedules in {took:.0f} s: 0 double, 0 over, 0 lost;"
        f" books equal the sandbox's ledger: {sums}"
    )


def _here(schedules: int, first: int) -> Tally:
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="weikameng-campaign-") as folder,
        scratch_database("campaign"),
        running.ground(Path(folder)) as on,
    ):
        running.warm_up(on, random.Random(0))  # noqa: S311
        for place, seed in enumerate(range(first, first + schedules), start=1):
            try:
                running.play(on, seed, random.Random(seed), click.echo)  # noqa: S311
            except LawBroken as broken:
                raise click.ClickException(_trouble(seed, str(broken))) from broken
            if place % TELL_EVERY == 0:
                took = time.monotonic() - began
                click.echo(f"seeds {first} to {seed}: every law held, {took:.0f} s")
            if place % AUDIT_EVERY == 0 or place == schedules:
                _audit(on, seed)
        return on.tally


def _audit(on: running.Ground, seed: int) -> None:
    try:
        running.check_all(on)
    except LawBroken as broken:
        raise click.ClickException(f"up to seed {seed}: {broken}") from broken


def _trouble(seed: int, what: str) -> str:
    return f"seed {seed}: {what}\nto repeat it: weikameng campaign --seed {seed} --schedules 1"


def _in_processes(schedules: int, first: int, processes: int) -> Tally:
    """Share the seeds out; the first process in trouble ends the campaign."""
    share, more = divmod(schedules, processes)
    counts = [share + (place < more) for place in range(processes)]
    with tempfile.TemporaryDirectory(prefix="weikameng-campaign-") as folder:
        files = [Path(folder) / f"{place}.json" for place in range(processes)]
        parts = []
        for count, file in zip(counts, files, strict=True):
            asked = [f"--schedules={count}", f"--seed={first}", f"--tally={file}"]
            parts.append(subprocess.Popen([*_ENTRY, *asked]))
            first += count
        try:
            while any(part.poll() is None for part in parts) and not any(_failed(parts)):
                time.sleep(LOOK_EVERY_SECONDS)
            if any(_failed(parts)):
                raise click.ClickException("a process met trouble; its seed is above")
        finally:
            for part in parts:
                part.terminate()
        tally = Tally()
        for file in files:
            tally.add(Tally.of_json(json.loads(file.read_text(encoding="utf-8"))))
        return tally


def _failed(parts: list[subprocess.Popen[bytes]]) -> list[bool]:
    return [bool(part.poll()) for part in parts]


_ENTRY = [sys.executable, "-m", "weikameng.config.entry", "campaign"]
