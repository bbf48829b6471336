"""What a piece of work took, by the clock or of a core, and the cut of many such times."""

import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any

Timed = tuple[float, Any]  # seconds, and what the work gave


def timed(work: Callable[[], Any]) -> Timed:
    """Do it by the clock."""
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def spent(work: Callable[[], Any]) -> Timed:
    """Do it, counting what this thread took of a core."""
    begun = time.thread_time()
    answer = work()
    return time.thread_time() - begun, answer


def cut_ms(many: Iterable[Timed], percent: int) -> float:
    """Return the milliseconds below which so many of a hundred times lie."""
    return 1000 * statistics.quantiles((seconds for seconds, _ in many), n=100)[percent - 1]
