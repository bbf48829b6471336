"""Our side: the real web server, and clients that post as fast as they are answered."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench import clients
from bench.database import Stock
from bench.names import CONNECTIONS

# More than any run can use, so that no client ever waits for work.
ORDERS_A_SECOND = 2_000
START_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Result:
    """Answers a second, the mean wait for one, and how many were not what was wanted."""

    per_second: float
    latency_ms: float
    failed: int = 0


@contextmanager
def platform() -> Iterator[tuple[str, int]]:
    """Start the web server alone (2 workers, 4 threads each) and yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "weikameng.config.entry", "web", f"--port={port}"]
    server = subprocess.Popen(command, env={**os.environ, "WEIKAMENG_LOG_LEVEL": "error"})
    try:
        end = time.monotonic() + START_WITHIN_SECONDS
        while not _answers(port):
            if time.monotonic() > end:
                raise TimeoutError("the web server did not start")
            time.sleep(0.1)
        yield ("127.0.0.1", port)
    finally:
        server.terminate()
        server.wait(20)


def run(
    where: tuple[str, int],
    stock: Stock,
    seconds: int,
    connections: int = CONNECTIONS,
    what: str = "apply",
) -> Result:
    """Let clients apply, or look, for so many seconds; what is only looked at stays in stock."""
    count = min(seconds * ORDERS_A_SECOND, stock.count // 8)
    places = range(count) if what == "look" else stock.take(count)
    done = clients.run(
        "bench.client", what, *where, places.start, len(places), seconds, connections
    )
    wait = done.elapsed * connections / max(done.done, 1) * 1000
    return Result(done.per_second, wait, done.failed)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
