"""Writes the API's tokens: issued, used and counted, revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from weikameng.records.models import ApiToken
from weikameng.records.reading.tokens import LIVE_STATEMENT, LiveToken
from weikameng.records.statements import fetch_one

# One call more of a live token in the window it falls into: one statement, no log written.
COUNTED = f"""
WITH live AS ({LIVE_STATEMENT}), counted AS (
    INSERT INTO api_call_count AS c (token_id, since, calls)
    SELECT id, %(since)s, 1 FROM live
    ON CONFLICT (token_id) DO UPDATE SET
        calls = CASE WHEN c.since >= excluded.since THEN c.calls + 1 ELSE 1 END,
        since = greatest(c.since, excluded.since)
    RETURNING calls
)
SELECT live.*, counted.calls FROM live, counted
"""  # noqa: S608 (two statements of ours)


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token to keep: whose, for which shop, what it may do, until when."""

    owner_id: int
    name: str
    digest: str
    scopes: Sequence[str]
    shop_id: int | None = None
    expires_at: datetime | None = None


def keep(new: NewToken, at: datetime) -> int:
    """Keep a token by the SHA-256 of its text and return its id."""
    row = ApiToken.objects.create(
        owner_id=new.owner_id,
        shop_id=new.shop_id,
        name=new.name,
        digest=new.digest,
        scopes=list(new.scopes),
        created_at=at,
        expires_at=new.expires_at,
    )
    return row.pk


def counted(digest: str, at: datetime, since: datetime) -> tuple[LiveToken, int] | None:
    """Return the live token and how often it called since then, this call included."""
    row = fetch_one(COUNTED, {"digest": digest, "at": at, "since": since})
    if row is None:
        return None
    return LiveToken(row[0], row[1], row[2], frozenset(row[3]), row[4]), row[5]


def note_use(token_id: int, at: datetime, before: datetime) -> None:
    """Note a use unless one after ``before`` is noted already."""
    long_ago = Q(last_used_at=None) | Q(last_used_at__lte=before)
    ApiToken.objects.filter(long_ago, pk=token_id).update(last_used_at=at)


def revoke(at: datetime, **which: int) -> int:
    """Close live tokens (of an owner, a shop, or one by its id); return how many."""
    return ApiToken.objects.filter(revoked_at=None, **which).update(revoked_at=at)
