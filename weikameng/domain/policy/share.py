"""What of a case a person gives back: all that is left, chosen units, or a part in money (R3.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.errors import Refusal
from weikameng.domain.money import minor_of, rounded_share, yuan_of
from weikameng.domain.policy.facts import UnitFacts
from weikameng.domain.policy.split import over_units
from weikameng.domain.words import Words


@dataclass(frozen=True, slots=True)
class Share:
    """``unit_ids`` empty: the units in question. ``amount_minor`` None: all that is left of them.

    ``each``: the amount is meant for every one of these units, otherwise for all together.
    ``percent``: of all that is left, in hundredths of a percent (7000: 70 %), where the fault is
    shared or a part of the time was used.
    """

    unit_ids: tuple[str, ...] = ()
    amount_minor: int | None = None
    each: bool = False
    percent: int | None = None


WHOLE = Share()
WHOLE_PERCENT = 10_000
Amounts = tuple[tuple[int, int], ...]  # (unit id, fen)


def amounts_of(share: Share, units: Sequence[UnitFacts]) -> Amounts:
    """Return what goes back of each of these units, in unit order.

    Refusal for an amount of nothing, or above what is left. Used units count, too: a person may
    give back what the machine would not.
    """
    if share.percent is not None:
        worth = worked_out(share.percent, sum(left_of(unit) for unit in units))
        return amounts_of(Share(amount_minor=worth), units)
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


def worked_out(percent: int, of_minor: int) -> int:
    """Return so many hundredths of a percent of an amount, half a fen upwards."""
    return rounded_share(of_minor, percent, WHOLE_PERCENT)


def typed_percent(text: str) -> int:
    """Return the hundredths of a percent somebody typed; Refusal unless above 0 and at most 100."""
    try:
        percent = minor_of(text.strip().rstrip("%％").strip())
    except ValueError as error:
        raise Refusal("percent", _NO_PERCENT) from error
    if not 0 < percent <= WHOLE_PERCENT:
        raise Refusal("percent", _NO_PERCENT)
    return percent


def basis_of_share(share: Share, units: Sequence[UnitFacts]) -> dict[str, Any] | None:
    """Return what a history keeps of a share in percent; None for any other share."""
    if share.percent is None:
        return None
    of_minor = sum(left_of(unit) for unit in units)
    return {"share": {"percent": share.percent, "of_minor": of_minor}}


def worked_words(basis: Mapping[str, Any] | None) -> Words | None:
    """Say how an amount came from a percentage, as the buyer reads it; None where it did not."""
    if not basis or "share" not in basis:
        return None
    percent, of_minor = basis["share"]["percent"], basis["share"]["of_minor"]
    shown, whole = percent_words(percent), yuan_of(of_minor)
    amount = yuan_of(worked_out(percent, of_minor))
    return Words(
        f"按 {shown}% 退:{whole} 元 × {shown}% = {amount} 元。",
        f"{shown} % goes back: {whole} CNY × {shown} % = {amount} CNY.",
    )


def percent_words(percent: int) -> str:
    """Return a percentage as it is read: 7000 is ``70``, 6667 is ``66.67``."""
    return yuan_of(percent).rstrip("0").rstrip(".")


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
_NO_PERCENT = Words(
    "请写比例,大于 0、最多 100,例如 70。最多两位小数。",
    "Write a percentage above 0 and at most 100, such as 70; two decimals at most.",
)
_FOREIGN_UNIT = Words(
    "选的商品不在这份申请里,请刷新后再选。",
    "A unit you ticked is not part of this case; reload and choose again.",
)
