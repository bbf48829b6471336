"""From a signed checkpoint to its anchor in a block, on chains with a block a second (R11.2)."""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import quantiles

KEY = sha256(b"bench").hexdigest()
EVERY_SECONDS = "0.25"
SIGNED_EVERY_SECONDS = 0.1
ENTRIES = 20
SETTLE_SECONDS = 5.0


@dataclass(frozen=True)
class Timed:
    """What one run gave."""

    waits: list[float]  # of every checkpoint, until an anchor that holds it was seen in a block
    own: list[float]  # of those that were anchored themselves
    anchors: int
    gas: list[int]


def show(seconds: int) -> None:
    """Measure on the embedded chain and on Anvil, where it is."""
    print(f"a checkpoint each {SIGNED_EVERY_SECONDS} s, anchors each {EVERY_SECONDS} s at most,")
    print(f"a block a second, {seconds} s; load {os.getloadavg()[0]:.1f}")
    for name, node in (("embedded", _embedded), ("anvil", _anvil)):
        with node() as url:
            if url is None:
                print(f"{name}: not on this machine")
                continue
            _print(name, _measure(url, name, seconds))


def _print(name: str, timed: Timed) -> None:
    gas = f"gas {min(timed.gas)} to {max(timed.gas)}"
    print(f"{name}: {len(timed.waits)} checkpoints, {timed.anchors} anchors, {gas}")
    for what, waits in (("any checkpoint", timed.waits), ("an anchored one", timed.own)):
        cut = quantiles(waits, n=100)
        print(f"  {what:<16} → in a block: p50 {cut[49]:.2f} s, p99 {cut[98]:.2f} s")


def _measure(url: str, name: str, seconds: int) -> Timed:
    from django.conf import settings

    from weikameng.cli.anchoring import anchor
    from weikameng.records.reading import anchors as reading
    from weikameng.services import anchored, wiring

    settings.LOG_ORIGIN = f"bench/{name}"
    settings.CHAIN = {
        "WEIKAMENG_CHAIN_URL": url,
        "WEIKAMENG_CHAIN_KEY": KEY,
        "WEIKAMENG_CHAIN_EVERY": EVERY_SECONDS,
    }
    wiring.forget_chain()
    if name == "anvil":
        anchored.deploy()
    stop = threading.Event()
    worker = threading.Thread(target=anchor, args=(stop,))
    worker.start()
    time.sleep(1)
    signed = _sign_for(seconds)
    time.sleep(SETTLE_SECONDS)
    stop.set()
    worker.join()
    kept = [one for one in reading.newest(500) if one.mined_at and one.size >= min(signed)]
    kept.sort(key=lambda one: one.size)
    waits = []
    for size, at in signed.items():
        holding = [one.mined_at for one in kept if one.size >= size and one.mined_at]
        waits.append((min(holding) - at).total_seconds())
    own = [(one.mined_at - one.signed_at).total_seconds() for one in kept if one.mined_at]
    return Timed(waits, own, len(kept), [one.gas or 0 for one in kept])


def _sign_for(seconds: int):
    """Let the log grow and sign it, again and again; return when each head was signed."""
    from django.utils import timezone

    from weikameng.ledger.hashing import leaf_hash
    from weikameng.records.reading import log as reading
    from weikameng.records.reading.log import SignedHead
    from weikameng.records.writing import log as writing

    writing.begin()
    found = {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        head = reading.head()
        leaves = [f"{head.size + n}".encode() for n in range(ENTRIES)]
        entries = [writing.NewEntry(leaf, leaf_hash(leaf)) for leaf in leaves]
        grown = writing.append(head, entries, 0)
        at = timezone.now()
        writing.keep_checkpoint(SignedHead(grown.size, grown.root, "", at))
        found[grown.size] = at
        time.sleep(SIGNED_EVERY_SECONDS)
    return found


@contextmanager
def _embedded() -> Iterator[str | None]:
    entry = [sys.executable, "-m", "weikameng.config.chain", "--host=127.0.0.1", "--port=0"]
    environment = os.environ | {"WEIKAMENG_CHAIN_KEY": KEY}
    with _running([*entry, "--block-seconds=1"], environment) as said:
        yield said.split("  ")[1]


@contextmanager
def _anvil() -> Iterator[str | None]:
    from weikameng.cli.rails import free_port
    from weikameng.gateways.chain.account import account_of
    from weikameng.gateways.chain.rpc import Node
    from weikameng.gateways.payments.line import Line, new_client

    program, port = shutil.which("anvil"), free_port()
    if program is None:
        yield None
        return
    command = [program, "--host=127.0.0.1", f"--port={port}", "--block-time=1"]
    with _running(command, dict(os.environ)):
        url = f"http://127.0.0.1:{port}"
        node = Node(url, Line(new_client()))
        while True:
            with suppress(Exception):
                node.ask("anvil_setBalance", account_of(KEY).address, hex(10**21))
                break
            time.sleep(0.1)
        yield url


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[str]:
    said = Path(os.environ["WEIKAMENG_DATA_DIR"]) / "node.log"
    with said.open("w") as output:
        process = subprocess.Popen(command, stdout=output, env=environment)
        try:
            while not (text := said.read_text()):
                time.sleep(0.1)
            yield text
        finally:
            process.terminate()
            process.wait()
