"""Questions about people: balances, who is who."""

from weikameng.records.models import User, Wallet


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
