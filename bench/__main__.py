"""``make bench``: fills a scratch database, runs both sides in turn, prints the ratio."""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

from bench import ledger, reading

ROUNDS = 3


def main() -> None:
    """Run the benchmark and print one table."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=main.__doc__)
    asked.add_argument("--seconds", type=int, default=10, help="length of one run")
    asked.add_argument("--orders", type=int, default=200_000, help="orders in the database")
    asked.add_argument("--profile", action="store_true", help="also show what costs what")
    asked.add_argument("--past", type=int, default=1_000_000, help="rounds to backtest over")
    asked.add_argument("--payouts", action="store_true", help="only payouts")
    asked.add_argument("--policy", action="store_true", help="only decisions and the backtest")
    asked.add_argument("--reading", action="store_true", help="only pictures, the whole folder")
    asked.add_argument("--desk", action="store_true", help="only the desk's queue")
    asked.add_argument("--figures", action="store_true", help="only the supervisor's figures")
    asked.add_argument("--open", type=int, default=100_000, help="open cases at the desk")
    asked.add_argument("--ledger", action="store_true", help="only the log: trees and proofs")
    wish = asked.parse_args()
    if wish.ledger:
        ledger.show()
        return
    if wish.reading:
        reading.show(every=1)
        return
    with tempfile.TemporaryDirectory(prefix="weikameng-bench-") as scratch:
        Path(scratch).chmod(0o711)  # the server's own account must be able to enter
        os.environ["WEIKAMENG_DATA_DIR"] = scratch
        os.environ["DJANGO_SETTINGS_MODULE"] = "weikameng.config.settings"
        os.environ.pop("DATABASE_URL", None)
        from weikameng.gateways import postgres

        home = Path(scratch) / "postgres"
        postgres.ensure_running(home)
        try:
            _compare(wish)
        finally:
            postgres.stop(home)


def _compare(wish: argparse.Namespace) -> None:
    import django

    django.setup()
    from bench import (
        database,
        desk,
        figures,
        http,
        payouts,
        pending,
        pgbench,
        policy,
        profile,
        whole_way,
    )
    from weikameng.cli.stage import open_stage

    if wish.policy:
        database.fill(1)
        policy.show(wish.past)
        return
    if wish.desk:
        desk.show(database.fill(wish.open))
        return
    if wish.figures:
        figures.show(database.fill(wish.open))
        return
    more = payouts.NEEDED + pending.NEEDED
    stock = database.fill(more if wish.payouts else wish.orders + more)
    print(f"{wish.orders} orders, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    if wish.payouts:
        payouts.show(stock)
        pending.show(stock)
        return
    ratios = []
    with http.platform() as url:
        for round_ in range(1, ROUNDS + 1):
            bare = pgbench.run(stock, wish.seconds)
            ours = http.run(url, stock, wish.seconds)
            ratios.append(ours.per_second / bare.per_second)
            print(
                f"round {round_}: pgbench {bare.per_second:7.0f}/s ({bare.latency_ms:.1f} ms)   "
                f"HTTP {ours.per_second:7.0f}/s ({ours.latency_ms:.1f} ms, "
                f"{ours.failed} failed)   ratio {ratios[-1]:.2f}"
            )
    print(f"one-click refunds over HTTP / bare pgbench: {statistics.median(ratios):.2f} (aim 0.4)")
    with open_stage() as stage:
        whole_way.show(stage)
    payouts.show(stock)
    pending.show(stock)
    policy.show(wish.past)
    reading.show(every=8)
    ledger.show()
    if wish.profile:
        profile.show(stock)


if __name__ == "__main__":
    main()
