"""Starts the sandbox over HTTP as a process of its own, beside the platform and without its
database: `weikameng sandbox` hands over to here.
"""

import json
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import click

from weikameng.config.environment import BadEnvironment, read_environment
from weikameng.domain.money import yuan_of
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.gateways.sandbox.over_http.reports import configuration, ledger, scenario_table
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.gateways.sandbox.over_http.server import NotOnLoopback, SandboxServer

_JSON = click.option("--json", "as_json", is_flag=True)


@click.group()
def sandbox() -> None:
    """The sandbox over HTTP."""


@sandbox.command()
@click.option("--host", required=True)
@click.option("--port", type=int, required=True)
@click.option("--beyond-loopback", is_flag=True)
@click.option("--amounts/--no-amounts", default=None)
@click.option("--faults", type=click.IntRange(0, 100), default=None)
@click.option("--seed", type=int, default=None)
def run(host: str, port: int, *, beyond_loopback: bool, **wishes: Any) -> None:
    """Serve until told to stop; what is not wished for stays as it was."""
    room = Sandbox(_folder(), time.time)
    named = {"amounts": "by_amount", "faults": "percent", "seed": "seed"}
    room.desk.change_plan({named[k]: v for k, v in wishes.items() if v is not None})
    try:
        server = SandboxServer(room, host, port, beyond_loopback=beyond_loopback)
    except NotOnLoopback:
        raise click.ClickException(
            f"{host} can be reached from other machines; --beyond-loopback if that is meant"
        ) from None
    except OSError as error:
        raise click.ClickException(f"{host}:{port} can't be used ({error.strerror})") from error
    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve(lambda: click.echo(f"沙箱 sandbox  {server.address}/  {_folder()}"))
    room.close()


@sandbox.command()
@click.option("--address", required=True)
@click.option("--env", "as_env", is_flag=True)
@_JSON
def keys(address: str, *, as_env: bool, as_json: bool) -> None:
    """Show what a gateway is configured with; the keys are made if there are none."""
    shown = configuration(key_ring(_folder() / "keys", time.time), address)
    if as_json:
        _echo_json(shown)
        return
    environment = shown.pop("settings")
    for name, value in environment.items():
        click.echo(f"{name}={value}")
    for name, value in () if as_env else shown.items():
        click.echo(f"{name}:\n{value}" if "\n" in value else f"{name}: {value.rstrip()}")


@sandbox.command("ledger")
@_JSON
def show_ledger(*, as_json: bool) -> None:
    """Show every fen that moved."""
    room = Sandbox(_folder(), time.time)
    room.desk.refunds.tick()
    book = ledger(room.books)
    room.close()
    if as_json:
        _echo_json(book)
        return
    for refund in book["refunds"]:
        click.echo(
            f"{refund['provider']:<10} {refund['number']:<32} {yuan_of(refund['amount']):>12}"
            f"  {refund['status']:<12} {refund['scenario']}"
        )
    for provider, sums in book["totals"].items():
        told = "  ".join(f"{name} {yuan_of(fen)}" for name, fen in sums.items())
        click.echo(f"{provider}: {told}")


@sandbox.command()
@_JSON
def scenarios(*, as_json: bool) -> None:
    """Show what can be played."""
    if as_json:
        _echo_json(scenario_table())
        return
    for row in scenario_table():
        click.echo(f"{row['ending']}  {row['name']:<22} {row['zh']}  {row['en']}")


def main() -> None:
    """Run one command; one sentence and exit code 1 when the environment can't work."""
    try:
        sandbox(prog_name="weikameng sandbox")
    except BadEnvironment as problem:
        sys.exit(f"weikameng: {problem}")


def _folder() -> Path:
    return read_environment().data_dir / "sandbox"


def _echo_json(content: Any) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
