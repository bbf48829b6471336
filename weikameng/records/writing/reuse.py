"""Keeps what tells a picture again: tokens, and what came of laying two over each other."""

from collections.abc import Iterable
from datetime import datetime

from weikameng.domain.reading.reuse import Prints
from weikameng.records.models import PicturePair, PictureToken
from weikameng.records.reading.reuse import LINE, NUMBER, Laid


def keep_prints(evidence_id: int, prints: Prints) -> None:
    """Write the sealed prints of a picture; what is there already stays."""
    # In one order, so that two at once can't wait for each other.
    tokens = sorted(
        [(NUMBER, token) for token in prints.numbers] + [(LINE, token) for token in prints.lines]
    )
    PictureToken.objects.bulk_create(
        (PictureToken(evidence_id=evidence_id, kind=kind, token=token) for kind, token in tokens),
        ignore_conflicts=True,
    )


def keep_laid(pairs: Iterable[Laid], at: datetime) -> None:
    """Write what came of laying pictures over each other; the first one of a pair stays."""
    PicturePair.objects.bulk_create(
        (
            PicturePair(
                newer_id=pair.newer_id,
                earlier_id=pair.earlier_id,
                same_capture=pair.capture.same,
                changed=[list(box) for box in pair.capture.changed],
                width=pair.capture.size[0],
                height=pair.capture.size[1],
                at=at,
            )
            for pair in pairs
        ),
        ignore_conflicts=True,
    )
