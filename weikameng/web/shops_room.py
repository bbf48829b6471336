"""Other people's shops and the API's tokens, for the system administrator: shown once, revoked."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right
from weikameng.domain.shops import MAX_CODE, MAX_NAME, MONEY_WORDS, SCOPE_WORDS, USUAL_SCOPES, Money
from weikameng.domain.words import Words
from weikameng.records.reading import shops as reading
from weikameng.records.reading import tokens as reading_tokens
from weikameng.records.reading.shops import ShopAsRead
from weikameng.services import shops as service
from weikameng.services import tokens
from weikameng.services.tokens import Wish
from weikameng.web.second_factor import is_fresh, proof_url, prove
from weikameng.web.visitors import buyer_of, no_store, politely, tell, with_right

if TYPE_CHECKING:
    from weikameng.records.models import ApiToken

DAYS = 365
_OPENED = Words("店铺已开通,现在可以发令牌。", "The shop is open; now issue a token.")
_CLOSED = Words("店铺已关闭,令牌全部失效。", "The shop is closed; its tokens open nothing.")
REVOKED = Words("令牌已收回,马上失效。", "The token is revoked and opens nothing from now on.")


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def listing(request: HttpRequest) -> HttpResponse:
    """Every shop, a form that opens one, and the tokens people have."""
    if request.method == "POST":
        return _opened(request)
    return _listed(request, {})


@with_right(Right.MANAGE_ACCOUNTS)
def shop(request: HttpRequest, code: str) -> HttpResponse:
    """One shop with its tokens, a form for a new one, and closing it."""
    return render(request, "weikameng/shop.html", _room(request, code))


@with_right(Right.MANAGE_ACCOUNTS)
@require_POST
@politely
def change(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Issue a token, shown in this answer alone, or close the shop."""
    if verb not in {"token", "close"}:
        raise Http404
    if not is_fresh(request):
        return prove(request, reverse("shop_room", args=[code]))
    if verb == "close":
        service.close_shop(code, buyer_of(request), timezone.now())
        tell(request, _CLOSED, messages.SUCCESS)
        return redirect("shop_room", code)
    return _issued(request, code)


@with_right(Right.MANAGE_ACCOUNTS)
@require_POST
@politely
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one token; this needs no fresh code: it only takes away."""
    tokens.revoke(token_id, buyer_of(request), timezone.now())
    tell(request, REVOKED, messages.SUCCESS)
    token = reading_tokens.token(token_id)
    return redirect("shop_room", token.shop.code) if token and token.shop else redirect("shops")


def _opened(request: HttpRequest) -> HttpResponse:
    if not is_fresh(request):
        return prove(request, reverse("shops"))
    sent = {name: request.POST.get(name, "").replace("\0", "") for name in ("code", "name")}
    sent["money"] = request.POST.get("money", "")
    try:
        service.open_shop(**sent, by=buyer_of(request), at=timezone.now())
    except Refusal as refusal:
        return _listed(request, sent | {"problem": refusal.words})
    tell(request, _OPENED, messages.SUCCESS)
    return redirect("shop_room", sent["code"])


def _issued(request: HttpRequest, code: str) -> HttpResponse:
    days = request.POST.get("days", "")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else None
    name = request.POST.get("name", "").replace("\0", "")
    scopes = frozenset(request.POST.getlist("scope"))
    wish = Wish(name, scopes, number if days else None)
    sent: dict[str, Any] = {"name": name, "chosen": scopes, "days": days}
    try:
        if days and number is None:
            raise Refusal("token", tokens.DAYS_WORDS)
        text = service.issue_token(code, wish, buyer_of(request), timezone.now())
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        room = _room(request, code) | {"draft": sent | {"problem": refusal.words}}
        return render(request, "weikameng/shop.html", room, status=422)
    room = _room(request, code) | {"secret": text}
    return no_store(render(request, "weikameng/shop.html", room))


def _listed(request: HttpRequest, draft: dict[str, Any]) -> HttpResponse:
    room = {
        "shops": [_row(one) for one in reading.shops()],
        "tokens": [token_row(one) for one in reading_tokens.of_people()],
        "draft": draft,
        "moneys": [(money.value, MONEY_WORDS[money]) for money in Money],
        "longest_code": MAX_CODE,
        "longest_name": MAX_NAME,
        "fresh": is_fresh(request),
        "prove_url": proof_url(reverse("shops")),
    }
    return render(request, "weikameng/shops.html", room, status=422 if draft else 200)


def _room(request: HttpRequest, code: str) -> dict[str, Any]:
    found = reading.shop_named(code)
    if found is None:
        raise Http404
    return {
        "row": _row(found),
        "tokens": [token_row(one) for one in reading_tokens.tokens(shop_code=code)],
        "scopes": SCOPE_WORDS.items(),
        "draft": {"chosen": USUAL_SCOPES, "days": str(DAYS)},
        "longest_name": tokens.MAX_NAME,
        "most_days": tokens.MAX_DAYS,
        "fresh": is_fresh(request),
        "prove_url": proof_url(reverse("shop_room", args=[code])),
    }


def _row(one: ShopAsRead) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "money_words": MONEY_WORDS[Money(one.money)],
        "opened_at": one.opened_at,
        "closed_at": one.closed_at,
        "live": one.live,
        "url": reverse("shop_room", args=[one.code]),
    }


def token_row(one: "ApiToken") -> dict[str, Any]:
    """Return a token as a row of a page: what for, since when, used when, still live or not."""
    over = one.expires_at is not None and one.expires_at <= timezone.now()
    return {
        "id": one.pk,
        "name": one.name,
        "owner": one.owner.username,
        "scopes": " ".join(one.scopes),
        "created_at": one.created_at,
        "expires_at": one.expires_at,
        "used_at": one.last_used_at,
        "revoked_at": one.revoked_at,
        "live": one.revoked_at is None and not over,
    }
