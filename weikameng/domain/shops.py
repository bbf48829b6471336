"""Shops of other people: who pays back, what their programs may do, how their buyers are named."""

import re
from collections.abc import Mapping
from enum import StrEnum

from weikameng.domain.words import Words

MAX_CODE, MAX_NAME, MAX_CUSTOMER = 40, 80, 64
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
# Nobody can choose a sign-in name with this sign in it, so a shop's buyers never meet ours.
_BETWEEN = ":"


class Money(StrEnum):
    """Who sends the money of a shop's refunds."""

    OURS = "ours"
    SHOP = "shop"


MONEY_WORDS: Mapping[Money, Words] = {
    Money.OURS: Words("平台原路退回", "We pay back, the way it was paid"),
    Money.SHOP: Words("店铺自己退,再向平台确认", "The shop pays back and confirms it to us"),
}
# What a shop's program may be allowed to do; complaints are our staff's.
SCOPE_WORDS: Mapping[str, Words] = {
    "orders:read": Words("读订单", "Read orders"),
    "orders:write": Words("推送订单和使用情况", "Push orders and their use"),
    "refunds:read": Words("读退款和会话", "Read refunds and conversations"),
    "refunds:write": Words("申请退款、发消息", "Apply for refunds, write messages"),
    "payouts:read": Words("读打款", "Read payouts"),
    "payouts:write": Words("确认自己付的打款", "Confirm payouts it made itself"),
    "webhooks:read": Words("读事件推送", "Read webhooks"),
    "webhooks:write": Words("设置事件推送", "Set up webhooks"),
    "disputes:read": Words("读争议", "Read disputes"),
    "disputes:write": Words("参加争议", "Take part in disputes"),
    "figures:read": Words("读统计", "Read figures"),
    "customers:read": Words("读买家名单", "Read customers"),
    "customers:export": Words("导出买家的个人信息", "Take customers' personal data along"),
    "customers:erase": Words("删除买家的个人信息", "Erase customers' personal data"),
}
SCOPES = frozenset(SCOPE_WORDS)
# What a shop's token may do when nothing is named; people's data is asked for by name.
USUAL_SCOPES = SCOPES - {"customers:read", "customers:export", "customers:erase"}
# What buyers may allow a program of their own, about what is theirs.
_OWN = ("orders:read", "refunds:read", "refunds:write", "payouts:read")
OWN_SCOPES: Mapping[str, Words] = {
    scope: SCOPE_WORDS[scope] for scope in (*_OWN, "disputes:read", "disputes:write")
}


def is_code(text: str) -> bool:
    """Whether a shop can be called so: small letters, digits, hyphens; a letter first."""
    return _CODE.fullmatch(text) is not None


def username_of(code: str, customer: str = "") -> str:
    """Return the name of a shop's buyer here; without a customer that of the shop itself."""
    return f"{code}{_BETWEEN}{customer}"


OUR_BALANCE = "wallet"
# A row's word for the balance its buyer had with whoever sold: of our own storefront it is ours.
SELLERS_BALANCE = "balance"
# What our workers can pay back by; the sandbox is there to rehearse with.
OUR_CHANNELS = ("alipay", "wechatpay", "sandbox")
# Names of ways money goes back by other hands; nobody pays by them.
_NO_PAYMENTS = frozenset({"offline", "chargeback", "shop"})


def route_fault(route: str, money: Money | None) -> Words | None:
    """Say why an order can't have been paid by a route; None where it can.

    ``money``: who pays a shop's refunds back; None is our own storefront, which may bring orders
    of channels it no longer has. A shop may name its own money alone (P2): a route that its
    refunds really go back by, never the balance that buyers have with us.
    """
    if route in _NO_PAYMENTS:
        return Words(
            f"route:{route} 是退款的方式,不是付款的方式。请写买家付款的渠道",
            f"route: {route} is a way money goes back, not one it was paid by. Write the channel"
            " the buyer paid by",
        )
    if money is not None and route == OUR_BALANCE:
        return Words(
            f"route:{OUR_BALANCE} 是买家在本平台的余额,店铺的买家没有。店铺自己的余额请写"
            f" {SELLERS_BALANCE}(要由店铺自己退款)",
            f"route: {OUR_BALANCE} is a balance with this platform, and a shop's buyers have none."
            f" Write {SELLERS_BALANCE} for the shop's own (the shop must pay back itself)",
        )
    if money is Money.OURS and route not in OUR_CHANNELS:
        return Words(
            f"route:这家店铺由平台退款,平台退不到 {route}。只能写 {'、'.join(OUR_CHANNELS)};"
            "别的渠道要由店铺自己退款(镜像方式)",
            f"route: we pay this shop's refunds back and can't by {route}; write one of"
            f" {', '.join(OUR_CHANNELS)}. For other channels the shop must pay back itself"
            " (mirror mode)",
        )
    return None
