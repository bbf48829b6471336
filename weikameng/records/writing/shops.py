"""Writes other people's shops, each with the account that owns its tokens."""

from datetime import datetime

from weikameng.domain.shops import username_of
from weikameng.records.models import Shop, User


def open_shop(code: str, name: str, money: str, at: datetime) -> int | None:
    """Make a shop and its account, return its id; None when the code is taken."""
    shop, made = Shop.objects.get_or_create(
        code=code, defaults={"name": name, "money": money, "opened_at": at}
    )
    if not made:
        return None
    account = User(username=username_of(code), display_name=name[:40], role="buyer", shop=shop)
    account.set_unusable_password()
    account.save()
    return shop.pk


def close_shop(shop_id: int, at: datetime) -> bool:
    """Close a shop that is open; whether it was."""
    return bool(Shop.objects.filter(pk=shop_id, closed_at=None).update(closed_at=at))
