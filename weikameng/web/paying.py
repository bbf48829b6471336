"""How a buyer can pay, as the product's page and the cashier show it."""

from collections.abc import Iterable
from typing import Any

from django.template.loader import render_to_string

from weikameng.domain.channel_names import CHANNEL_WORDS
from weikameng.domain.words import Words
from weikameng.services import checkout, wiring

# One sign on a coloured square: the providers' own marks are theirs.
_SIGNS = {
    "alipay": (Words("支", "A"), Words("支付宝余额或绑定的卡", "Alipay balance or a linked card")),
    "wechatpay": (Words("微", "W"), Words("微信零钱或绑定的卡", "WeChat balance or a linked card")),
    "sandbox": (Words("沙", "S"), Words("本店自己的模拟渠道", "This shop's own simulated channel")),
}


def ways() -> list[tuple[str, str]]:
    """Return every way to pay that is open now: route and label, the first one preferred."""
    shown = ((route, way_of(route) | {"told": True}) for route in wiring.tills())
    return [(route, render_to_string("weikameng/parts/way.html", {"way": w})) for route, w in shown]


def way_of(route: str) -> dict[str, Any]:
    """Return what parts/way.html shows of one route."""
    sign, about = _SIGNS[route]
    return {
        "route": route,
        "sign": sign,
        "words": CHANNEL_WORDS[route],
        "about": about,
        "rehearsed": route != checkout.SANDBOX,
    }


def split(legs: Iterable[Any]) -> tuple[Any, Any]:
    """Return the leg from the balance and the one paid outside; None for one there is not."""
    found = {leg.route == "wallet": leg for leg in legs}
    return found.get(True), found.get(False)
