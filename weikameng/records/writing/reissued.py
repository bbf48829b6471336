"""A key that does not work is exchanged for one of stock: the unit keeps its card and gets the new
key; the stock row that gave it takes the dead one and is void, so nobody is ever given it again.
"""

from collections.abc import Sequence
from datetime import datetime

from weikameng.records.models import CardStock, OrderUnit

UNUSED = ("none", "revealed")


def reissue(unit_ids: Sequence[int], product_id: int, at: datetime) -> list[int] | None:
    """Exchange the keys of units that nobody used; return the stock rows that gave theirs.

    None when stock has too few, or a unit was used or lost its card meanwhile: undo then.
    """
    units = list(
        OrderUnit.objects.select_for_update()
        .filter(pk__in=unit_ids, usage__in=UNUSED, frozen=False)
        .order_by("pk")
    )
    dead = CardStock.objects.select_for_update().filter(unit__in=units, voided_at=None)
    dead_cards = list(dead.order_by("unit_id"))
    stock = CardStock.objects.select_for_update(skip_locked=True).filter(
        product_id=product_id, unit=None, voided_at=None
    )
    fresh = list(stock.order_by("id")[: len(unit_ids)])
    if not len(units) == len(dead_cards) == len(fresh) == len(unit_ids):
        return None
    for old, new in zip(dead_cards, fresh, strict=True):
        CardStock.objects.filter(pk=new.pk).update(secret=old.secret, voided_at=at)
        CardStock.objects.filter(pk=old.pk).update(secret=new.secret)
    OrderUnit.objects.filter(pk__in=unit_ids).update(usage="none", revealed_at=None)
    return [card.pk for card in fresh]
