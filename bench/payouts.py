"""Payouts a second through the engine, beside bare PostgreSQL that writes the same rows."""

import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
from django.conf import settings
from django.db import connection, connections

from bench import payable
from bench.database import PRICE_MINOR, Stock
from weikameng.cli.rails import free_port
from weikameng.cli.stage import until
from weikameng.domain.payout_life import ChannelTerms, Outcome, PayoutOrder, PayoutReceipt
from weikameng.gateways.postgres_wheel import programs
from weikameng.gateways.sandbox.over_http.reports import settings as channel_settings
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.records.address import conninfo
from weikameng.services import payouts, wiring

ROUNDS = 3
COUNT = 600
# Orders that are used up: four kinds a round.
NEEDED = ROUNDS * 4 * COUNT
_BARE = Path(__file__).with_name("payout.sql")


class Instant(ChannelTerms):
    """A channel that answers at once: the engine alone."""

    def refund(self, order: PayoutOrder) -> PayoutReceipt:
        """Say that it has arrived."""
        return PayoutReceipt(Outcome.SETTLED, "SUCCESS", f"R{order.number}")

    query = refund


def show(stock: Stock) -> None:
    """Measure in turn and print payouts a second and their ratios to bare PostgreSQL."""
    ratios: dict[str, list[float]] = {}
    payable.clear_away()
    with _over_http() as sandbox:
        for round_ in range(1, ROUNDS + 1):
            bare = _bare(stock)
            found = {
                "engine alone": _engine(stock, {wiring.SANDBOX: Instant()}),
                "sandbox in process": _in_process(stock),
                "sandbox over HTTP": _lanes(stock, sandbox),
            }
            for name, speed in found.items():
                ratios.setdefault(name, []).append(speed / bare)
            told = ", ".join(f"{name} {speed:.0f}" for name, speed in found.items())
            print(f"payouts a second, round {round_}: bare PostgreSQL {bare:.0f}, {told}")
    for name, each in ratios.items():
        print(f"payouts, {name} / bare PostgreSQL: {statistics.median(each):.2f}")


def _bare(stock: Stock) -> float:
    """One client of pgbench: the claim by fifties, and each payout's writes."""
    places = payable.fill(stock, payable.Waiting(COUNT, "sandbox"), datetime.now(UTC))
    first = stock.first_order + places.start
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(p.id), min(c.id) FROM payout p JOIN refund_case c ON c.id = p.case_id"
            " WHERE c.order_id BETWEEN %s AND %s",
            [first, first + COUNT - 1],
        )
        leg, case = cursor.fetchone()
    starts = {
        "first_leg": leg,
        "first_case": case,
        "first_tender": stock.first_tender + places.start,
        "first_unit": stock.first_unit + places.start,
        "n": -1,
    }
    given = [f"--define={name}={value}" for name, value in starts.items()]
    asked = ["--no-vacuum", "--protocol=prepared", "--client=1", f"--transactions={COUNT}"]
    command = [programs() / "pgbench", *asked, *given, f"--file={_BARE}", conninfo()]
    done = subprocess.run(command, capture_output=True, text=True)
    speed = re.search(r"tps = ([\d.]+)", done.stdout)
    if not speed or "failed" in done.stderr:
        raise RuntimeError(done.stdout + done.stderr)
    return float(speed[1])


def _engine(stock: Stock, routes: payouts.Routes) -> float:
    """One worker, one lane, in this process."""
    at = datetime.now(UTC)
    payable.fill(stock, payable.Waiting(COUNT, wiring.SANDBOX), at)
    return _timed(lambda: _drain("near", at, routes, payouts.lanes()[0]), wiring.SANDBOX)


def _in_process(stock: Stock) -> float:
    """The same, with the sandbox that keeps its books in the same PostgreSQL."""
    wiring.channel().payment("1")  # makes the sandbox's own tables
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sandbox.payment (number, amount, reference)"
            " SELECT t.id::text, t.amount_minor, t.payment_reference FROM tender t"
            " ORDER BY t.id OFFSET %s LIMIT %s",
            [stock.taken, COUNT],
        )
    return _engine(stock, wiring.gateways())


def _lanes(stock: Stock, sandbox: Sandbox) -> float:
    """Both channels over HTTP, each in its lane as the worker has them, half the payouts each."""
    at = datetime.now(UTC)
    for route in ("alipay", "wechatpay"):
        places = payable.fill(stock, payable.Waiting(COUNT // 2, route), at)
        with sandbox.books.at_once():
            paid = [
                (sandbox.desk.refunds.pay(route, f"bench-{place}", PRICE_MINOR).trade_no, place)
                for place in places
            ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE tender SET payment_reference = %s WHERE id = %s",
                [(trade, stock.first_tender + place) for trade, place in paid],
            )
    lanes = [lane for lane in payouts.lanes() if lane.name != "near"]
    threads = [
        threading.Thread(target=_drain, args=(lane.name, at, wiring.gateways(), lane))
        for lane in lanes
    ]

    def both() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    return _timed(both, "alipay", "wechatpay")


def _drain(name: str, at: datetime, routes: payouts.Routes, lane: payouts.Lane) -> None:
    while payouts.pay_out_due(name, at, routes, lane.wish):
        pass
    if threading.current_thread() is not threading.main_thread():
        connections.close_all()


def _timed(work: Callable[[], None], *routes: str) -> float:
    before = _settled(routes)
    begun = time.perf_counter()
    work()
    spent = time.perf_counter() - begun
    paid = _settled(routes) - before
    if paid != COUNT:
        raise RuntimeError(f"{paid} of {COUNT} payouts settled")
    return paid / spent


def _settled(routes: Sequence[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM payout WHERE state = 'settled' AND route = ANY(%s)",
            [list(routes)],
        )
        count: int = cursor.fetchone()[0]
        return count


@contextmanager
def _over_http() -> Iterator[Sandbox]:
    """Serve the sandbox from a process of its own, wired as both channels."""
    port = free_port()
    folder = Path(os.environ["WEIKAMENG_DATA_DIR"]) / "sandbox"
    room = Sandbox(folder, time.time)
    command = [sys.executable, "-m", "weikameng.config.sandbox", "run"]
    command += ["--host=127.0.0.1", f"--port={port}"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    settings.CHANNELS = channel_settings(room.keys, f"http://127.0.0.1:{port}")
    wiring.forget_channels()
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as line:
            until(lambda: _answers(line), "the sandbox serves")
        yield room
    finally:
        server.terminate()
        server.wait(20)
        room.close()


def _answers(line: httpx.Client) -> bool:
    try:
        return line.get("/_control/clock").is_success
    except httpx.TransportError:
        return False
