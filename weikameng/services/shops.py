"""Shops of other people that send us their orders (P2): opened, closed, given tokens."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.shops import MAX_NAME, SCOPES, Money, is_code
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import shops as reading
from weikameng.records.writing import shops as writing
from weikameng.records.writing import tokens as writing_tokens
from weikameng.services import tokens
from weikameng.services.staff_log import noted

_CODE = Words(
    "代码用 2 到 40 个小写字母、数字和连字符,以字母开头。",
    "A code is 2 to 40 small letters, digits and hyphens, a letter first.",
)
_NAME = Words(f"请写店名,最多 {MAX_NAME} 字。", f"Write a name of at most {MAX_NAME} characters.")
_MONEY = Words("退款由谁付:ours(平台)或 shop(店铺)。", "Who pays back: ours or shop.")
_TAKEN = Words("这个代码已经有店铺在用。", "A shop of this code is there already.")
_CLOSED = Words("这家店铺已经关闭。", "This shop is closed.")
_SCOPES = Words(
    f"请至少选一项权限:{'、'.join(sorted(SCOPES))}。",
    f"Choose at least one scope of {', '.join(sorted(SCOPES))}.",
)


def open_shop(code: str, name: str, money: str, by: int | None, at: datetime) -> int:
    """Open a shop and return its id. Nobody (None) is the command line."""
    if not is_code(code):
        raise Refusal("shop", _CODE)
    if not name.strip() or len(name) > MAX_NAME:
        raise Refusal("shop", _NAME)
    if money not in set(Money):
        raise Refusal("shop", _MONEY)
    with transaction.atomic():
        made = writing.open_shop(code, name.strip(), money, at)
        if made is None:
            raise Refusal("shop", _TAKEN)
        noted(by, Act.SHOP_OPENED, f"shop {code}", f"{name.strip()}: {money}", at)
    return made


def close_shop(code: str, by: int | None, at: datetime) -> int:
    """Close a shop for good: its tokens open nothing any more; return how many were live."""
    shop_id = _open(code)
    with transaction.atomic():
        writing.close_shop(shop_id, at)
        count = writing_tokens.revoke(at, shop_id=shop_id)
        noted(by, Act.SHOP_CLOSED, f"shop {code}", str(count), at)
    return count


def issue_token(code: str, wish: tokens.Wish, by: int | None, at: datetime) -> str:
    """Make a token that acts for a shop and return its text: shown once."""
    shop_id = _open(code)
    if not wish.scopes or not wish.scopes <= SCOPES:
        raise Refusal("token", _SCOPES)
    with transaction.atomic():
        text = tokens.issue(wish, reading.account_of(shop_id), shop_id, at)
        told = f"{wish.name.strip()}: {' '.join(sorted(wish.scopes))}"
        noted(by, Act.TOKEN_ISSUED, f"shop {code}", told, at)
    return text


def _open(code: str) -> int:
    shop = reading.shop_named(code)
    if shop is None:
        raise not_found()
    if shop.closed_at:
        raise Refusal("shop", _CLOSED)
    return shop.id
