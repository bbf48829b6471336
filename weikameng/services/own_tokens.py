"""A buyer's own tokens (P3): for a program of theirs, made and revoked without asking anybody."""

from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.roles import is_staff
from weikameng.domain.shops import OWN_SCOPES
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import accounts
from weikameng.records.reading import tokens as reading
from weikameng.services import tokens
from weikameng.services.staff_log import noted
from weikameng.services.tokens import Wish

MOST_OWN, USUAL_DAYS, MOST_DAYS = 10, 90, 365
_STAFF = Words(
    "工作人员的令牌由系统管理员签发。", "Tokens of staff are issued by the system administrator."
)
_SCOPES = Words("请至少选一项权限。", "Choose at least one scope.")
DAYS_WORDS = Words(f"有效天数是 1 到 {MOST_DAYS}。", f"A token is valid for 1 to {MOST_DAYS} days.")
_MANY = Words(
    f"最多同时有 {MOST_OWN} 个令牌,请先收回不用的。",
    f"At most {MOST_OWN} tokens at once; revoke one you don't use.",
)


def issue(owner_id: int, wish: Wish, *, at: datetime) -> str:
    """Make a token for its owner and return its text, shown once; Refusal for an odd wish."""
    if is_staff(accounts.role_of(owner_id)):
        raise Refusal("token", _STAFF)
    if not wish.scopes or not wish.scopes <= OWN_SCOPES.keys():
        raise Refusal("token", _SCOPES)
    if wish.days is None or not 1 <= wish.days <= MOST_DAYS:
        raise Refusal("token", DAYS_WORDS)
    with transaction.atomic():
        if reading.live_of(owner_id, at) >= MOST_OWN:
            raise Refusal("token", _MANY)
        text = tokens.issue(wish, owner_id, None, at)
        told = f"{wish.name.strip()}: {' '.join(sorted(wish.scopes))}"
        noted(owner_id, Act.TOKEN_ISSUED, f"person {owner_id}", told, at)
    return text


def revoke(owner_id: int, token_id: int, *, at: datetime) -> None:
    """Close one of the owner's own tokens; not found for anybody else's."""
    token = reading.token(token_id)
    if token is None or token.owner_id != owner_id or token.shop_id is not None:
        raise not_found()
    tokens.revoke(token_id, owner_id, at)
