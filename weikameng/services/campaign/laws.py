"""What must hold after every step, and when a schedule has come to rest: not a fen twice, not a fen
too many, not a fen lost, and our books say what the sandbox's own ledger says.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from weikameng.domain.case_life import Event, State, replay
from weikameng.domain.payout_life import PayoutState
from weikameng.records.reading.audit import audit
from weikameng.records.reading.campaign import (
    LegSeen,
    booked_by_route,
    cases_of_orders,
    legs_of_orders,
)
from weikameng.services.campaign.outside import ROUTES, Moved, Outside
from weikameng.services.campaign.world import World

MovedBy = Mapping[tuple[str, str], Moved]
_SETTLED, _REPLACED = PayoutState.SETTLED, PayoutState.REPLACED
_NOTHING = Moved("", "")
_APPROVED = frozenset({State.PAYING, State.PAYOUT_STUCK, State.REFUNDED})


class LawBroken(AssertionError):
    """Money is not where it must be; the message says which law and where."""


def check(world: World) -> None:
    """Raise LawBroken when something is wrong now."""
    world.legs = legs_of_orders(world.order_ids)
    moved = world.outside.moved()
    _only_what_we_meant(world)
    _never_twice(world.legs, moved)
    _never_too_much(world, moved)
    _settled_is_paid(world.legs, moved)


def check_at_rest(world: World) -> None:
    """Raise LawBroken when something was lost, and add this schedule's money to the tally."""
    check(world)
    moved = world.outside.moved()
    for wish in world.wishes:
        _holds(wish.state in _APPROVED, f"lost: {wish} was never approved")
    for leg in world.legs:
        arrived = leg.state in (_SETTLED, _REPLACED)
        _holds(arrived, f"lost: {leg.number} is {leg.state} ({leg.last_code})")
        _holds(leg.due_at is None, f"{leg.number} has arrived and is still due")
        one = moved.get((leg.route, leg.number), _NOTHING)
        theirs = one.net_minor - one.ours_minor
        by_hand = leg.booked_minor if leg.route not in ROUTES else theirs
        _holds(
            leg.booked_minor == by_hand,
            f"books: {leg.number} is booked with {leg.booked_minor}, the ledger says {theirs}",
        )
    _successors_sum_up(world.legs)
    _histories(world)
    _add_up(world, moved)


def check_all(outside: Outside, to_us: Mapping[str, int]) -> None:
    """Raise LawBroken when the whole database does not add up: audit, and books against ledger."""
    _holds(not (found := audit()), f"audit: {found[:5]}")
    ours, theirs = booked_by_route(), outside.totals()
    for route in ROUTES:
        away = theirs.get(route, 0) - to_us.get(route, 0)
        _holds(
            ours.get(route, 0) == away,
            f"books: {route} has {ours.get(route, 0)} booked, the ledger says {away}",
        )


def _only_what_we_meant(world: World) -> None:
    """Every refund the sandbox knows is a leg of ours: number, amount, payment."""
    meant = {(leg.route, leg.number): leg for leg in world.legs}
    for row in world.outside.refunds():
        leg = meant.get((row["route"], row["number"]))
        if leg is None:
            raise LawBroken(f"double: the sandbox has {row['number']}, which we never meant")
        same = (row["amount"], row["trade_no"]) == (leg.amount_minor, leg.payment)
        _holds(same, f"over: the sandbox has {row} for {leg}")


def _never_twice(legs: Sequence[LegSeen], moved: MovedBy) -> None:
    """A number's money is away once or not at all, however often it left and came back."""
    amounts = {(leg.route, leg.number): leg.amount_minor for leg in legs}
    for key, one in moved.items():
        away = one.times - one.returned
        _holds(away in (0, 1), f"double: {one} left {away} times more than it came back")
        _holds(one.net_minor == away * amounts[key], f"double: {one} is not {amounts[key]}")


def _never_too_much(world: World, moved: MovedBy) -> None:
    """What reached the buyer for a leg and its successors is never more than the leg; what left
    a payment is never more than was approved of it, nor than was paid.
    """
    roots: dict[int, LegSeen] = {}
    reached: dict[int, int] = defaultdict(int)
    left: dict[int, int] = defaultdict(int)
    for leg in world.legs:
        roots[leg.id] = roots[leg.replaces_id] if leg.replaces_id else leg
        one = moved.get((leg.route, leg.number), _NOTHING)
        by_hand = leg.amount_minor if leg.route not in ROUTES and leg.state == _SETTLED else 0
        reached[roots[leg.id].id] += one.net_minor - one.ours_minor + by_hand
        left[leg.tender_id] += one.net_minor - one.ours_minor + by_hand
    for leg in world.legs:
        most = min(leg.approved_minor, leg.paid_minor)
        _holds(left[leg.tender_id] <= most, f"over: {left[leg.tender_id]} of {most}, {leg}")
        if leg.id in reached:
            _holds(
                reached[leg.id] <= leg.amount_minor,
                f"double: the buyer has {reached[leg.id]} for {leg.number} of {leg.amount_minor}",
            )


def _settled_is_paid(legs: Sequence[LegSeen], moved: MovedBy) -> None:
    """What we call settled has left the sandbox (it may have come back since)."""
    for leg in legs:
        if leg.route in ROUTES and leg.booked_minor:
            one = moved.get((leg.route, leg.number), _NOTHING)
            _holds(one.times > 0, f"books: {leg.number} is booked and never left the sandbox")
            _holds(
                leg.booked_minor == leg.amount_minor,
                f"books: {leg.number} is booked with {leg.booked_minor} of {leg.amount_minor}",
            )


def _successors_sum_up(legs: Sequence[LegSeen]) -> None:
    instead: dict[int, int] = defaultdict(int)
    for leg in legs:
        if leg.replaces_id:
            instead[leg.replaces_id] += leg.amount_minor
    for leg in legs:
        expected = leg.amount_minor if leg.state == _REPLACED else 0
        _holds(instead[leg.id] == expected, f"lost: {leg.number} has {instead[leg.id]} instead")


def _histories(world: World) -> None:
    """Replaying a history gives the state, and every case is refunded to the fen."""
    paid: dict[str, int] = defaultdict(int)
    for leg in world.legs:
        paid[leg.case_number] += leg.amount_minor if leg.state == _SETTLED else 0
    for case in cases_of_orders(world.order_ids):
        told = replay(Event(event) for event in case.events)
        _holds(told == case.state, f"replay: {case.number} is {case.state}, its history {told}")
        _holds(len(case.events) == case.revision, f"replay: {case.number} misses a line")
        _holds(case.state == State.REFUNDED, f"lost: case {case.number} is {case.state}")
        _holds(
            paid[case.number] == case.amount_minor,
            f"lost: case {case.number} got {paid[case.number]} of {case.amount_minor}",
        )


def _add_up(world: World, moved: MovedBy) -> None:
    for leg in world.legs:
        if leg.route in ROUTES:
            world.tally.booked[leg.route] += leg.booked_minor
    for one in moved.values():
        world.tally.moved[one.route] += one.net_minor
        world.tally.to_us[one.route] += one.ours_minor


def _holds(truth: bool, otherwise: str) -> None:
    if not truth:
        raise LawBroken(otherwise)
