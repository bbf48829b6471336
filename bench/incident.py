"""An incident over many orders (N7): refunds a second to committed intents, by the worker's own
processes, while another buyer keeps opening a page."""

import statistics
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from bench import http
from bench.database import PRICE_MINOR, Stock
from weikameng.cli import incident_runner
from weikameng.domain.incidents import Finding
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.words import Words
from weikameng.records.models import Incident, Payout, RefundCase
from weikameng.services import incidents

AIM_A_SECOND = 1500
QUIET_SECONDS = 5.0
PAUSE_SECONDS = 0.1
R = TypeVar("R")


def show(stock: Stock) -> None:
    """Refund every order of the stock as one incident and print what it took."""
    boss, clerk = _actor("supervisor"), _actor("finance")
    at = datetime.now(UTC)
    words = Words("供货方系统故障,没有到账。", "The supplier failed; nothing arrived.")
    span = (at - timedelta(days=2), at)
    said = incidents.Declaration("", "game-card-3", *span, Finding.NOT_ARRIVED, words)
    made = incidents.declare(said, boss, at=at)
    tried = _timed("dry run", lambda: incidents.dry_run(made, at))
    expected = tried.run.refund.pair
    assert expected == (stock.count, stock.count * PRICE_MINOR)
    incidents.ask(made, expected, boss, at=at)
    _timed("second signature", lambda: incidents.approve(made, expected, clerk, at=at))
    with http.platform() as (host, port):
        page = f"http://{host}:{port}/orders/"
        quiet = _waits(page, threading.Event(), QUIET_SECONDS)
        waits, seconds = _run(made, page)
    assert Incident.objects.get(pk=made).state == "done"
    assert RefundCase.objects.count() == Payout.objects.count() == stock.count
    print(
        f"{stock.count} refunds in {seconds:.0f} s: {stock.count / seconds:.0f}/s"
        f" to committed intents (aim {AIM_A_SECOND}/s)"
    )
    print(f"another buyer's page: quiet {_told(quiet)}, meanwhile {_told(waits)}")


def _run(made: int, page: str) -> tuple[list[float], float]:
    stop, waits = threading.Event(), []
    buyer = threading.Thread(target=lambda: waits.extend(_waits(page, stop)))
    buyer.start()
    begun = time.perf_counter()
    incident_runner.run(made)
    seconds = time.perf_counter() - begun
    stop.set()
    buyer.join()
    return waits, seconds


def _waits(page: str, stop: threading.Event, seconds: float = 3600.0) -> list[float]:
    """Open the page again and again; return how long each took, in ms."""
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username="xiaolin"))
    cookies = {name: one.value for name, one in visitor.cookies.items()}
    connection.close()
    waits, end = [], time.monotonic() + seconds
    with httpx.Client(cookies=cookies, timeout=60) as browser:
        while not stop.is_set() and time.monotonic() < end:
            begun = time.perf_counter()
            assert browser.get(page).status_code == 200
            waits.append((time.perf_counter() - begun) * 1000)
            stop.wait(PAUSE_SECONDS)
    return waits


def _told(waits: list[float]) -> str:
    if len(waits) < 2:
        return "too short to tell"
    p99 = statistics.quantiles(waits, n=100)[98]
    return f"median {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms ({len(waits)} times)"


def _timed(what: str, act: Callable[[], R]) -> R:
    begun = time.perf_counter()
    result = act()
    print(f"{what}: {time.perf_counter() - begun:.1f} s")
    return result


def _actor(role: str) -> Actor:
    person = get_user_model().objects.filter(role=role).order_by("pk")[0]
    return Actor(person.pk, role)
