"""The embedded chain in a process of its own, as `weikameng run` starts it, with blocks made only
when a test asks for one.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from weikameng.cli.rails import free_port
from weikameng.domain.anchoring import ChainError
from weikameng.gateways.chain.account import Account, account_of
from weikameng.gateways.chain.deploying import deploy
from weikameng.gateways.chain.evm import EvmChain
from weikameng.gateways.chain.rpc import Node
from weikameng.gateways.payments.line import Line, new_client

KEY = sha256(b"the operator of the tests").hexdigest()
START_WITHIN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class ChainNode:
    """A running node."""

    url: str
    process: "subprocess.Popen[str]"

    @property
    def node(self) -> Node:
        """Return a line of its own to it."""
        return Node(self.url, Line(new_client()))

    @property
    def account(self) -> Account:
        """Return the operator: funded, and the contract is its first transaction."""
        return account_of(KEY)

    def chain(self, origin: str) -> EvmChain:
        """Return the driver for a log; another name is another log, so tests don't meet."""
        return EvmChain(self.node, self.account, sha256(origin.encode()).digest())

    def mine(self, blocks: int = 1) -> None:
        """Make blocks."""
        for _ in range(blocks):
            self.node.ask("evm_mine")

    def snapshot(self) -> str:
        """Remember everything."""
        return str(self.node.ask("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Take every block back since then."""
        assert self.node.ask("evm_revert", snapshot)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it take connections and say nothing."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextmanager
def chain_node(folder: Path, *wishes: str) -> Iterator[ChainNode]:
    """Run a node until the end."""
    entry = [sys.executable, "-m", "weikameng.config.chain", "--host=127.0.0.1", "--port=0"]
    environment = os.environ | {"WEIKAMENG_DATA_DIR": str(folder), "WEIKAMENG_CHAIN_KEY": KEY}
    process = subprocess.Popen(
        [*entry, *(wishes or ("--block-seconds=0", "--forget"))],
        stdout=subprocess.PIPE,
        env=environment,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = process.stdout.readline()  # it speaks once it listens
        assert "http://" in said, f"the chain did not start: {said!r}"
        yield ChainNode(said.split("  ")[1], process)
    finally:
        process.terminate()
        process.wait(START_WITHIN_SECONDS)


@contextmanager
def node_of_another_hand() -> Iterator[ChainNode]:
    """Run Anvil until the end, with our account funded and our contract on it; skip without it."""
    program = shutil.which("anvil")
    if program is None:
        pytest.skip("there is no anvil on this machine (.ci/anvil brings it)")
    with _anvil(program) as running:
        made: list[float] = []
        deploy(running.node, running.account, lambda _: made.append(running.mine() or 0.0))
        yield running


@contextmanager
def _anvil(program: str) -> Iterator[ChainNode]:
    port = free_port()
    process = subprocess.Popen(
        [program, "--host=127.0.0.1", f"--port={port}", "--no-mining", "--silent"], text=True
    )
    found = ChainNode(f"http://127.0.0.1:{port}", process)
    try:
        _await(found)
        found.node.ask("anvil_setBalance", found.account.address, hex(10**21))
        yield found
    finally:
        process.terminate()
        process.wait(START_WITHIN_SECONDS)


def _await(node: ChainNode) -> None:
    end = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < end:
        with suppress(ChainError):
            node.node.ask("eth_chainId")
            return
        time.sleep(0.05)
    raise AssertionError("the node did not start")


def nobody() -> Node:
    """Return a line to where nobody listens."""
    return Node("http://127.0.0.1:9", Line(httpx.Client(trust_env=False)))
