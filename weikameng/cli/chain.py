"""The embedded chain: as a process of its own, and beside ``weikameng run``."""

import os
import sys
from dataclasses import dataclass

import click

from weikameng.cli.rails import HOST, free_port
from weikameng.services import wiring


@click.command()
@click.option("--host", default=HOST, show_default=True)
@click.option("--port", default=8545, show_default=True)
@click.option("--block-seconds", default=1.0, show_default=True, help="0: only by evm_mine.")
@click.option("--forget", is_flag=True, help="Keep nothing on disk.")
def chain(host: str, port: int, block_seconds: float, *, forget: bool) -> None:
    """Serve an EVM chain on this machine, with our account funded and our contract on it."""
    wishes = [f"--host={host}", f"--port={port}", f"--block-seconds={block_seconds}"]
    command = _entry(*wishes, *["--forget"] * forget)
    os.execv(command[0], command)  # noqa: S606 - no shell is the point


@dataclass(frozen=True, slots=True)
class Embedded:
    """A chain beside the platform: what serves it, and where."""

    address: str
    command: list[str]

    @property
    def settings(self) -> dict[str, str]:
        """Return what leads web and worker there."""
        return {wiring.CHAIN_URL: self.address}

    @property
    def shown(self) -> str:
        """Return what is printed at start."""
        return (
            f"内置链 / embedded chain  {wiring.CHAIN_URL}={self.address} weikameng ledger chain\n"
            "  只供演练：要让外人相信，请用 WEIKAMENG_CHAIN_URL 接一条别人运行的链\n"
            "  for rehearsal: to convince others, name a chain that others run (docs/anchors.md)"
        )


def beside() -> Embedded | None:
    """Return a chain to run beside the platform; None when one is set up already, or what it runs
    on is not installed.
    """
    if wiring.chain_set_up() or not wiring.chain_installed():
        return None
    port = free_port()
    command = _entry(f"--host={HOST}", f"--port={port}", "--block-seconds=1")
    return Embedded(f"http://{HOST}:{port}", command)


def _entry(*wishes: str) -> list[str]:
    return [sys.executable, "-m", "weikameng.config.chain", *wishes]
