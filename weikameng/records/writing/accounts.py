"""Writes people, their tokens and their balance."""

from datetime import datetime

from weikameng.records.models import ApiToken, User, WalletEntry
from weikameng.records.writing.orders import spend_wallet


def keep_person(username: str, *, display_name: str, role: str, password: str) -> User:
    """Make a person if there is none of that name; an existing one is left as it is."""
    person = User.objects.filter(username=username).first()
    if person is None:
        person = User(username=username, display_name=display_name, role=role)
        person.set_password(password or None)  # none: nobody signs in with it
        person.save()
    return person


def keep_token(owner_id: int, *, name: str, digest: str, scopes: list[str], at: datetime) -> None:
    """Keep a token by the SHA-256 of its text."""
    ApiToken.objects.create(
        owner_id=owner_id, name=name, digest=digest, scopes=scopes, created_at=at
    )


def revoke_tokens(owner_id: int, at: datetime) -> int:
    """Close every live token of a person; return how many."""
    return ApiToken.objects.filter(owner_id=owner_id, revoked_at=None).update(revoked_at=at)


def top_up(buyer_id: int, amount_minor: int, cause: str, at: datetime) -> None:
    """Put fen on a balance, once per cause."""
    if not WalletEntry.objects.filter(cause=cause).exists():
        spend_wallet(buyer_id, -amount_minor, cause, at)
