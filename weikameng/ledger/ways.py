"""The shortest row of events from where a good stands to what the business has decided of it."""

from enum import StrEnum

from weikameng.ledger.events import EventType
from weikameng.ledger.lives import Standing, standing_of, step

E = EventType


class Goal(StrEnum):
    """What a refund case, or the channel behind it, means for one good.

    ``approved`` and ``returned``: its whole price goes back. ``kept``: it stays the buyer's.
    """

    ASKED = "asked"
    DISPUTED = "disputed"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    KEPT = "kept"


def way_to(state: str, goal: Goal) -> tuple[EventType, ...]:
    """Return the events still missing, none where nothing is: whatever came in between."""
    now = standing_of(state)
    if now.use in {"", "voided", "listed", "issued"}:
        return ()  # given back already, or not sold at all
    steps = _wanted(now, goal)
    possible = []
    for event in steps:
        following = step(state, event)
        if following is not None:
            possible.append(event)
            state = following
    return tuple(possible)


def _wanted(now: Standing, goal: Goal) -> tuple[EventType, ...]:
    frozen = () if now.frozen else (E.FROZEN,)
    if goal is Goal.DISPUTED:
        return (*frozen, E.DISPUTED)
    asked: tuple[EventType, ...] = (E.REFUND_REQUESTED,)
    if now.claim == "disputed":  # whatever comes next, a ruling comes first
        asked = (E.RULED,)
    elif now.claim in {"requested", "held", "approved", "ruled"}:
        asked = ()
    if goal is Goal.ASKED:
        return (*frozen, *asked)
    if goal is Goal.APPROVED:
        return (*frozen, *asked, E.REFUND_APPROVED)
    if goal is Goal.RETURNED:
        return (*frozen, *asked, E.REFUND_APPROVED, E.REFUNDED, E.VOIDED)
    if goal is Goal.REJECTED:
        return (*frozen, *asked, E.REFUND_REJECTED, E.UNFROZEN)
    return (E.RULED, E.UNFROZEN) if now.claim == "disputed" else (E.UNFROZEN,)
