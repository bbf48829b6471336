"""Writes down what was sent to a chain and where it stands; the trigger holds the arrows."""

from dataclasses import dataclass
from datetime import datetime

from weikameng.domain.anchoring import AnchorFate, AnchorState, may_become
from weikameng.records.models.anchors import Anchor
from weikameng.records.reading.anchors import KeptAnchor


@dataclass(frozen=True, slots=True)
class NewAnchor:
    """What is about to be sent."""

    size: int
    place: str
    from_size: int
    nonce: int
    price: int
    transaction: str


def intend(new: NewAnchor, at: datetime) -> None:
    """Write an anchor down before it is sent: after a crash the question is asked again."""
    Anchor.objects.create(
        checkpoint_id=new.size,
        place=new.place,
        from_size=new.from_size,
        nonce=new.nonce,
        price=new.price,
        transactions=[new.transaction],
        state=AnchorState.SENT,
        sent_at=at,
        tried_at=at,
    )


def try_again(anchor: KeptAnchor, price: int, transaction: str, at: datetime) -> None:
    """Write down that an anchor is sent once more, under this hash."""
    changes: dict[str, object] = {"tried_at": at}
    if transaction not in anchor.transactions:
        changes |= {"price": price, "transactions": [*anchor.transactions, transaction]}
    Anchor.objects.filter(id=anchor.id, state=AnchorState.SENT).update(**changes)


def mined(anchor: KeptAnchor, fate: AnchorFate, at: datetime) -> None:
    """An anchor is in this block."""
    _move(anchor, AnchorState.MINED, at, fate)


def final(anchor: KeptAnchor, fate: AnchorFate, at: datetime) -> None:
    """An anchor lies deep enough."""
    _move(anchor, AnchorState.FINAL, at, fate)


def dropped(anchor: KeptAnchor, at: datetime) -> None:
    """The chain took the block back: to be sent again at once."""
    _move(anchor, AnchorState.SENT, at)


def lost(anchor: KeptAnchor, at: datetime) -> None:
    """An anchor will never be; what comes later closes the gap."""
    _move(anchor, AnchorState.LOST, at)


def _move(
    anchor: KeptAnchor, state: AnchorState, at: datetime, fate: AnchorFate | None = None
) -> None:
    assert state is anchor.state or may_become(anchor.state, state), f"{anchor.state} to {state}"
    changes: dict[str, object] = {"state": state}
    if fate:
        changes |= {"block": fate.block, "block_hash": fate.block_hash, "gas": fate.gas}
    if state is AnchorState.MINED:
        changes["mined_at"] = at
    elif state is AnchorState.FINAL:
        changes["final_at"] = at
    elif state is AnchorState.SENT:
        changes["tried_at"] = None
    Anchor.objects.filter(id=anchor.id, state=anchor.state).update(**changes)
