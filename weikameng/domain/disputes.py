"""Disputes (R6.3): who argues with whom, on which clocks, who is drawn to decide, how it stands.

A dispute is a record of its own beside the case; where it stands follows from its rows.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from weikameng.domain.working_time import Pause

MAX_TEXT, MIN_TEXT = 4_000, 10
MAX_FILES = 6
MAX_REASON = 500
MAX_REQUESTS = 6  # of one dispute: a panel decides, it does not inquire for ever
ONE, THREE = 1, 3
# The clocks of sla.json a dispute runs on.
STATEMENT_CLOCK = "dispute_statement"
DECLARE_CLOCK = "dispute_declaration"
CHALLENGE_CLOCK = "dispute_challenge"
MATERIAL_CLOCK = "dispute_material"
RULING_CLOCK = "dispute_response"


class Side(StrEnum):
    """Who argues: whoever bought, and whoever sold."""

    BUYER = "buyer"
    SHOP = "shop"

    @property
    def other(self) -> "Side":
        """The opposite side."""
        return Side.SHOP if self is Side.BUYER else Side.BUYER


class Viewer(StrEnum):
    """As whom somebody looks at a dispute. ``invited``: drawn, no conflict declared away yet."""

    BUYER = "buyer"
    SHOP = "shop"
    PANEL = "panel"
    INVITED = "invited"

    @property
    def side(self) -> Side | None:
        """The side they stand on; None for who decides."""
        return Side(self.value) if self.value in set(Side) else None


class Filed(StrEnum):
    """What a side files: its statement, once; answers to what the panel asks for."""

    STATEMENT = "statement"
    REPLY = "reply"


class Seat(StrEnum):
    """What became of an arbitrator's invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    CONFLICT = "conflict"  # declared by themselves
    CHALLENGED = "challenged"  # refused by a side
    LAPSED = "lapsed"  # no declaration in time


SITTING = frozenset({Seat.INVITED, Seat.ACCEPTED})


class Asked(StrEnum):
    """What became of a request for material."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"


class Outcome(StrEnum):
    """What a ruling gives back: all that is left, a part in money, nothing."""

    FULL = "full"
    PART = "part"
    NONE = "none"


class Phase(StrEnum):
    """Where a dispute stands."""

    EXCHANGE = "exchange"  # statements, sealed from each other
    SEATING = "seating"  # statements are open, the panel is not complete
    HEARING = "hearing"
    WAITING = "waiting"  # for material from a side
    SIGNING = "signing"  # a draft waits for signatures
    RULED = "ruled"  # the money has not moved yet
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the standing of a dispute follows from."""

    seats: int
    accepted: int
    unsealed: bool
    asked_open: bool
    drafted: bool
    ruled: bool
    carried_out: bool


def phase_of(facts: Facts) -> Phase:
    """Return where a dispute stands; the latest thing that happened counts."""
    if facts.carried_out:
        return Phase.DONE
    if facts.ruled:
        return Phase.RULED
    if not facts.unsealed:
        return Phase.EXCHANGE
    if facts.accepted < facts.seats:
        return Phase.SEATING
    if facts.asked_open:
        return Phase.WAITING
    return Phase.SIGNING if facts.drafted else Phase.HEARING


def majority(seats: int) -> int:
    """Return how many of the panel must sign."""
    return seats // 2 + 1


def seats_for(at_stake_minor: int, three_from_minor: int | None) -> int:
    """Return how many decide: three from the amount on that the body names, otherwise one."""
    return THREE if three_from_minor is not None and at_stake_minor >= three_from_minor else ONE


def draw(number: str, seat: int, names: Iterable[str]) -> list[str]:
    """Return arbitrators in the order in which they are asked for a seat.

    Nobody chooses: the order follows from the dispute's number, and the body can compute it again
    from its own list.
    """

    def place(name: str) -> str:
        return hashlib.sha256(f"{number}:{seat}:{name}".encode()).hexdigest()

    return sorted(names, key=place)


def pauses_of(asked: Sequence[tuple[Side, datetime, datetime | None]]) -> tuple[Pause, ...]:
    """Return when the promised time of the ruling stood still: while the buyer was waited for.

    Waiting for the shop never stops it.
    """
    return tuple(Pause(since, until) for side, since, until in asked if side is Side.BUYER)
