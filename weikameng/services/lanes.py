"""Reads what the lanes of a cross-border case follow from, and lays them side by side (R6.2)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from weikameng.domain.case_life import OPEN, State
from weikameng.domain.lanes import (
    BUYER_TO_STAFF,
    NAME_WORDS,
    OWNER_WORDS,
    STAFF_WORDS,
    Asked,
    Dealt,
    Identity,
    Known,
    Lane,
    Owner,
    lanes_of,
    ready_at,
)
from weikameng.domain.supply import MAX_QUESTIONS
from weikameng.records.reading import exchange as dealing
from weikameng.records.reading import identity as checking
from weikameng.records.reading.clocks import passages
from weikameng.records.reading.policies import promises
from weikameng.records.reading.refunds import Progress
from weikameng.records.reading.supplying import Said, said_about
from weikameng.services import held_up

_SHOWN = OPEN | {State.PAYING, State.PAYOUT_STUCK}


def lanes_of_case(progress: Progress) -> tuple[Lane, ...]:
    """Return the lanes of an open cross-border case; of any other case there are none."""
    if not progress.order.cross_border or progress.state not in _SHOWN:
        return ()
    since = progress.case.applied_at
    lines = reversed(progress.events)
    known = Known(
        identity=_identity(progress),
        supplier=_supplier(progress, since),
        exchange=_exchange(progress, since),
        history=passages((line.revision, line.event, line.state, line.at) for line in lines),
        route=progress.case.route,
    )
    return lanes_of(known, promises(), settings.EXCHANGE_DAYS)


def shown(progress: Progress, at: datetime, *, to_staff: bool = False) -> dict[str, Any] | None:
    """Return what parts/lanes.html shows; None for a case without lanes."""
    lanes = lanes_of_case(progress)
    if not lanes:
        return None
    return {
        "lanes": [_row(lane, at, to_staff=to_staff) for lane in lanes],
        "ready_at": ready_at(lanes),
        "over": all(lane.ended_at for lane in lanes),
        "case_number": progress.case.number,
        "order_number": progress.order.number,
        "to_staff": to_staff,
    }


def _row(lane: Lane, at: datetime, *, to_staff: bool) -> dict[str, Any]:
    late, buyers = lane.is_late(at), lane.owner is Owner.BUYER
    buyer = BUYER_TO_STAFF if to_staff else OWNER_WORDS[Owner.BUYER]
    return {
        "name": lane.name,
        "title": NAME_WORDS[lane.name],
        "owner": buyer if buyers else OWNER_WORDS[lane.owner],
        "says": STAFF_WORDS[lane.name] if buyers and to_staff else lane.says,
        "due_at": lane.due_at,
        "ended_at": lane.ended_at,
        "late": late,
        "tone": "ok" if lane.ended_at else "warn" if late or buyers else "info",
        "yours": buyers and not to_staff,
    }


def _identity(progress: Progress) -> Identity | None:
    standing = checking.standing(progress.case.pk)
    if standing is None:
        return None
    return Identity(standing.state, standing.since, standing.ended_at)


def _supplier(progress: Progress, since: datetime) -> Asked | None:
    """Only who delivered it itself can say whether it arrived."""
    if progress.product.fulfilment != "direct":
        return None
    said = [one for one in said_about(progress.order.pk) if one.at >= since]
    spoke = [one.at for one in said if one.arrived is not None]
    decided = progress.state not in {State.SCREENING, State.REVIEWING, State.AWAITING_BUYER}
    over = said[-1].at if said and _nobody_asks(said) else None
    if decided and over is None:
        over = progress.events[0].at
    return Asked(since, spoke[0] if spoke else None, over)


def _nobody_asks(said: list[Said]) -> bool:
    """Whether it can't be asked (switched off, too old), or was asked often enough."""
    return not said[-1].asked or len(said) >= MAX_QUESTIONS


def _exchange(progress: Progress, since: datetime) -> Dealt | None:
    if not dealing.is_carried(progress.order.pk):
        return None
    deal = dealing.standing_of(progress.order.pk)
    # What came with the order was there before the case.
    filled, confirmed = (
        max(at, since) if at else None for at in (deal.filled_at, deal.confirmed_at)
    )
    return Dealt(since, filled, confirmed, held_up.stopped_at(progress))
