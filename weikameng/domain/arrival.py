"""When refunded money arrives: the promise of a leg by its route and by where it goes (R4.3).

Before the channel answers nobody knows whether a card paid: then the slowest that is possible
is promised, and an answer that names the account can only bring the promise forward.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from weikameng.domain.promises import Promises, promise_for
from weikameng.domain.words import Words

BALANCE = "balance"
ALIPAY = "alipay_balance"
WECHAT = "wechat_balance"
WECHAT_CARD = "wechat_bank"
DEBIT = "bank_debit"
CREDIT = "bank_credit"
ABROAD = "cross_border"
BY_HAND = "manual_payout"

# What a route's money may end up on, the quickest first (clocks of arrival_by_channel, sla.json).
ROUTES: Mapping[str, tuple[str, ...]] = {
    "wallet": (BALANCE,),
    "sandbox": (ALIPAY,),
    "alipay": (ALIPAY, DEBIT, CREDIT),
    "wechatpay": (WECHAT, WECHAT_CARD, CREDIT),
    "offline": (BY_HAND,),
    "chargeback": (BALANCE,),  # the channel has paid already
}
# A route this platform does not serve: its bank is all we know of.
UNKNOWN_ROUTE = (DEBIT, CREDIT)
# What a receipt's ``credited_to`` says, by route; the first that fits holds.
_SAID = {
    "alipay": ((re.compile(r"^alipay_balance$"), (ALIPAY,)),),
    "wechatpay": (
        (re.compile(r"零钱|^(OTHER_)?BALANCE\b"), (WECHAT,)),
        (re.compile(r"信用卡"), (CREDIT,)),
        (re.compile(r"储蓄卡|借记卡"), (WECHAT_CARD,)),
        (re.compile(r"^OTHER_BANKCARD\b"), (WECHAT_CARD, CREDIT)),
    ),
}
# Money that crosses no border, whatever the order did.
_AT_HOME = frozenset({"wallet", "offline", "chargeback"})
# No published clock is longer than this: where the search for a start ends.
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a leg's money goes; ``credited_to`` as the receipt names it, empty while unknown."""

    route: str
    credited_to: str = ""
    cross_border: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """By when a leg arrives, exclusive, and how long it usually takes; ``estimated``: 预计."""

    by: datetime
    usual: Words
    estimated: bool = False


def clocks_of(leg: Destination) -> tuple[str, ...]:
    """Return the codes of the arrival clocks that are possible, the quickest first."""
    if leg.cross_border and leg.route not in _AT_HOME:
        return (ABROAD,)
    for pattern, clocks in _SAID.get(leg.route, ()):
        if pattern.search(leg.credited_to):
            return clocks
    return ROUTES.get(leg.route, UNKNOWN_ROUTE)


def arrival_of(promises: Promises, leg: Destination, started_at: datetime) -> Arrival:
    """Return the promise of a leg that was approved then: the latest of what is possible."""
    clocks = clocks_of(leg)
    ends = [promise_for(promises, "arrival", started_at, channel=clock) for clock in clocks]
    moments = [end.due_at for end in ends if end.due_at]
    assert len(moments) == len(ends), "arrival never pauses"
    return Arrival(max(moments), _usual(promises, clocks), any(end.estimated for end in ends))


def over_for_starts_before(promises: Promises, clock: str, at: datetime) -> datetime:
    """Return the moment before which a start has its promise behind it at ``at``.

    All starts of one day have the same end (bank days), so days are tried from today backwards.
    """
    for days in range(_LONGEST):
        start = at - timedelta(days=days)
        due = promise_for(promises, "arrival", start, channel=clock).due_at
        if due and due <= at:
            return _end_of_day(promises, start)
    raise ValueError(f"the clock {clock} takes more than {_LONGEST} days")


def credited_words(leg: Destination) -> Words | None:
    """Return where the money went, as a buyer calls it; None while nobody has said."""
    if not leg.credited_to:
        return None
    if leg.route == "wechatpay":
        return _on_wechat(leg.credited_to)
    return _NAMED.get(leg.credited_to) or Words(leg.credited_to, _ending(leg.credited_to))


_NAMED = {ALIPAY: Words("支付宝余额", "Alipay balance")}
# WeChat Pay's own words for where it went (``channel``), before the account's name.
_WECHAT_CHANNELS = ("OTHER_BANKCARD", "OTHER_BALANCE", "ORIGINAL", "BALANCE")
_WECHAT_BALANCE = Words("微信零钱", "WeChat balance")
_CARDS = (
    (re.compile(r"信用卡\D*(\d{4})?"), "credit card"),
    (re.compile(r"(?:储蓄卡|借记卡)\D*(\d{4})?"), "debit card"),
)
_LAST_FOUR = re.compile(r"(\d{4})\D*$")


def _on_wechat(said: str) -> Words:
    channel, _, rest = said.partition(" ")
    account = rest if channel in _WECHAT_CHANNELS else said
    if "零钱" in said or (not account and "BALANCE" in channel):
        return _WECHAT_BALANCE
    if not account:
        return Words("另一张银行卡", "another bank card")
    for pattern, name in _CARDS:
        if found := pattern.search(account):
            return Words(account, f"{name} ending {found[1]}" if found[1] else name)
    return Words(account, _ending(account))


def _ending(account: str) -> str:
    """An account's name in English: what is Chinese in it stays out, its last digits tell it."""
    if account.isascii():
        return account
    last = _LAST_FOUR.search(account)
    return f"account ending {last[1]}" if last else "the account named in Chinese"


def _usual(promises: Promises, clocks: Iterable[str]) -> Words:
    """How long it usually takes; a card is told apart where nobody knows whether one paid."""
    texts = [promises.arrival[clock].words for clock in clocks]
    first, last = texts[0], texts[-1]
    if len(texts) == 1 or set(clocks) <= {DEBIT, CREDIT, WECHAT_CARD}:
        return last
    return Words(f"{first.zh};用银行卡付的,{last.zh}", f"{first.en}; if a card paid, {last.en}")


def _end_of_day(promises: Promises, start: datetime) -> datetime:
    """24:00 of that day in Beijing: what a promise for the same day ends at."""
    due = promise_for(promises, "arrival", start, channel=BALANCE).due_at
    assert due, "arrival never pauses"
    return due
