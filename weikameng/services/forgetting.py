"""Forgetting (PIPL): once records need not be kept, the salts that make the log's commitments
readable are destroyed. The log stays whole and verifiable; what it committed to means nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from weikameng.domain import retention
from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.records.reading.accounts import buyers_by_name
from weikameng.records.reading.forgetting import held_salts
from weikameng.records.writing import life as writing
from weikameng.services.staff_log import noted

CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Forgettable:
    """What may be destroyed now, how many stay because something is open, and how many are not
    due yet, with the first moment one of them is."""

    goods: tuple[UUID, ...]
    open: int
    later: int
    first_due_at: datetime | None

    @property
    def code(self) -> str:
        """What confirms exactly these and no others."""
        digest = sha256(b"".join(good.bytes for good in self.goods))
        return digest.hexdigest()[:CODE_LENGTH]


def forgettable(username: str, *, at: datetime) -> Forgettable:
    """Return what may be forgotten of a buyer, of everybody with ``""``. Writes nothing."""
    if username:
        held = held_salts(_buyer(username), ordered_by=at)
    else:  # nothing newer can be due
        held = held_salts(None, ordered_by=at - timedelta(days=365 * retention.YEARS))
    closed = [one for one in held if not one.open]
    later = [one.until for one in closed if one.until > at]
    return Forgettable(
        tuple(one.good for one in closed if one.until <= at),
        len(held) - len(closed),
        len(later),
        min(later, default=None),
    )


def forget(username: str, code: str, why: str, by: Actor, *, at: datetime) -> int:
    """Destroy what was shown under this code; return how many. Nothing brings them back.

    Refusal when it is not the same any more, or who asks may not.
    """
    if not allowed(by.role, Right.MANAGE_ACCOUNTS):
        raise Refusal("no_right", retention.NO_RIGHT)
    with transaction.atomic():
        found = forgettable(username, at=at)
        if not found.goods or found.code != code:
            raise Refusal("changed", retention.CHANGED)
        count = writing.destroy_salts(found.goods)
        about = f"person {username}" if username else f"salts {count}"
        noted(by.id, Act.SALTS_DESTROYED, about, f"{count}: {why}", at)
    return count


def _buyer(username: str) -> int:
    found = buyers_by_name({username}).get(username)
    if found is None:
        raise Refusal("not_found", retention.NOBODY)
    return found
