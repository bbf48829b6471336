"""The list of signed heads, newest first, each with the anchor that holds exactly it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Max, OuterRef

from weikameng.domain.anchoring import AnchorState
from weikameng.ledger.encodings import base64_of
from weikameng.records.models import Anchor, LogCheckpoint
from weikameng.records.reading.anchors import KeptAnchor, of_sizes

PAGE = 50


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """One signed head as it is listed."""

    size: int
    root: str
    signed_at: datetime
    anchor: KeptAnchor | None


def anchored_upto() -> int:
    """Return up to which entry some anchor in a block holds them all; 0 without any."""
    there = Anchor.objects.filter(state__in=[AnchorState.MINED, AnchorState.FINAL])
    found: int | None = there.aggregate(upto=Max("checkpoint"))["upto"]
    return found or 0


def heads_before(size: int | None, *, anchored: bool) -> tuple[list[PublishedHead], bool]:
    """Return a page of heads smaller than ``size``, and whether there are more; two questions."""
    rows = LogCheckpoint.objects.order_by("-size")
    if size is not None:
        rows = rows.filter(size__lt=size)
    if anchored:
        rows = rows.filter(Exists(Anchor.objects.filter(checkpoint=OuterRef("size"))))
    found = list(rows.values_list("size", "root", "signed_at")[: PAGE + 1])
    kept = of_sizes([one for one, _, _ in found[:PAGE]])
    listed = [
        PublishedHead(one, base64_of(bytes(root)), at, kept.get(one))
        for one, root, at in found[:PAGE]
    ]
    return listed, len(found) > PAGE
