"""Forgets a buyer who asks for it (PIPL 47): after seven days to think again, the account at once,
each order once the law lets it go (three years, five across borders). Cases, books and the log stay
whole: only words and what names a person go.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.personal import ERASING, NOT_WAITING, WAIT_DAYS
from weikameng.domain.roles import Role
from weikameng.domain.staff_acts import Act
from weikameng.records.reading import erasing as reading
from weikameng.records.reading.accounts import role_of
from weikameng.records.reading.forgetting import kept_orders
from weikameng.records.writing import erasing as writing
from weikameng.records.writing import identity
from weikameng.records.writing.life import destroy_salts
from weikameng.services.sealed_files import remove_needless
from weikameng.services.staff_log import noted

# A matter that is open has no end yet: look again.
AGAIN_AFTER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What of a buyer could go now, and how many orders are to be kept, until when at least."""

    orders_now: int
    orders_open: int
    orders_later: int
    first_due_at: datetime | None


def outlook(person_id: int, *, at: datetime) -> Outlook:
    """Return what an erasure would empty now, and what stays for how long. Writes nothing."""
    kept = kept_orders(person_id, at=at)
    closed = [one for one in kept if not one.open]
    later = [one.until for one in closed if one.until > at]
    return Outlook(
        len(closed) - len(later), len(kept) - len(closed), len(later), min(later, default=None)
    )


def ask(person_id: int, by_id: int | None, *, at: datetime) -> datetime:
    """Ask to forget a buyer; return from when it is carried out. Until then it can be called off.

    Refusal when it was asked before, and for anybody but a buyer.
    """
    if role_of(person_id) != Role.BUYER:
        raise not_found()
    carries_at = at + timedelta(days=WAIT_DAYS)
    try:
        with transaction.atomic():
            writing.ask(person_id, by_id or person_id, at, carries_at)
            if by_id != person_id:
                noted(by_id, Act.ERASURE_ASKED, f"person {person_id}", "", at)
    except IntegrityError as error:
        raise Refusal("erasing", ERASING) from error
    return carries_at


def call_off(person_id: int, by_id: int | None, *, at: datetime) -> None:
    """Call it off while it waits; Refusal when it does not."""
    with transaction.atomic():
        if not writing.call_off(person_id, at):
            raise Refusal("not_waiting", NOT_WAITING)
        if by_id != person_id:
            noted(by_id, Act.ERASURE_CALLED_OFF, f"person {person_id}", "", at)


def go_on(at: datetime) -> int:
    """Carry out every erasure that is due; return how many were touched. Safe to run again."""
    due = reading.to_do(at)
    for erasure_id in due:
        _carry_out(erasure_id, at)
    return len(due)


def _carry_out(erasure_id: int, at: datetime) -> None:
    with transaction.atomic():
        row = writing.hold(erasure_id)
        if row.done_at or row.called_off_at:
            return
        files: list[str] = []
        if row.account_at is None:
            identity.erase(row.person_id, at)
            files += writing.empty_account(row.person_id, at)
            row.account_at = at
        kept = kept_orders(row.person_id, at=at)
        due = [one.order_id for one in kept if not one.open and one.until <= at]
        files += writing.empty_orders(due, at)
        destroy_salts(writing.goods_of(due))
        later = [at + AGAIN_AFTER if one.open else one.until for one in kept]
        later = [moment for moment in later if moment > at]
        row.orders_left, row.next_due_at = len(later), min(later, default=None)
        row.done_at = None if later else at
        writing.keep(row)
        transaction.on_commit(lambda: remove_needless(files, due))
