"""Steps with statements: a day at the channels, the next morning, and what a run found."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.cast import Cast, asks
from tests.rails import Rails
from tests.services import statement_files
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.statements import bounds, day_of
from weikameng.records.models import BookEntry, Difference, Payout
from weikameng.services import payouts, reconciliation, refunds, wiring

ROUTES = ("alipay", "wechatpay")


def passes_to(rails: Rails, cast: Cast, day: date, hour: float) -> None:
    """Let time pass, ours and the channels', until this hour of a day in Beijing."""
    there = bounds(day)[0] + timedelta(hours=hour)
    rails.advance(there.timestamp() - rails.get("clock")["now"])
    cast.at = there


def starts_at(rails: Rails, cast: Cast, hour: float = 10) -> date:
    """Begin on the channels' next day, so that a test never meets midnight; returns the day."""
    now = datetime.fromtimestamp(rails.get("clock")["now"], UTC)
    day = day_of(now) + timedelta(days=1)
    passes_to(rails, cast, day, hour)
    return day


def next_morning(rails: Rails, cast: Cast, day: date, hour: float = 10.5) -> None:
    """Let the statement of ``day`` be ready."""
    passes_to(rails, cast, day + timedelta(days=1), hour)


def goes_back(cast: Cast, rails: Rails, legs: dict[str, int], name: str = "rails-1") -> str:
    """小林 brings an order and gets it refunded over the channels; returns the case's number."""
    order = rails.brings(cast, legs, name=name)
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    works(cast, rails)
    return case


def works(cast: Cast, rails: Rails, times: int = 4) -> None:
    """The worker looks, every five minutes or so."""
    for _ in range(times):
        payouts.pay_out_due("worker-1", cast.at, wiring.gateways())
        rails.advance(400)
        cast.later(seconds=400)


def acai(cast: Cast) -> Actor:
    """Finance."""
    return Actor(cast.ids["acai"], "finance")


def differs(cast: Cast, day: date = date(2026, 11, 1), number: str = "STRANGE-1") -> int:
    """阿财 uploads a statement with a refund that is not ours; returns the difference's id."""
    line = statement_files.line(number, 1_234, bounds(day)[0] + timedelta(hours=12))
    content = statement_files.alipay_file(line)
    reconciliation.reconcile_upload("alipay", day, content, at=cast.at, by=acai(cast))
    return Difference.objects.get(refund_number=number, day=day).pk


def open_now(route: str = "") -> list[tuple[str, str, str]]:
    """Return (route, kind, cause) of what is open or expected."""
    rows = Difference.objects.filter(state__in=["open", "expected"])
    rows = rows.filter(route=route) if route else rows
    return sorted(rows.values_list("route", "kind", "cause"))


def states() -> list[str]:
    """Return the state of every difference there ever was."""
    return sorted(Difference.objects.values_list("state", flat=True))


def cleared() -> dict[str, int]:
    """Return what left the channels' accounts by our books: fen by route."""
    left: dict[str, int] = {}
    for entry in BookEntry.objects.filter(kind="cleared"):
        left[entry.credit] = left.get(entry.credit, 0) + entry.amount_minor
    return left


def leg(route: str) -> Any:
    """Return the only payout of a route."""
    return Payout.objects.get(route=route)
