"""Clients of the bench: threads with a line each, in a process that knows nothing of the platform.

Such a process prints what it counted; whoever started it reads that as a ``Run``.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

# Sends as the client of this place until the moment, counting answers and those not wanted.
Sends = Callable[[int, float, list[int]], None]


@dataclass(frozen=True)
class Run:
    """Answers, how many were not what was wanted, and how long it took."""

    done: int
    failed: int
    elapsed: float

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.done / self.elapsed


def run(module: str, *words: object) -> Run:
    """Run a module's clients in a process of their own."""
    command = [sys.executable, "-m", module, *map(str, words)]
    client = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return Run(*json.loads(client.stdout))


def send(clients: int, seconds: int, sends: Sends) -> None:
    """Let so many clients send for so many seconds; print done, failed and the time it took."""
    counts = [[0, 0] for _ in range(clients)]
    begun = time.monotonic()
    threads = [
        threading.Thread(target=sends, args=(place, begun + seconds, counted))
        for place, counted in enumerate(counts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.monotonic() - begun
    print(json.dumps([sum(c[0] for c in counts), sum(c[1] for c in counts), elapsed]))
