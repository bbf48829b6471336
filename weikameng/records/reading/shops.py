"""Questions about other people's shops."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from weikameng.records.models import Shop, User


@dataclass(frozen=True, slots=True)
class ShopAsRead:
    """A shop and how many of its tokens are ``live``."""

    id: int
    code: str
    name: str
    money: str
    opened_at: datetime
    closed_at: datetime | None
    live: int


def shops(**named: str) -> list[ShopAsRead]:
    """Return every shop of this code, or all of them, the open ones first."""
    live = Count("tokens", filter=Q(tokens__revoked_at=None))
    columns = ("pk", "code", "name", "money", "opened_at", "closed_at")
    rows = Shop.objects.filter(**named).annotate(live=live).values_list(*columns, "live")
    found = [ShopAsRead(*row) for row in rows]
    return sorted(found, key=lambda shop: (shop.closed_at is not None, shop.code))


def shop_named(code: str) -> ShopAsRead | None:
    """Return the shop of this code."""
    return next(iter(shops(code=code)), None)


def account_of(shop_id: int) -> int:
    """Return the id of the shop's own account, which owns its tokens."""
    return User.objects.values_list("pk", flat=True).get(shop_id=shop_id, customer="")
