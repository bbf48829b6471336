"""Anchors as they are kept: those under way, the ones to show, and the one that holds an entry."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from weikameng.domain.anchoring import AnchorState
from weikameng.ledger.encodings import base64_of
from weikameng.records.models.anchors import Anchor

MOST_SHOWN = 500
_REST = (
    *("root", "signed_at", "place", "from_size", "nonce", "price", "transactions", "state"),
    *("sent_at", "tried_at", "block", "block_hash", "gas", "mined_at", "final_at"),
)


@dataclass(frozen=True, slots=True)
class KeptAnchor:
    """One anchor with what was signed at its size."""

    id: int
    size: int
    root: bytes
    signed_at: datetime
    place: str
    from_size: int
    nonce: int
    price: int
    transactions: tuple[str, ...]
    state: AnchorState
    sent_at: datetime
    tried_at: datetime | None
    block: int | None
    block_hash: str
    gas: int | None
    mined_at: datetime | None
    final_at: datetime | None


def under_way(place: str) -> list[KeptAnchor]:
    """Return the anchors sent to a place that are not final yet, in the order they were sent."""
    rows = Anchor.objects.filter(place=place, state__in=[AnchorState.SENT, AnchorState.MINED])
    return _kept(rows.order_by("nonce"))


def final_beyond(place: str, size: int) -> list[KeptAnchor]:
    """Return the anchors believed final that are larger than what the chain has: it dropped them.

    An anchor's size is never smaller than the ones before it, so they are the last ones.
    """
    rows = Anchor.objects.filter(place=place, state=AnchorState.FINAL, checkpoint__gt=size)
    return _kept(rows.order_by("nonce"))


def last_sent_at(place: str) -> datetime | None:
    """Return when the last anchor was sent to a place."""
    newest = Anchor.objects.filter(place=place).order_by("-id").values_list("sent_at", flat=True)
    return newest.first()


def newest(limit: int = 20) -> list[KeptAnchor]:
    """Return the anchors sent last, newest first, to whichever place."""
    assert 0 < limit <= MOST_SHOWN, "a page is limited"
    return _kept(Anchor.objects.order_by("-id")[:limit])


def covering(size: int) -> KeptAnchor | None:
    """Return the first anchor in a block that holds at least ``size`` entries."""
    settled = [AnchorState.MINED, AnchorState.FINAL]
    rows = Anchor.objects.filter(checkpoint__gte=size, state__in=settled)
    return next(iter(_kept(rows.order_by("checkpoint", "id")[:1])), None)


def of_sizes(sizes: Sequence[int]) -> dict[int, KeptAnchor]:
    """Return the anchor sent last of each of these sizes."""
    rows = Anchor.objects.filter(checkpoint__in=sizes)
    return {one.size: one for one in _kept(rows.order_by("id"))}


def shown(one: KeptAnchor) -> dict[str, object]:
    """Return an anchor as it is published."""
    chain_id, genesis, contract = one.place.split(":")
    return {
        "size": one.size,
        "root": base64_of(one.root),
        "state": one.state,
        "chain_id": int(chain_id),
        "genesis": genesis,
        "contract": contract,
        "transaction": one.transactions[-1],
        "block": one.block,
        "block_hash": one.block_hash or None,
        "signed_at": one.signed_at.isoformat(),
        "sent_at": one.sent_at.isoformat(),
        "mined_at": one.mined_at.isoformat() if one.mined_at else None,
        "final_at": one.final_at.isoformat() if one.final_at else None,
    }


def _kept(rows: "QuerySet[Anchor]") -> list[KeptAnchor]:
    joined = rows.annotate(root=F("checkpoint__root"), signed_at=F("checkpoint__signed_at"))
    return [_anchor(*row) for row in joined.values_list("id", "checkpoint_id", *_REST)]


def _anchor(*row: Any) -> KeptAnchor:
    found = dict(zip((field.name for field in fields(KeptAnchor)), row, strict=True))
    found["root"], found["transactions"] = bytes(found["root"]), tuple(found["transactions"])
    return KeptAnchor(**found | {"state": AnchorState(found["state"])})
