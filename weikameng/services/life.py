"""The life of a good as the business tells it: an event joins the transaction of its change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from weikameng.ledger.committed import commits, order_value
from weikameng.ledger.events import EventType
from weikameng.ledger.ways import Goal, way_to
from weikameng.records.reading.goods_life import (
    BoughtUnit,
    GoodAsRead,
    bought_units,
    frozen_units,
)
from weikameng.records.writing import life as writing
from weikameng.records.writing.life import Happening, NewGood

BUYER, PLATFORM, SUPPLIER = writing.BUYER, writing.PLATFORM, writing.SUPPLIER
_E = EventType
# What another shop's books say of a unit, in the order in which it must have happened.
_TOLD = {"activated": (_E.ACTIVATED,), "used": (_E.ACTIVATED, _E.USED)}


def happened(unit_id: int, event: EventType, actor: str, at: datetime) -> None:
    """Write one event of a unit's good; nothing where a unit has none (a card not given yet).

    Raises IllegalStep when it can't follow where the good stands.
    """
    assert connection.in_atomic_block, "an event without its change"
    if good := writing.hold_units([unit_id]).get(unit_id):
        writing.append([(good, [Happening(event, actor)])], at)


def bought(order_id: int, at: datetime) -> None:
    """A paid order of something topped up directly: its units come to life and are sold.

    A card's life began in stock; it is a unit's from its delivery on.
    """
    units = [unit for unit in bought_units([order_id]) if not unit.keyed]
    writing.born([_new(unit, ()) for unit in units], at)


def imported(units: Iterable[BoughtUnit]) -> list[NewGood]:
    """Goods of another shop's orders: what its books say happened, with us to vouch for it.

    They are to be written with their orders.
    """
    alive = (unit for unit in units if unit.delivered or not unit.keyed)
    return [_new(unit, _past(unit), writing.PLATFORM) for unit in alive]


def cards_given(order: tuple[int, str], at: datetime) -> None:
    """Cards of stock become the order's (its id and number): sold and delivered."""
    order_id, number = order
    held = frozen_units(order_id)  # somebody has asked for the money while it was not delivered
    lives = []
    for unit_id, good in writing.give_to_units(order_id).items():
        sold = Happening(_E.SOLD, commits=_order(good, number))
        asked = way_to("delivered", Goal.ASKED) if unit_id in held else ()
        more = [Happening(event) for event in asked]
        lives.append((good, [sold, Happening(_E.DELIVERED), *more]))
    writing.append(lives, at)


def topped_up(order_id: int, at: datetime) -> None:
    """The supplier says that it delivered."""
    delivered = [Happening(_E.DELIVERED, SUPPLIER, attested_by=PLATFORM)]
    goods = writing.hold_order(order_id).values()
    writing.append([(good, delivered) for good in goods if good.state.startswith("sold")], at)


def returned(unit_ids: Sequence[int], at: datetime) -> None:
    """The channel has paid these units back by itself: their lives end (N9)."""
    goods = writing.hold_units(unit_ids).values()
    lives = [
        (good, [Happening(event, writing.CHANNEL) for event in way_to(good.state, Goal.RETURNED)])
        for good in goods
    ]
    writing.append(lives, at)


def reissued(unit_ids: Sequence[int], card_ids: Sequence[int], at: datetime) -> None:
    """Keys that did not work were exchanged: the goods live on with the new ones; the stock that
    gave those is void."""
    anew = [Happening(event) for event in (_E.VOIDED, _E.REISSUED, _E.DELIVERED)]
    lives = [(good, anew) for good in writing.hold_units(unit_ids).values()]
    spent = [(good, [Happening(_E.VOIDED)]) for good in writing.hold_cards(card_ids)]
    writing.append([*lives, *spent], at)


def _new(unit: BoughtUnit, more: Sequence[EventType], attested_by: str | None = None) -> NewGood:
    read = writing.new_good(unit.sku)
    bound = _order(read, unit.order_number)
    events = (_E.ISSUED, _E.SOLD, *more)
    said = [
        Happening(event, commits=bound if event is _E.SOLD else {}, attested_by=attested_by)
        for event in events
    ]
    return NewGood(read, said, unit_id=unit.id)


def _past(unit: BoughtUnit) -> tuple[EventType, ...]:
    return (_E.DELIVERED, *_TOLD.get(unit.usage, ())) if unit.delivered else ()


def _order(good: GoodAsRead, number: str) -> dict[str, str]:
    return commits(good.salt, {"order": order_value(number)})
