"""People and their API tokens."""

from datetime import datetime

from django.db import transaction

from weikameng.domain import shops
from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Role
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import accounts as reading
from weikameng.records.writing import accounts as writing
from weikameng.records.writing import tokens as writing_tokens
from weikameng.services import tokens
from weikameng.services.staff_log import noted

# What a buyer's program needs, and what a token has unless it is asked for more.
BUYERS_SCOPES = frozenset({"refunds:read", "refunds:write"})
# Complaints are for finance and supervisors, figures for who may see them: another owner's token
# finds nothing there.
SCOPES = BUYERS_SCOPES | {"complaints:read", "complaints:write", "figures:read"}
# Deals of cross-border orders: finance fills in and exports, another person confirms.
SCOPES |= {"exchange:read", "exchange:write"}
# Incidents and a person's decisions: finance, supervisors and reviewers, each as on the pages.
SCOPES |= {"incidents:read", "incidents:write", "reviews:read", "reviews:write"}
# Both sides of a dispute and its arbitrators; each finds what is theirs.
SCOPES |= {"disputes:read", "disputes:write"}
SCOPES |= shops.SCOPES  # what a shop's program may do, its people may
ROLES = tuple(role.value for role in Role)


def issue_token(
    username: str, name: str, scopes: frozenset[str], *, at: datetime, days: int | None = None
) -> str:
    """Make a token for the API and return its text: shown once, only its digest is kept (P3)."""
    owners = reading.buyers_by_name({username})
    if username not in owners or not scopes <= SCOPES:
        raise Refusal(
            "token",
            Words(
                f"没有用户 {username},或权限不在 {sorted(SCOPES)} 之中。",
                f"No user {username}, or a scope is not one of {sorted(SCOPES)}.",
            ),
        )
    with transaction.atomic():
        text = tokens.issue(tokens.Wish(name, scopes, days), owners[username], None, at)
        told = f"{name}: {' '.join(sorted(scopes))}"
        noted(None, Act.TOKEN_ISSUED, f"person {username}", told, at)
    return text


def revoke_tokens(username: str, *, at: datetime) -> int:
    """Revoke every live token of a person and return how many there were."""
    owners = reading.buyers_by_name({username})
    if username not in owners:
        return 0
    with transaction.atomic():
        count = writing_tokens.revoke(at, owner_id=owners[username])
        noted(None, Act.TOKENS_REVOKED, f"person {username}", str(count), at)
    return count


def add_person(username: str, display_name: str, role: str, password: str, *, at: datetime) -> int:
    """Make an account and return its id; Refusal for a role that does not exist."""
    if role not in ROLES:
        raise Refusal(
            "role",
            Words(
                f"角色只能是 {', '.join(ROLES)}。",
                f"The role must be one of {', '.join(ROLES)}.",
            ),
        )
    with transaction.atomic():
        is_new = username not in reading.buyers_by_name({username})
        kept = writing.keep_person(
            username, display_name=display_name, role=role, password=password
        )
        if is_new:
            noted(None, Act.PERSON_ADDED, f"person {username}", role, at)
    return kept.pk
