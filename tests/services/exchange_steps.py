"""Steps of the exchange record in short: 阿财 fills a deal in, 老陈 confirms it."""

import json
from datetime import timedelta
from typing import Any

from tests.cast import Cast, asks
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.records.models import IdentityCheck, Order
from weikameng.services import demo, exchange, imports, refunds


def acai(cast: Cast) -> Actor:
    """Finance, who fills in."""
    return Actor(cast.ids["acai"], "finance")


def laochen(cast: Cast) -> Actor:
    """The second person."""
    return Actor(cast.laochen, "supervisor")


def deal(cast: Cast, **more: str) -> dict[str, str]:
    """99.00 CNY paid, 13.75 USD settled at 7.2."""
    return {
        "settled": "13.75",
        "settled_currency": "USD",
        "rate": "7.2",
        "rate_on": beijing_day(cast.at).isoformat(),
        "rate_rule": "locked",
        "purpose": "game",
        "quota": "13.75",
        "payee": "Overseas Games Ltd",
        "payee_country": "HK",
    } | more


def fills(cast: Cast, order: str, seen: int = 0, **more: str) -> None:
    """阿财 fills the deal of an order in."""
    exchange.fill(order, deal(cast, **more), seen, acai(cast), at=cast.at)


def confirms(cast: Cast, order: str, seen: int = 1) -> int:
    """老陈 confirms it; how many refunds went on."""
    return exchange.confirm(order, seen, laochen(cast), at=cast.at)


def brings_abroad(cast: Cast, name: str = "abroad-1", **more: Any) -> str:
    """An order another shop sold across a border; returns its number."""
    row = demo.past_order(name, "xiaolin", ("oversea-card-99", "99.00", 2), {}, cast.at)
    row |= {"cross_border": True} | more
    (result,) = imports.import_orders([json.dumps(row)], at=cast.at)
    assert not result.problem, result.problem
    return result.number


def is_known(cast: Cast, order: str) -> None:
    """The provider has answered: 小林 is who paid."""
    row = Order.objects.get(number=order)
    IdentityCheck.objects.create(
        reference=f"idc{order}",
        order=row,
        buyer_id=row.buyer_id,
        document="resident",
        mark="ab" * 32,
        consent_version="2026-11",
        consented_at=cast.at,
        outcome="match",
        provider="sandbox",
        theirs="req-1",
        tries=1,
        asked_at=cast.at,
        answered_at=cast.at,
        fresh_until=cast.at + timedelta(days=30),
        purged_at=cast.at,
    )


def applies(cast: Cast, order: str) -> str:
    """小林 asks for the money back; returns the case."""
    wish = asks(order, "NOT_ACTIVATED", "海外点卡买错了区服,没有激活也没有使用,申请退款")
    return refunds.apply(wish, buyer_id=cast.xiaolin, at=cast.at).number


def pays_until_quiet(cast: Cast) -> None:
    """The worker looks until nothing is due, some time later too."""
    for _ in range(4):
        cast.later(minutes=2)
        cast.pays_out()


def recorded(cast: Cast, order: str, **more: str) -> None:
    """Both have done their part."""
    fills(cast, order, **more)
    confirms(cast, order)
