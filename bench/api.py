"""Applications and eligibility over the API while few and many orders are stored (issue 10).

Each size has a database of its own, so a process of its own; beside each stands pgbench with the
very same statements over the same rows.
"""

import subprocess
import sys
from typing import TYPE_CHECKING

from bench.scratch import scratch

if TYPE_CHECKING:
    from bench.http import Result

FEW = 10_000
CROWDS = (16, 256)


def show(many: int, seconds: int) -> None:
    """Measure with few orders stored, then with many."""
    for orders in (FEW, many):
        subprocess.run([sys.executable, "-m", "bench.api", str(orders), str(seconds)], check=True)


def main(orders: int, seconds: int) -> None:
    """Print what one size allows."""
    with scratch():
        import django

        django.setup()
        from bench import database, http, pgbench

        stock = database.fill(orders)
        print(f"{orders} orders stored:")
        with http.platform() as url:
            http.run(url, stock, seconds, what="look")  # a cold server is left out
            # Reads come first: an order with a refund on it is more to read than one without.
            seen = pgbench.run(stock, seconds, reads=True)
            for crowd in CROWDS:
                ours = http.run(url, stock, seconds, connections=crowd, what="look")
                _told(f"eligibility, {crowd} connections", ours, seen)
            bare = pgbench.run(stock, seconds)
            for crowd in CROWDS:
                ours = http.run(url, stock, seconds, connections=crowd)
                _told(f"apply, {crowd} connections", ours, bare)


def _told(what: str, ours: "Result", bare: "Result") -> None:
    print(
        f"  {what}: {ours.per_second:.0f}/s ({ours.latency_ms:.1f} ms, {ours.failed} failed),"
        f" pgbench {bare.per_second:.0f}/s, ratio {ours.per_second / bare.per_second:.2f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
