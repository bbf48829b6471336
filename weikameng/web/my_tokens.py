"""My tokens (我的令牌): a buyer's own, for a program of theirs; shown once, revoked at any time."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.shops import OWN_SCOPES
from weikameng.domain.words import Words
from weikameng.records.reading import tokens as reading
from weikameng.services import accounts, own_tokens, tokens
from weikameng.services.tokens import Wish
from weikameng.web.second_factor import is_fresh_own, own_proof_url
from weikameng.web.shops_room import REVOKED, token_row
from weikameng.web.visitors import STAFF_ROLES, buyer_of, no_store, politely, tell

MOST_DIGITS = 4
_STALE = Words("请先再输一次密码。", "Type your password once more first.")


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The tokens that act for me, and a form that makes one."""
    if request.method == "POST":
        return _issued(request)
    return render(request, "weikameng/my_tokens.html", _room(request))


@login_required
@require_POST
@politely
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of mine; it needs no password: it only takes away."""
    own_tokens.revoke(buyer_of(request), token_id, at=timezone.now())
    tell(request, REVOKED, messages.SUCCESS)
    return redirect("my_tokens")


def _issued(request: HttpRequest) -> HttpResponse:
    if not is_fresh_own(request):
        tell(request, _STALE)
        return redirect(own_proof_url(request, reverse("my_tokens")))
    days, name = request.POST.get("days", ""), request.POST.get("name", "").replace("\0", "")
    is_number = days.isascii() and days.isdigit() and len(days) <= MOST_DIGITS
    scopes = frozenset(request.POST.getlist("scope"))
    wish = Wish(name, scopes, int(days) if is_number else None)
    try:
        text = own_tokens.issue(buyer_of(request), wish, at=timezone.now())
    except Refusal as refusal:
        draft = {"name": name, "chosen": scopes, "days": days, "problem": refusal.words}
        room = _room(request) | {"draft": draft}
        return render(request, "weikameng/my_tokens.html", room, status=422)
    return no_store(render(request, "weikameng/my_tokens.html", _room(request) | {"secret": text}))


def _room(request: HttpRequest) -> dict[str, Any]:
    role = request.user.role  # type: ignore[union-attr]
    return {
        "tokens": [token_row(one) for one in reading.of_owner(buyer_of(request))],
        "scopes": OWN_SCOPES.items(),
        "draft": {"chosen": accounts.BUYERS_SCOPES, "days": str(own_tokens.USUAL_DAYS)},
        "longest_name": tokens.MAX_NAME,
        "most_days": own_tokens.MOST_DAYS,
        "is_staff": role in STAFF_ROLES,
        "fresh": is_fresh_own(request),
        "prove_url": own_proof_url(request, reverse("my_tokens")),
    }
