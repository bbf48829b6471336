"""The canned replies that are in use."""

from collections.abc import Sequence

from weikameng.domain.canned import MOST_REPLIES
from weikameng.records.models import CannedReply


def in_use() -> Sequence[CannedReply]:
    """Return them by name."""
    rows = CannedReply.objects.filter(retired_at=None).select_related("changed_by")
    return list(rows.order_by("name_zh")[:MOST_REPLIES])


def count() -> int:
    """Count those in use."""
    return CannedReply.objects.filter(retired_at=None).count()


def one(reply_id: int) -> CannedReply | None:
    """Return one that is in use."""
    return CannedReply.objects.filter(pk=reply_id, retired_at=None).first()
