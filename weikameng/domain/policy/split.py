"""From an amount to tenders and units: pro rata, exact, never above what is left (F2, F3, P7)."""

from collections.abc import Sequence

from weikameng.domain.money import shared_out
from weikameng.domain.policy.facts import OrderFacts, TenderFacts, UnitFacts

# Money we hold for the buyer ourselves; every other route is somebody else's.
FIRST_PARTY = frozenset({"balance", "wallet"})


def split_over(tenders: Sequence[TenderFacts], amount_minor: int) -> tuple[tuple[str, int], ...]:
    """Split fen over the tenders as (route, amount), in tender order.

    Giving back all that is left returns every leg in full; a part goes pro rata, with the
    remainder to the largest third-party leg. Legs that get nothing are left out, except that a
    free order names its legs. ValueError when there is an amount but nothing to return it to.
    """
    left = [leg.amount_minor - leg.refunded_minor for leg in tenders]
    if amount_minor == sum(left):
        return tuple(
            (leg.route, rest)
            for leg, rest in zip(tenders, left, strict=True)
            if rest or not leg.amount_minor
        )
    weights = left if amount_minor < sum(left) else [leg.amount_minor for leg in tenders]
    shares = shared_out(amount_minor, weights, _largest(tenders, weights))
    return tuple((leg.route, share) for leg, share in zip(tenders, shares, strict=True) if share)


def split_extra(order: OrderFacts, amount_minor: int) -> tuple[tuple[str, int], ...]:
    """Split an overcharge, as (route, fen): a second charge that shows as a leg of its own goes
    back on that leg; otherwise it goes back the way the order was paid (A6)."""
    charged = sum(leg.amount_minor for leg in order.tenders)
    if charged - order.paid_minor == amount_minor:
        for leg in reversed(order.tenders[1:]):
            if leg.amount_minor - leg.refunded_minor == amount_minor:
                return ((leg.route, amount_minor),)
    return split_over(order.tenders, amount_minor)


def _largest(tenders: Sequence[TenderFacts], weights: Sequence[int]) -> int:
    """Return the place of the largest third-party leg, or of the largest leg when there is none."""
    places = range(len(tenders))
    outside = [at for at in places if tenders[at].route not in FIRST_PARTY and weights[at]]
    return max(outside or places, key=lambda at: weights[at], default=0)


def over_units(units: Sequence[UnitFacts], amount_minor: int) -> tuple[tuple[str, int], ...]:
    """Attribute fen to units as (unit id, amount), in unit order; the last takes the remainder."""
    if not units:
        return ()
    left = [unit.paid_minor - unit.refunded_minor for unit in units]
    if amount_minor == sum(left):
        return tuple((unit.id, rest) for unit, rest in zip(units, left, strict=True))
    shares = shared_out(amount_minor, left, len(left) - 1)
    return tuple((unit.id, share) for unit, share in zip(units, shares, strict=True) if share)
