"""``make bench``: fills a scratch database, runs both sides in turn, prints the ratio."""

import argparse
import os
import statistics
import sys

from bench import api, lanes, ledger, reading
from bench.scratch import scratch

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
    asked.add_argument(
        "--open", type=int, default=100_000, help="open cases, or orders of an incident"
    )
    asked.add_argument("--ledger", action="store_true", help="only the log: proofs, database")
    asked.add_argument("--leaves", type=int, default=1_000_000, help="entries of the log")
    asked.add_argument("--kills", type=int, default=0, help="only the log's sequencers, killed")
    asked.add_argument("--events", type=int, default=100_000, help="events while they are killed")
    asked.add_argument(
        "--incident", action="store_true", help="only an incident over --open orders"
    )
    asked.add_argument("--anchor", action="store_true", help="only checkpoints to a chain")
    asked.add_argument("--chat", action="store_true", help="only conversations")
    asked.add_argument("--talks", type=int, default=1_000, help="open conversations")
    asked.add_argument(
        "--import", action="store_true", dest="imported", help="only orders from a file"
    )
    asked.add_argument("--rows", type=int, default=100_000, help="orders of that file")
    asked.add_argument("--lanes", action="store_true", help="only the cross-border lanes")
    asked.add_argument("--api", action="store_true", help="only the API, few and many orders")
    asked.add_argument("--stored", type=int, default=2_000_000, help="how many are many")
    wish = asked.parse_args()
    if wish.lanes:
        lanes.show()
        return
    if wish.ledger:
        ledger.show(wish.leaves)
    if wish.reading:
        reading.show(every=1)
        return
    if wish.api:
        api.show(wish.stored, wish.seconds)
        return
    with scratch():
        _compare(wish)


def _compare(wish: argparse.Namespace) -> None:
    import django

    django.setup()
    from bench import (
        database,
        desk,
        figures,
        http,
        incident,
        log,
        payouts,
        pending,
        pgbench,
        policy,
        profile,
        whole_way,
    )
    from weikameng.cli.stage import open_stage

    if _without_stock(wish):
        return
    alone = ((wish.desk, desk), (wish.figures, figures), (wish.incident, incident))
    if only := next((room for wanted, room in alone if wanted), None):
        only.show(database.fill(wish.open))
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
    ledger.show(wish.leaves)
    log.show(wish.leaves)
    if wish.profile:
        profile.show(stock)


def _without_stock(wish: argparse.Namespace) -> bool:
    """Whether only what fills its own tables was asked for, and shown."""
    from bench import anchors, chat, database, importing, log, log_kills, policy
    from weikameng.cli.database import bring_up_to_date

    if wish.chat:
        chat.show(wish.talks, wish.seconds)
    elif wish.imported:
        importing.show(wish.rows)
    elif wish.policy:
        database.fill(1)
        policy.show(wish.past)
    elif wish.kills or wish.ledger or wish.anchor:
        bring_up_to_date()
        if wish.kills:
            log_kills.show(wish.events, wish.kills)
        elif wish.ledger:
            log.show(wish.leaves)
        else:
            anchors.show(wish.seconds)
    else:
        return False
    return True


if __name__ == "__main__":
    main()
