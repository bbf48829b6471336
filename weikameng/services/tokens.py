"""The API's tokens (P3): shown once, kept as a digest, with scopes and an end, revocable."""

import hashlib
import secrets
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import tokens as reading
from weikameng.records.reading.tokens import LiveToken
from weikameng.records.writing import tokens as writing
from weikameng.records.writing.tokens import NewToken
from weikameng.services.staff_log import noted

_PREFIX = "wkm_"
MAX_NAME, MAX_DAYS = 60, 3650
WINDOW = timedelta(minutes=1)
# The last use is kept to the minute: a busy program writes no row for most of its calls.
KEPT_EVERY = timedelta(minutes=1)
DAYS_WORDS = Words(f"有效天数是 1 到 {MAX_DAYS}。", f"A token is valid for 1 to {MAX_DAYS} days.")
_NAME = Words(
    f"请写明令牌的用途,最多 {MAX_NAME} 字。",
    f"Say what the token is for, in at most {MAX_NAME} characters.",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A token as it is asked for: what for, what it may do, for how many days (None: for ever)."""

    name: str
    scopes: AbstractSet[str]
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Use:
    """One call: the token, how many of the window's calls are left, seconds until it ends.

    Below zero are left where it was one too many.
    """

    token: LiveToken
    left: int
    seconds: int


def issue(wish: Wish, owner_id: int, shop_id: int | None, at: datetime) -> str:
    """Make a token and return its text; who asked notes it in the log. Refusal for odd wishes."""
    if not wish.name.strip() or len(wish.name) > MAX_NAME:
        raise Refusal("token", _NAME)
    if wish.days is not None and not 1 <= wish.days <= MAX_DAYS:
        raise Refusal("token", DAYS_WORDS)
    text = _PREFIX + secrets.token_urlsafe(32)
    until = at + timedelta(days=wish.days) if wish.days else None
    kept = sorted(wish.scopes)
    digest = digest_of_token(text)
    writing.keep(NewToken(owner_id, wish.name.strip(), digest, kept, shop_id, until), at)
    return text


def revoke(token_id: int, by: int | None, at: datetime) -> None:
    """Close one token; twice changes nothing. Nobody (None) is the command line."""
    token = reading.token(token_id)
    if token is None:
        raise not_found()
    with transaction.atomic():
        if writing.revoke(at, pk=token_id):
            whose = f"shop {token.shop.code}" if token.shop else f"person {token.owner.username}"
            noted(by, Act.TOKENS_REVOKED, whose, token.name, at)


def used(text: str, *, at: datetime) -> LiveToken | None:
    """Return the live token of this text, noting that it was used; None opens nothing."""
    return _noted(reading.live_token(digest_of_token(text), at), at)


def counted(text: str, limit: int, *, at: datetime) -> Use | None:
    """The same, counting its calls of this minute over all processes."""
    since = at.replace(second=0, microsecond=0)
    found = writing.counted(digest_of_token(text), at, since)
    if found is None:
        return None
    token, calls = found
    seconds = int((since + WINDOW - at).total_seconds()) + 1
    _noted(token, at)
    return Use(token, limit - calls, seconds)


def _noted(found: LiveToken | None, at: datetime) -> LiveToken | None:
    if found and (found.last_used_at is None or at - found.last_used_at >= KEPT_EVERY):
        writing.note_use(found.id, at, at - KEPT_EVERY)
    return found


def digest_of_token(text: str) -> str:
    """Return what is kept of a token; 256 random bits need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()
