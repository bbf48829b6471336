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
}
SCOPES = frozenset(SCOPE_WORDS)


def is_code(text: str) -> bool:
    """Whether a shop can be called so: small letters, digits, hyphens; a letter first."""
    return _CODE.fullmatch(text) is not None


def username_of(code: str, customer: str = "") -> str:
    """Return the name of a shop's buyer here; without a customer that of the shop itself."""
    return f"{code}{_BETWEEN}{customer}"
