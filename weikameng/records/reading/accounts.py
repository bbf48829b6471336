"""Questions about people: tokens, balances, who is who."""

from weikameng.records.models import User, Wallet
from weikameng.records.statements import fetch_one

OWNER_STATEMENT = """
SELECT p.id, t.scopes::json FROM api_token t JOIN person p ON p.id = t.owner_id
WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND p.is_active
"""


def owner_of_token(digest: str) -> tuple[int, list[str]] | None:
    """Return the owner's id and the scopes of a live token, by the SHA-256 of its text."""
    row = fetch_one(OWNER_STATEMENT, {"digest": digest})
    return (row[0], row[1]) if row else None


def balance_of(buyer_id: int) -> int:
    """Return the platform balance in fen."""
    row = Wallet.objects.filter(buyer_id=buyer_id).values_list("balance_minor", flat=True).first()
    return row or 0


def people() -> list[User]:
    """Return everyone, staff last."""
    return list(User.objects.order_by("id"))


def person_named(username: str) -> User | None:
    """Return somebody who may sign in, by their sign-in name."""
    return User.objects.filter(username=username, is_active=True).first()


def role_of(person_id: int) -> str:
    """Return the role of somebody who exists."""
    return User.objects.values_list("role", flat=True).get(pk=person_id)


def buyers_by_name(names: set[str]) -> dict[str, int]:
    """Return ids of buyers by their sign-in name."""
    rows = User.objects.filter(username__in=names).values_list("username", "id")
    return dict(rows)
