"""Whether many payouts that wait slow down the ones that don't: applying, and a worker's look."""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import connection

from bench import payable
from bench.database import Stock
from bench.names import order_number
from weikameng.domain.application import RefundApplication
from weikameng.records.writing import channels, claims
from weikameng.services import channels as standing
from weikameng.services import refunds

PENDING = 100_000
APPLICATIONS = 400
LOOKS = 40
# Orders that are used up.
NEEDED = PENDING + 2 * APPLICATIONS


def show(stock: Stock) -> None:
    """Print what an application and a look cost with and without 100,000 payouts that wait."""
    applied = _applying(stock)
    payable.clear_away()
    looked = _looking()
    at = datetime.now(UTC)
    channels.stop("alipay", ("isv.invalid-signature", "bench"), at)
    third = PENDING // 5
    payable.fill(stock, payable.Waiting(2 * third, "wechatpay", timedelta(days=2)), at)
    payable.fill(stock, payable.Waiting(2 * third, "alipay"), at)
    payable.fill(stock, payable.Waiting(third, "wechatpay", held=True), at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE payout, tender, refund_case, complaint")
    slow, many = _looking(), _applying(stock)
    print(
        f"{PENDING} payouts wait (due later, of a stopped channel, held by complaints):"
        f" one application {applied:.2f} ms without, {many:.2f} ms with, ratio"
        f" {many / applied:.2f}"
    )
    for name in looked:
        print(f"a look of the lane {name}: {looked[name]:.2f} ms without, {slow[name]:.2f} ms with")


def _applying(stock: Stock) -> float:
    """Return the median of one application in this process, in ms."""
    spans = []
    for place in stock.take(APPLICATIONS):
        at = datetime.now(UTC)
        asked = RefundApplication(order_number(place), "NOT_ACTIVATED", channel="api")
        spans.append(_span(partial(refunds.apply, asked, buyer_id=stock.buyer_of(place), at=at)))
    return statistics.median(spans)


def _looking() -> dict[str, float]:
    """Return the median of one look that finds nothing, by lane, in ms."""
    wishes = {
        "near": claims.Claim(waiting=("alipay", "wechatpay")),
        "alipay": claims.Claim(5, only=("alipay",)),
        "wechatpay": claims.Claim(5, only=("wechatpay",)),
    }
    return {name: statistics.median(_looks(wish)) for name, wish in wishes.items()}


def _looks(wish: claims.Claim) -> list[float]:
    spans = []
    for _ in range(LOOKS):
        at = datetime.now(UTC)
        narrowed = standing.look(at).narrowed(wish)
        spans.append(_span(partial(claims.claim, "bench", at, narrowed)))
    return spans


def _span(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
