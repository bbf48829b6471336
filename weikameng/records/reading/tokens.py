"""Questions about the API's tokens: who comes in with one, and whose buyer an object belongs to."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from weikameng.records.models import ApiToken
from weikameng.records.statements import fetch_one

MOST_SHOWN = 50
LIVE_STATEMENT = """
SELECT t.id, t.owner_id, t.shop_id, t.scopes::json, t.last_used_at
FROM api_token t
JOIN person p ON p.id = t.owner_id
LEFT JOIN shop s ON s.id = t.shop_id
WHERE t.digest = %(digest)s AND t.revoked_at IS NULL AND p.is_active
    AND (t.expires_at IS NULL OR t.expires_at > %(at)s) AND s.closed_at IS NULL
"""
# The buyer of something that belongs to an order of the shop. Numbers are unique by themselves.
_BUYER = "SELECT o.buyer_id FROM shop_order o {} WHERE {} = %(number)s AND o.shop_id = %(shop)s"
BUYER_STATEMENTS = {
    "order": _BUYER.format("", "o.number"),
    "case": _BUYER.format("JOIN refund_case c ON c.order_id = o.id", "c.number"),
    "payout": _BUYER.format(
        "JOIN refund_case c ON c.order_id = o.id JOIN payout p ON p.case_id = c.id", "p.number"
    ),
    "dispute": _BUYER.format(
        "JOIN refund_case c ON c.order_id = o.id JOIN dispute d ON d.case_id = c.id", "d.number"
    ),
    "upload": _BUYER.format("JOIN upload u ON u.order_id = o.id", "u.token"),
    "ticket": """
SELECT t.buyer_id FROM ticket t JOIN person p ON p.id = t.buyer_id
WHERE t.number = %(number)s AND p.shop_id = %(shop)s
""",
}


@dataclass(frozen=True, slots=True)
class LiveToken:
    """A token that opens the door. ``shop_id``: it acts for that shop, else for its owner."""

    id: int
    owner_id: int
    shop_id: int | None
    scopes: frozenset[str]
    last_used_at: datetime | None


def live_token(digest: str, at: datetime) -> LiveToken | None:
    """Return the token by the SHA-256 of its text, unless revoked, expired or of a closed shop."""
    row = fetch_one(LIVE_STATEMENT, {"digest": digest, "at": at})
    return LiveToken(row[0], row[1], row[2], frozenset(row[3]), row[4]) if row else None


def buyer_in_shop(shop_id: int, kind: str, number: str) -> int | None:
    """Return the buyer of a shop's order, case, payout, dispute, upload or ticket, if it has it."""
    given = {"number": number.replace("\0", ""), "shop": shop_id}
    row = fetch_one(BUYER_STATEMENTS[kind], given)
    return row[0] if row else None


def token(token_id: int) -> ApiToken | None:
    """Return one token with its owner and shop."""
    return ApiToken.objects.select_related("owner", "shop").filter(pk=token_id).first()


def tokens(shop_code: str = "", username: str = "", *, live: bool = False) -> list[ApiToken]:
    """Return tokens of a shop, of a person, or of all, newest first; ``live``: not revoked."""
    found = ApiToken.objects.select_related("owner", "shop").order_by("-id")
    if shop_code:
        found = found.filter(shop__code=shop_code)
    if username:
        found = found.filter(owner__username=username)
    return list(found.filter(revoked_at=None) if live else found)


def of_owner(owner_id: int) -> list[ApiToken]:
    """Return the newest tokens that act for this person, revoked ones, too."""
    found = ApiToken.objects.select_related("owner").filter(shop=None, owner_id=owner_id)
    return list(found.order_by("-id")[:MOST_SHOWN])


def live_of(owner_id: int, at: datetime) -> int:
    """Return how many tokens of a person open something."""
    live = Q(expires_at=None) | Q(expires_at__gt=at)
    return ApiToken.objects.filter(live, owner_id=owner_id, shop=None, revoked_at=None).count()


def of_people() -> list[ApiToken]:
    """Return the newest live tokens that act for their owner."""
    found = ApiToken.objects.select_related("owner").filter(shop=None, revoked_at=None)
    return list(found.order_by("-id")[:MOST_SHOWN])
