"""Writes the books: entries are added, never changed (R4.6)."""

from datetime import datetime

from weikameng.domain.books import Posting
from weikameng.records.models import BookEntry


def post(
    posting: Posting, at: datetime, *, payout_id: int | None = None, by: int | None = None
) -> bool:
    """Write one double entry; False when the same cause was booked before."""
    _, fresh = BookEntry.objects.get_or_create(
        cause=posting.cause,
        defaults={
            "kind": posting.kind,
            "debit": posting.debit,
            "credit": posting.credit,
            "amount_minor": posting.amount_minor,
            "note": posting.note,
            "payout_id": payout_id,
            "by_id": by,
            "at": at,
        },
    )
    return fresh
