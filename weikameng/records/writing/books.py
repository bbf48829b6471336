"""Writes the books: entries are added, never changed (R4.6)."""

from collections.abc import Iterable
from datetime import datetime

from weikameng.domain.books import Posting
from weikameng.domain.recovery import Claimed
from weikameng.records.models import BookEntry, RecoveryClaim
from weikameng.records.statements import fetch_all, fetch_one

BATCH = 1000
_BOOKED = "SELECT cause FROM book_entry WHERE cause = ANY(%(causes)s)"
_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%(account)s, 0))"


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


def post_all(postings: Iterable[tuple[Posting, int | None]], at: datetime) -> None:
    """Write many double entries with their payouts; what was booked before stays as it is."""
    wanted = {posting.cause: (posting, payout_id) for posting, payout_id in postings}
    booked = {row[0] for row in fetch_all(_BOOKED, {"causes": list(wanted)})}
    rows = (
        BookEntry(
            cause=posting.cause,
            kind=posting.kind,
            debit=posting.debit,
            credit=posting.credit,
            amount_minor=posting.amount_minor,
            note=posting.note,
            payout_id=payout_id,
            at=at,
        )
        for cause, (posting, payout_id) in wanted.items()
        if cause not in booked
    )
    BookEntry.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def take_turns(account: str) -> None:
    """Let nobody else who asks for this account go on before this transaction has ended."""
    fetch_one(_ALONE, {"account": account})


def note_claim(claimed: Claimed, *, by: int, at: datetime) -> bool:
    """Note that a month was claimed; False when it was before."""
    _, fresh = RecoveryClaim.objects.get_or_create(
        supplier=claimed.supplier,
        month=str(claimed.month),
        defaults={
            "amount_minor": claimed.amount_minor,
            "reference": claimed.reference,
            "by_id": by,
            "at": at,
        },
    )
    return fresh
