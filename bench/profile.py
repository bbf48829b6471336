"""What one request costs, part by part, on this machine: for docs/performance.md."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from bench.database import Stock
from bench.names import order_number, token
from weikameng.domain.application import RefundApplication
from weikameng.domain.policy.decide import decide
from weikameng.records.reading.photograph import photograph
from weikameng.records.reading.policies import policy
from weikameng.records.reading.tokens import live_token
from weikameng.records.writing import refunds as writing
from weikameng.records.writing.payouts import wake
from weikameng.services import screening, tokens

T = TypeVar("T")
TIMES = 500


def show(stock: Stock) -> None:
    """Print the mean time of each part over 500 applications, alone on the machine."""
    places = iter(stock.take(TIMES + 10))
    for _ in range(10):  # statements are prepared, the policy is parsed
        _parts(next(places))
    sums: dict[str, float] = {}
    for _ in range(TIMES):
        for name, spent in _parts(next(places)).items():
            sums[name] = sums.get(name, 0.0) + spent
    print("\none application, one process, in ms:")
    for name, total in sums.items():
        print(f"  {name:<28} {total / TIMES * 1000:6.3f}")
    print(f"  {'together':<28} {sum(sums.values()) / TIMES * 1000:6.3f}")


def _parts(place: int) -> dict[str, float]:
    at = datetime.now(UTC)
    application = RefundApplication(order_number(place), "NOT_ACTIVATED", channel="api")
    spent: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        spent[name] = time.perf_counter() - start
        return result

    digest = tokens.digest_of_token(token(place))
    caller = timed("token (statement)", lambda: live_token(digest, at))
    buyer_id = caller.owner_id if caller else 0
    photo = timed(
        "facts (statement)",
        lambda: photograph(application.order_number, buyer_id=buyer_id, at=at),
    )
    assert photo is not None
    screened = timed(
        "screen (decide, promise, plan)", lambda: screening.screen(photo, application, at)
    )
    timed("of it: decide", lambda: decide(policy(photo.policy_version), screened.facts, at))
    spent["screen (decide, promise, plan)"] -= spent["of it: decide"]
    new = timed("seal and JSON", lambda: screening.new_case(photo, application, screened, at))
    timed("write (statement, commit)", lambda: writing.open_case(new, at))
    timed("wake the worker (NOTIFY)", lambda: wake(at))
    return spent
