"""Our side: the real web server, and clients that post as fast as they are answered."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bench.database import Stock
from bench.names import CONNECTIONS

# More than any run can use, so that no client ever waits for work.
ORDERS_A_SECOND = 2_000
START_WITHIN_SECONDS = 30


@dataclass(frozen=True)
class Result:
    """Answers a second, the mean wait for one, and how many were not 201."""

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


def run(where: tuple[str, int], stock: Stock, seconds: int) -> Result:
    """Post applications over 16 connections from a process of their own for so many seconds."""
    places = stock.take(min(seconds * ORDERS_A_SECOND, stock.count // 8))
    words = [where[0], where[1], places.start, len(places), seconds]
    client = subprocess.run(
        [sys.executable, "-m", "bench.client", *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    done, failed, elapsed = json.loads(client.stdout)
    return Result(done / elapsed, elapsed * CONNECTIONS / max(done, 1) * 1000, failed)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
