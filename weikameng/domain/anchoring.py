"""Anchors: a checkpoint of the log written to a chain that others run (R11.2); the life of one,
and what a chain can tell us.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# A node replaces a waiting transaction only for a price a tenth higher; an eighth is on the safe
# side of every rounding.
RAISE_NUMERATOR, RAISE_DENOMINATOR = 9, 8
# Ahead of the chain, so that a late block holds up only itself. More would only wait longer.
MOST_UNDER_WAY = 8


class AnchorState(StrEnum):
    """Where an anchor stands. ``sent`` is written before the call: a crash leaves a question."""

    SENT = "sent"
    MINED = "mined"  # in a block that could still be dropped
    FINAL = "final"  # as many blocks on top as the operator asks for
    LOST = "lost"  # refused by the contract, or its number used otherwise: a later one closes it


LIVE = (AnchorState.SENT, AnchorState.MINED, AnchorState.FINAL)

ARROWS: frozenset[tuple[AnchorState, AnchorState]] = frozenset(
    {
        (AnchorState.SENT, AnchorState.MINED),
        (AnchorState.SENT, AnchorState.LOST),
        (AnchorState.MINED, AnchorState.FINAL),
        (AnchorState.MINED, AnchorState.SENT),  # a reorganisation took the block away
        (AnchorState.FINAL, AnchorState.SENT),  # deeper than the operator believed possible
    }
)


class ChainTrouble(StrEnum):
    """Why a chain did not do what it was asked."""

    DOWN = "down"  # no usable answer: nobody knows whether it was done
    KNOWN = "known"  # it has this very transaction already
    NONCE_USED = "nonce_used"  # another transaction with this number is on the chain
    UNDERPRICED = "underpriced"  # it wants a higher price to replace what waits
    NO_MONEY = "no_money"
    TOO_DEAR = "too_dear"  # it asks for more than the operator wants to pay
    NO_CONTRACT = "no_contract"
    REFUSED = "refused"


class ChainError(Exception):
    """A chain did not do it. The message is the node's, shortened; it holds no secret."""

    def __init__(self, trouble: ChainTrouble, message: str = "") -> None:
        super().__init__(f"{trouble}: {message}")
        self.trouble = trouble
        self.message = message


@dataclass(frozen=True, slots=True)
class Place:
    """Which contract on which chain: chain ids repeat, so the first block's hash belongs to it."""

    chain_id: int
    genesis: str
    contract: str

    @property
    def text(self) -> str:
        """One text for all three."""
        return f"{self.chain_id}:{self.genesis}:{self.contract}"


@dataclass(frozen=True, slots=True)
class ChainStanding:
    """What a chain says now: where it is, what it last took of our log, and what we have there.

    ``nonce`` counts our transactions in blocks. ``root`` is None while ``size`` is 0; ``price`` is
    what a unit of gas costs.
    """

    place: Place
    height: int
    nonce: int
    size: int
    root: bytes | None
    price: int


@dataclass(frozen=True, slots=True)
class AnchorOrder:
    """One anchor to be written. The same order always makes the same transaction."""

    size: int
    root: bytes
    proof: tuple[bytes, ...]
    nonce: int
    price: int


@dataclass(frozen=True, slots=True)
class SignedAnchor:
    """A signed transaction and the hash the chain will know it by."""

    transaction: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class AnchorFate:
    """What became of a transaction that is in a block."""

    transaction: str
    block: int
    block_hash: str
    taken: bool
    gas: int


@dataclass(frozen=True, slots=True)
class AnchorRules:
    """What the operator wishes for."""

    every: timedelta = timedelta(seconds=1)
    depth: int = 12
    most_price: int = 200 * 10**9  # for a unit of gas
    again_after: timedelta = timedelta(seconds=30)


def may_become(now: AnchorState, then: AnchorState) -> bool:
    """Say whether an anchor may go from one state to the other."""
    return (now, then) in ARROWS


def raised(price: int) -> int:
    """Return the price at which a node replaces a transaction that waits."""
    return -(-price * RAISE_NUMERATOR // RAISE_DENOMINATOR)
