"""The simulated outside over HTTP, as a process of its own (N8)."""

import os
import sys

import click
from django.utils import timezone

from weikameng.domain.reports import SUPPLIERS_SAY
from weikameng.services import played_reports

ADDRESS, SHOP = "http://127.0.0.1:8900", "http://127.0.0.1:8000"
REFUSED = 400


@click.group()
def sandbox() -> None:
    """Alipay, WeChat Pay, SMS and suppliers to rehearse with."""


@sandbox.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8900, show_default=True)
@click.option("--beyond-loopback", is_flag=True, help="Allow other machines, both ways.")
@click.option("--amounts/--no-amounts", default=None, help="Last two digits choose scenarios.")
@click.option("--faults", type=click.IntRange(0, 100), help="Draw scenarios, in percent of calls.")
@click.option("--seed", type=int, help="What the draw begins with.")
def run(host: str, port: int, **wishes: bool | int | None) -> None:
    """Serve until stopped; keys, books and plan stay in the data folder."""
    chosen = [f"--{name}={wishes[name]}" for name in ("faults", "seed") if wishes[name] is not None]
    if wishes["amounts"] is not None:
        chosen.append("--amounts" if wishes["amounts"] else "--no-amounts")
    if wishes["beyond_loopback"]:
        chosen.append("--beyond-loopback")
    _hand_over("run", f"--host={host}", f"--port={port}", *chosen)


@sandbox.command()
@click.option("--address", default=ADDRESS, show_default=True, help="Where the sandbox listens.")
@click.option("--env", "as_env", is_flag=True, help="Only the settings, one a line.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def keys(address: str, *, as_env: bool, as_json: bool) -> None:
    """Show what our gateways are configured with: public keys, serials, files of secrets."""
    _hand_over("keys", f"--address={address}", *["--env"] * as_env, *_json(as_json))


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="One object.")
def ledger(*, as_json: bool) -> None:
    """Show every refund and the sums of the sandbox's own books."""
    _hand_over("ledger", *_json(as_json))


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="One list.")
def scenarios(*, as_json: bool) -> None:
    """Show what can be played, and which amounts choose it."""
    _hand_over("scenarios", *_json(as_json))


@sandbox.command()
@click.argument("order")
@click.argument("event", type=click.Choice(sorted(kind.value for kind in SUPPLIERS_SAY)))
@click.option("--unit", default=1, show_default=True, help="Which unit of the order.")
@click.option("--address", default=SHOP, show_default=True, help="Where the platform listens.")
@click.option("--id", "report_id", default="", help="The report's number; the same is the same.")
def report(order: str, event: str, unit: int, address: str, report_id: str) -> None:
    """Report, signed, as the sandbox's supplier, that a unit of ORDER was activated or used."""
    said = (event, order, unit)
    try:
        status, answer = played_reports.sent(address, report_id, said, timezone.now())
    except ConnectionError as silence:
        raise click.ClickException(str(silence)) from None
    click.echo(f"{status} {answer}")
    if status >= REFUSED:
        sys.exit(1)


def _json(wanted: bool) -> list[str]:
    return ["--json"] if wanted else []


def _hand_over(*arguments: str) -> None:
    """Become the sandbox: it is no part of the platform, so it needs none of it."""
    command = [sys.executable, "-m", "weikameng.config.sandbox", *arguments]
    os.execv(command[0], command)  # noqa: S606 - no shell is the point
