"""What of a case a person gives back: all that is left, chosen units, or a part in money (R3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from weikameng.domain.errors import Refusal
from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.split import over_units
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Share:
    """``unit_ids`` empty: the units in question. ``amount_minor`` None: all that is left of them.

    ``each``: the amount is meant for every one of these units, otherwise for all together.
    """

    unit_ids: tuple[str, ...] = ()
    amount_minor: int | None = None
    each: bool = False


WHOLE = Share()
Amounts = tuple[tuple[int, int], ...]  # (unit id, fen)


def amounts_of(share: Share, units: Sequence[UnitFacts]) -> Amounts:
    """Return what goes back of each of these units, in unit order.

    Refusal for an amount of nothing, or above what is left. Used units count, too: a person may
    give back what the machine would not.
    """
    if share.amount_minor is None:
        whole = [(int(unit.id), left_of(unit)) for unit in units]
        return tuple(one for one in whole if one[1]) or tuple(whole)
    if share.each:
        return _of_each(share.amount_minor, units)
    left = sum(left_of(unit) for unit in units)
    _demand_within(share.amount_minor, left)
    return tuple((int(unit), fen) for unit, fen in over_units(units, share.amount_minor))


def chosen(share: Share, units: Sequence[UnitFacts]) -> list[UnitFacts]:
    """Return the units that were ticked; Refusal when one is not among them."""
    known = {unit.id: unit for unit in units}
    if not set(share.unit_ids) <= set(known):
        raise Refusal("units", _FOREIGN_UNIT)
    return [unit for unit in units if unit.id in share.unit_ids]


def left_of(unit: UnitFacts) -> int:
    """Return the fen of a unit that were not given back yet."""
    return unit.paid_minor - unit.refunded_minor


def typed_amount(text: str) -> int:
    """Return the fen of what somebody typed; Refusal when it is no amount in whole fen."""
    try:
        return minor_of(text.strip().removeprefix("¥").removesuffix("元").strip())
    except ValueError as error:
        raise Refusal("amount", _NO_AMOUNT) from error


def _of_each(amount_minor: int, units: Sequence[UnitFacts]) -> Amounts:
    open_units = [unit for unit in units if left_of(unit)]
    _demand_within(amount_minor, min((left_of(unit) for unit in open_units), default=0))
    return tuple((int(unit.id), amount_minor) for unit in open_units)


def _demand_within(amount_minor: int, left_minor: int) -> None:
    if not 1 <= amount_minor <= left_minor:
        most = yuan_of(left_minor)
        raise Refusal(
            "amount",
            Words(
                f"金额要在 0.01 到 {most} 元之间:最多退还没退过的部分。",
                f"The amount must be between 0.01 and {most} CNY: no more than is left.",
            ),
        )


_NO_AMOUNT = Words(
    "请写金额,例如 12.50。最小到分。", "Write an amount such as 12.50, to the fen at most."
)
_FOREIGN_UNIT = Words(
    "选的商品不在这份申请里,请刷新后再选。",
    "A unit you ticked is not part of this case; reload and choose again.",
)
