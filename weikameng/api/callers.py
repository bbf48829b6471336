"""Who calls: a token of a person, or of a shop, which acts for the buyers of its own orders."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from weikameng.api import once, request_ids
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.problem_words import TOO_MANY
from weikameng.domain.words import Words
from weikameng.records.reading.accounts import role_of
from weikameng.records.reading.tokens import LiveToken, buyer_in_shop
from weikameng.services import tokens


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose program calls. ``owner_id`` of a shop's token is the shop's own account."""

    owner_id: int
    shop_id: int | None
    scopes: frozenset[str]
    token_id: int


class TokenDoor(HttpBearer):
    """A bearer token; one that is revoked, expired or of a closed shop opens nothing."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Return the caller; ninja keeps it on the request.

        Refusal for one call too many; a write that was answered before is answered so again.
        """
        found = _counted(request, token)
        if found is None:
            return None
        once.demand_turn(request, found.id)
        if found.shop_id is not None and request.method in once.WRITES:
            request_ids.begin(request)
        return Caller(found.owner_id, found.shop_id, found.scopes, found.id)


def _counted(request: HttpRequest, token: str) -> LiveToken | None:
    limit = settings.API_CALLS_A_MINUTE
    if not limit:
        return tokens.used(token, at=timezone.now())
    use = tokens.counted(token, limit, at=timezone.now())
    if use is None:
        return None
    request.use = use  # type: ignore[attr-defined]
    if use.left < 0:
        raise Refusal("too_often", TOO_MANY, facts={"seconds": use.seconds})
    return use.token


def caller_of(request: HttpRequest) -> Caller:
    """Return whose token opened the door."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return caller


def demand_scope(request: HttpRequest, scope: str) -> None:
    """Refuse a token that lacks a scope, naming it."""
    if scope not in caller_of(request).scopes:
        raise Refusal(
            "scope",
            Words(f"令牌缺少权限 {scope}。", f"The token lacks the scope {scope}."),
        )


def buyer_of(request: HttpRequest, **about: str) -> int:
    """Return for whom a request acts: ``about`` names one thing, as in ``order=number``.

    Things are an order, case, payout, dispute, upload or ticket. A shop's token acts for the buyer
    of that thing, which must be the shop's; about nothing, for the shop's own account. Any other
    token acts for its owner, and the service asked next finds what is theirs alone.
    """
    caller = caller_of(request)
    if caller.shop_id is None or not about:
        return caller.owner_id
    ((kind, number),) = about.items()
    buyer_id = buyer_in_shop(caller.shop_id, kind, number)
    if buyer_id is None:
        raise not_found()
    return buyer_id


def actor_of(request: HttpRequest, **about: str) -> Actor:
    """Return for whom a request acts, with the role, as ``buyer_of`` finds them."""
    person_id = buyer_of(request, **about)
    return Actor(person_id, role_of(person_id))
