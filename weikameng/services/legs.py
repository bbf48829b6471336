"""Where the money of a case is, leg by leg: each tells its own state and its own promise (R4.3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from weikameng.domain.arrival import Destination, credited_words
from weikameng.domain.channel_names import route_words
from weikameng.domain.history_words import LEGS, UNRECORDED
from weikameng.domain.payout_life import NO_RECORD, PayoutState
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress
from weikameng.services.promised import leg_arrival

S = PayoutState
# For the leg itself: tone and state; then the same as part of a sentence about the whole case.
_STATES = {
    S.INTENDED: ("info", LEGS[S.INTENDED]),
    S.SENT: ("info", LEGS[S.SENT]),
    S.ACCEPTED: ("info", LEGS[S.ACCEPTED]),
    S.UNKNOWN: ("warn", LEGS[S.UNKNOWN]),
    S.SETTLED: ("ok", LEGS[S.SETTLED]),
    S.REFUSED: ("warn", LEGS[S.REFUSED]),
    S.REVERSED: ("warn", LEGS[S.REVERSED]),
}
_TRANSFER = ("info", Words("财务正在转账", "Finance is making the transfer"))
_STANDS = {
    S.INTENDED: Words("正在提交给{route}", "Being sent to {route}"),
    S.SENT: Words("退款已提交{route}", "Sent to {route}"),
    S.ACCEPTED: Words("退款已提交{route},渠道处理中", "Sent to {route}, which is handling it"),
    S.UNKNOWN: Words("正在向{route}核实结果", "Asking {route} what became of it"),
    S.SETTLED: Words("{route}已到账", "{route} has arrived"),
    S.REFUSED: Words("{route}没有退成,财务正在处理", "{route} refused it; finance is on it"),
    S.REVERSED: Words("{route}到账后被银行退回", "{route} came back from the bank"),
}
_STANDS_TRANSFER = Words("财务正在办理{route}", "Finance is making the {route}")
# Nothing crosses a border before its exchange record is complete (R6.1).
_UNRECORDED = ("warn", UNRECORDED)
_STANDS_UNRECORDED = Words("{route}等外汇登记补全", "{route} waits for the exchange record")
# A shop that pays back itself is told, and confirms.
_SHOP_PAYS = ("info", Words("商家正在退款", "The shop is paying it back"))
_SHOP_FAILED = ("warn", Words("商家没有退成,正在跟进", "The shop could not pay; we are on it"))
# Not sent while a complaint is open at the channel (N9): no promise holds meanwhile.
_HELD = ("warn", Words("等投诉的结果", "Waits for your complaint"))
_STANDS_HELD = Words("{route}等投诉的结果", "{route} waits for your complaint")
# Nor while a person has not decided whether somebody else paid (H4).
_CHECKED = ("warn", Words("等专人核实是谁付的", "Waits until we know who paid"))
_STANDS_CHECKED = Words("{route}等专人核实", "{route} waits for our check")
# Beside others a leg says less.
_BESIDE = {
    S.SENT: Words("{route}处理中", "{route} is being handled"),
    S.ACCEPTED: Words("{route}处理中", "{route} is being handled"),
}
OFFLINE = "offline"
SHOP = "shop"
_BY_SHOP = {S.INTENDED: _SHOP_PAYS, S.REFUSED: _SHOP_FAILED}
CHARGEBACK = "chargeback"


def legs_of(progress: Progress) -> list[dict[str, Any]]:
    """Return where the money is, a leg a tender; a dead leg is folded under what replaced it."""
    every = {leg.pk: leg for leg in progress.payouts}
    return [_shown(leg, every, progress) for leg in standing_legs(progress)]


def standing_legs(progress: Progress) -> list[Any]:
    """Return the legs that count: those whose place no other took."""
    return [leg for leg in progress.payouts if leg.state != S.REPLACED]


def money_stands(progress: Progress) -> Words:
    """Say in one sentence where the money is: "the balance has arrived, Alipay is handling it"."""
    legs = sorted(standing_legs(progress), key=lambda leg: leg.state != S.SETTLED)
    said = [_stands(leg, progress, beside=len(legs) > 1) for leg in legs]
    return Words("，".join(one.zh for one in said), "; ".join(one.en for one in said))


def slowest(progress: Progress) -> dict[str, Any] | None:
    """Return the open leg that is promised last, as ``legs_of`` shows it; None when all arrived."""
    waiting = [leg for leg in legs_of(progress) if leg["expected_at"]]
    return max(waiting, key=lambda leg: leg["expected_at"], default=None)


def is_held(leg: Any, progress: Progress) -> bool:
    """Whether a leg waits for a complaint at the channel, or for our check who paid."""
    held = progress.order.chargeback_open or progress.order.payouts_held
    return bool(held) and leg.state == S.INTENDED and leg.route != SHOP


def _shown(leg: Any, every: Mapping[int, Any], progress: Progress) -> dict[str, Any]:
    state = S(leg.state)
    abroad = progress.order.cross_border
    arrival = leg_arrival(
        leg.route,
        leg.created_at,
        credited_to=leg.credited_to,
        cross_border=abroad,
        promised_at=leg.promised_at,
    )
    arrived, held = state is S.SETTLED, is_held(leg, progress)
    why_held = _HELD if progress.order.chargeback_open else _CHECKED
    tone, words = why_held if held else _said_of(leg, state)
    return {
        "amount_minor": leg.amount_minor,
        "route": route_words(leg.route),
        "tone": tone,
        "state": words,
        "settled_at": leg.settled_at if arrived else None,
        "expected_at": None if arrived or held else arrival.by,
        "usual": None if arrived or held else arrival.usual,
        "estimated": arrival.estimated,
        "account": credited_words(Destination(leg.route, leg.credited_to, abroad)),
        "number": leg.number,
        "reference": leg.provider_reference,
        "instead_of": [_instead(dead, fresh, every) for dead, fresh in _before(leg, every)],
    }


def _said_of(leg: Any, state: PayoutState) -> tuple[str, Words]:
    if leg.route == SHOP:
        return _BY_SHOP.get(state, _STATES[state])
    if _is_unrecorded(leg, state):
        return _UNRECORDED
    return _TRANSFER if _by_people(leg, state) else _STATES[state]


def _is_unrecorded(leg: Any, state: PayoutState) -> bool:
    return state is S.REFUSED and leg.last_code == NO_RECORD


def _by_people(leg: Any, state: PayoutState) -> bool:
    return leg.route == OFFLINE and state not in {S.SETTLED, S.REVERSED}


def _before(leg: Any, every: Mapping[int, Any]) -> Sequence[tuple[Any, Any]]:
    """Each leg that was replaced on the way to this one, with what took its place; latest first."""
    steps = []
    while leg.replaces_id:
        steps.append((every[leg.replaces_id], leg))
        leg = every[leg.replaces_id]
    return steps


def _instead(dead: Any, leg: Any, every: Mapping[int, Any]) -> Words:
    """What became of the leg before, and what was done instead."""
    route, fresh = route_words(dead.route), route_words(leg.route)
    beside = [one.route for one in every.values() if one.replaces_id == dead.pk]
    if CHARGEBACK in beside and leg.route != CHARGEBACK:
        return Words(
            f"{route.zh}直接退了一部分,这是剩下的",
            f"{route.en} paid a part itself; this is the rest",
        )
    if leg.route == CHARGEBACK:
        return Words(
            f"{route.zh}直接退给了你,没有再付一次",
            f"{route.en} paid you itself; it was not paid twice",
        )
    if dead.route == OFFLINE:
        return Words(
            f"{route.zh}没有办,回到{fresh.zh}", f"No {route.en} was made; back to {fresh.en}"
        )
    why = (
        Words("到账后被银行退回", "came back from the bank")
        if dead.settlements
        else Words("没有退成", "could not return it")
    )
    if dead.route == leg.route:
        return Words(f"{route.zh}{why.zh},已重新退", f"{route.en} {why.en}; it was sent again")
    return Words(f"{route.zh}{why.zh},改为{fresh.zh}", f"{route.en} {why.en}; instead: {fresh.en}")


def _stands(leg: Any, progress: Progress, *, beside: bool) -> Words:
    state = S(leg.state)
    words = _BESIDE.get(state, _STANDS[state]) if beside else _STANDS[state]
    if _by_people(leg, state):
        words = _STANDS_TRANSFER
    if _is_unrecorded(leg, state):
        words = _STANDS_UNRECORDED
    if leg.route == SHOP and state in _BY_SHOP:
        words = _BY_SHOP[state][1]
    if is_held(leg, progress):
        words = _STANDS_HELD if progress.order.chargeback_open else _STANDS_CHECKED
    route = route_words(leg.route)
    return Words(words.zh.format(route=route.zh), words.en.format(route=route.en))
