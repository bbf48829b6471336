"""How one payment channel stands, in one word, for whoever looks at it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from weikameng.services import wiring


class ChannelState(StrEnum):
    """The worst that is so of a channel."""

    ABSENT = "absent"  # nobody has set it up
    OFF = "off"  # set up with credentials that can't work
    STOPPED = "stopped"  # the circuit breaker: the channel said our keys or rights are wrong
    SHORT = "short"  # the merchant's balance does not suffice
    SLOW = "slow"  # it asked for slowness
    WORKING = "working"


BROKEN = frozenset({ChannelState.OFF, ChannelState.STOPPED})
SHOWN = ("alipay", "wechatpay", wiring.SANDBOX)


def state_of(route: str, row: Any, at: datetime) -> ChannelState:
    """Return how a channel stands; ``row`` is its standing, None when it never had trouble."""
    if route != wiring.SANDBOX and route not in wiring.set_up():
        return ChannelState.ABSENT
    if route in wiring.switched_off():
        return ChannelState.OFF
    if row is None:
        return ChannelState.WORKING
    if row.stopped_at:
        return ChannelState.STOPPED
    if row.short_since:
        return ChannelState.SHORT
    return ChannelState.SLOW if row.slow_until and row.slow_until > at else ChannelState.WORKING
