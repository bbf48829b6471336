"""Writes lives of goods (R11.1): an event joins the outbox in the transaction of its change.

The good's row is locked first, so the order of ids is the order of each good's events.
"""

import json
import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from weikameng.ledger.commitments import SALT_BYTES
from weikameng.ledger.events import EventType, fitting_sku
from weikameng.ledger.lives import walked
from weikameng.records.models import LedgerGood, LedgerOutbox, OrderUnit
from weikameng.records.models.goods_life import new_good_id
from weikameng.records.reading.goods_life import GoodAsRead, good_of
from weikameng.records.statements import fetch_all, statement

STEP = statement(Path(__file__).parent / "life_step.sql")
_GIVEN = """
UPDATE ledger_good g SET unit_id = c.unit_id
FROM card_stock c JOIN order_unit u ON u.id = c.unit_id
WHERE u.order_id = %(order_id)s AND g.card_id = c.id AND g.unit_id IS NULL
RETURNING g.id
"""
PLATFORM, SUPPLIER, BUYER, STAFF, CHANNEL = "platform", "supplier", "buyer", "staff", "channel"
ARBITER = "arbiter"
# Who acted in a case's step, as the log calls them: a part, never a name.
_PARTS = {"buyer": BUYER, "staff": STAFF, "route": CHANNEL, "arbiter": ARBITER}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event to write. ``attested_by``: ``platform`` where the source itself can't sign."""

    type: EventType
    actor: str = PLATFORM
    commits: Mapping[str, str] = field(default_factory=dict)
    attested_by: str | None = None
    evidence: bytes | None = None


@dataclass(frozen=True, slots=True)
class NewGood:
    """A good that comes into the world, of a card or a unit, and how its life begins."""

    read: GoodAsRead
    happenings: Sequence[Happening]
    card_id: int | None = None
    unit_id: int | None = None


def new_good(sku: str) -> GoodAsRead:
    """Return a good that is nowhere yet: a random id, a random salt, no event."""
    return GoodAsRead(new_good_id(), fitting_sku(sku), secrets.token_bytes(SALT_BYTES), "", 0)


def part_of(actor: str) -> str:
    """Return the part that acted: ``buyer:7`` is a buyer."""
    return _PARTS.get(actor.partition(":")[0], PLATFORM)


def born(new: Iterable[NewGood], at: datetime) -> None:
    """Write new goods with their first events, in two statements however many."""
    goods, events = [], []
    for one in new:
        read = one.read
        goods.append(
            LedgerGood(
                id=read.id,
                card_id=one.card_id,
                unit_id=one.unit_id,
                sku=read.sku,
                salt=read.salt,
                state=walked("", [happening.type for happening in one.happenings]),
                next_seq=len(one.happenings),
            )
        )
        events += [_row(read, seq, said, at) for seq, said in enumerate(one.happenings)]
    LedgerGood.objects.bulk_create(goods)
    LedgerOutbox.objects.bulk_create(events)


def hold_units(unit_ids: Iterable[int]) -> dict[int, GoodAsRead]:
    """Lock the goods of units and return them by unit; units that have none yet are left out."""
    rows = LedgerGood.objects.select_for_update(no_key=True).filter(unit_id__in=list(unit_ids))
    return {row.unit_id: good_of(row) for row in rows.order_by("id") if row.unit_id is not None}


def hold_card(good_id: UUID) -> int | None:
    """Lock a good and return the unit that it has been sold as, None while it is in stock."""
    return LedgerGood.objects.select_for_update(no_key=True).get(pk=good_id).unit_id


def hold_cards(card_ids: Iterable[int]) -> list[GoodAsRead]:
    """Lock the goods of cards in stock and return them."""
    rows = LedgerGood.objects.select_for_update(no_key=True)
    return [good_of(row) for row in rows.filter(card_id__in=list(card_ids)).order_by("id")]


def hold_order(order_id: int) -> dict[int, GoodAsRead]:
    """Lock the goods of all units of an order and return them by unit."""
    return hold_units(OrderUnit.objects.filter(order_id=order_id).values_list("pk", flat=True))


def give_to_units(order_id: int) -> dict[int, GoodAsRead]:
    """Let the cards an order was given be its units' goods; return them, locked, by unit."""
    fetch_all(_GIVEN, {"order_id": order_id})
    return hold_order(order_id)


def attested(good_id: UUID, at: datetime) -> None:
    """Note when the supplier last said that a locked good was not activated."""
    LedgerGood.objects.filter(pk=good_id).update(attested_at=at)


def destroy_salts(goods: Sequence[UUID]) -> int:
    """Destroy the salts of goods and cases; return how many. Nothing brings them back."""
    return LedgerGood.objects.filter(pk__in=goods, salt__isnull=False).update(salt=None)


def append(lives: Iterable[tuple[GoodAsRead, Sequence[Happening]]], at: datetime) -> list[int]:
    """Write further events of locked goods in one statement; return their ids.

    Raises IllegalStep when one can't follow where its good stands.
    """
    moved = [(good, happenings) for good, happenings in lives if happenings]
    if not moved:
        return []
    step = step_parameters(moved)
    values = {
        "goods": json.dumps(step["goods"]),
        "events": json.dumps(step["events"]),
        "ids": [good.id for good, _ in moved],
        "at": at,
    }
    return [row[0] for row in fetch_all(STEP, values)]


def step_parameters(
    moved: Sequence[tuple[GoodAsRead, Sequence[Happening]]],
) -> dict[str, list[dict[str, Any]]]:
    """Return where goods go, and their events, as rows; the opening of a case writes them, too.

    Raises IllegalStep when an event can't follow where its good stands.
    """
    goods, events = [], []
    for good, happenings in moved:
        goods.append(
            {
                "id": str(good.id),
                "seq": good.next_seq,
                "state": walked(good.state, [happening.type for happening in happenings]),
                "next": good.next_seq + len(happenings),
            }
        )
        events += [
            _line(good, seq, happening)
            for seq, happening in enumerate(happenings, start=good.next_seq)
        ]
    return {"goods": goods, "events": events}


def _line(good: GoodAsRead, seq: int, happening: Happening) -> dict[str, Any]:
    raw = happening.evidence
    return {
        "good_id": str(good.id),
        "seq": seq,
        "type": happening.type,
        "actor": happening.actor,
        "sku": good.sku,
        "commits": dict(happening.commits),
        "attested_by": happening.attested_by,
        "evidence": None if raw is None else b64encode(raw).decode(),
    }


def _row(good: GoodAsRead, seq: int, happening: Happening, at: datetime) -> LedgerOutbox:
    return LedgerOutbox(
        good_id=good.id,
        seq=seq,
        type=happening.type,
        at=at,
        actor=happening.actor,
        sku=good.sku,
        commits=dict(happening.commits),
        attested_by=happening.attested_by,
        evidence=happening.evidence,
    )
