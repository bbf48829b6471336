"""The people who work here: their role, whether they have a second factor, when they signed in."""

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from weikameng.records.models import User

PAGE_SIZE = 50


def staff(roles: Iterable[str], named: str, page: int) -> tuple[list[Any], bool]:
    """Return one page of the people of these roles and whether there is more; one statement.

    ``named`` is part of a name; each has ``has_factor``.
    """
    rows = _with_factor(User.objects.filter(role__in=list(roles)))
    if named:
        rows = rows.filter(Q(username__icontains=named) | Q(display_name__icontains=named))
    start = (page - 1) * PAGE_SIZE
    found = list(rows.order_by("-is_active", "role", "username")[start:][: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], len(found) > PAGE_SIZE


def member(username: str, roles: Iterable[str]) -> Any | None:
    """Return one of them by their sign-in name, switched off or not."""
    return _with_factor(User.objects.filter(username=username, role__in=list(roles))).first()


def _with_factor(people: QuerySet[User]) -> QuerySet[Any]:
    factors = Authenticator.objects.filter(user_id=OuterRef("pk"))
    factors = factors.exclude(type=Authenticator.Type.RECOVERY_CODES)
    with_factor: QuerySet[Any] = people.annotate(has_factor=Exists(factors))
    return with_factor
