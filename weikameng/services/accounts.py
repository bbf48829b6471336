"""People and their API tokens."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Role
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import accounts as reading
from weikameng.records.writing import accounts as writing
from weikameng.services.staff_log import noted

# What a buyer's program needs, and what a token has unless it is asked for more.
BUYERS_SCOPES = frozenset({"refunds:read", "refunds:write"})
# Complaints are for finance and supervisors, figures for who may see them: another owner's token
# finds nothing there.
SCOPES = BUYERS_SCOPES | {"complaints:read", "complaints:write", "figures:read"}
ROLES = tuple(role.value for role in Role)
_PREFIX = "wkm_"


def issue_token(username: str, name: str, scopes: frozenset[str], *, at: datetime) -> str:
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
    text = _PREFIX + secrets.token_urlsafe(32)
    digest, kept = digest_of_token(text), sorted(scopes)
    with transaction.atomic():
        writing.keep_token(owners[username], name=name, digest=digest, scopes=kept, at=at)
        noted(None, Act.TOKEN_ISSUED, f"person {username}", f"{name}: {' '.join(kept)}", at)
    return text


def revoke_tokens(username: str, *, at: datetime) -> int:
    """Revoke every live token of a person and return how many there were."""
    owners = reading.buyers_by_name({username})
    if username not in owners:
        return 0
    with transaction.atomic():
        count = writing.revoke_tokens(owners[username], at)
        noted(None, Act.TOKENS_REVOKED, f"person {username}", str(count), at)
    return count


def digest_of_token(text: str) -> str:
    """Return what is kept of a token; 256 random bits need no salt."""
    return hashlib.sha256(text.encode()).hexdigest()


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
