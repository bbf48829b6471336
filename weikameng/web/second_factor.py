"""Staff see nothing but what everybody sees until they have a second factor (R12, N8)."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from weikameng.domain.roles import is_staff
from weikameng.domain.words import Words
from weikameng.web.visitors import tell

# A code typed longer ago than this does not stand for whoever sits there now.
FRESH_SECONDS = 300
# What everybody may see, and the way to a second factor and out of the house.
OPEN = frozenset(
    {
        *("home", "product", "policy", "policy_version", "standards", "standard"),
        *("ledger", "ledger_record", "ledger_heads", "ledger_verify", "ledger_mirrors"),
        *("log_checkpoint", "log_tile", "log_vkey", "log_proof", "log_anchors", "log_bundle"),
        *("case_files", "api_docs"),
        *("health", "set_language", "account_login", "account_logout", "account_reauthenticate"),
        *("mfa_index", "mfa_activate_totp", "mfa_authenticate", "mfa_reauthenticate"),
    }
)
_FIRST = Words(
    "工作人员要先设置两步验证,才能打开其他页面。",
    "Staff set up two-factor sign-in before any other page opens.",
)
_STALE = Words("请先再输一次验证码。", "Type a code once more first.")


class SecondFactorFirst:
    """Leads staff without a second factor to where they set one up, whatever they ask for.

    Only the demo, whose passwords are public, does without.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the question is asked once the page is known."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Let the page be shown, or lead elsewhere."""
        match = request.resolver_match
        if settings.DEMO or (match and match.url_name in OPEN and not match.namespace):
            return None
        if request.user.is_anonymous or not is_staff(request.user.role):
            return None
        if is_mfa_enabled(request.user):
            return None
        tell(request, _FIRST)
        return redirect("mfa_activate_totp")


def is_fresh(request: HttpRequest) -> bool:
    """Whether who sits there typed a code of their second factor just now."""
    return settings.DEMO or _is_recent(request, frozenset({"mfa"}))


def is_fresh_own(request: HttpRequest) -> bool:
    """The same for one's own account: a password will do where there is no second factor."""
    if is_mfa_enabled(request.user):
        return is_fresh(request)
    return settings.DEMO or _is_recent(request, frozenset({"password", "mfa"}))


def _is_recent(request: HttpRequest, methods: frozenset[str]) -> bool:
    records = get_authentication_records(request, request.user)
    proven = [one["at"] for one in records if one.get("method") in methods]
    return bool(proven) and time.time() - max(proven) < FRESH_SECONDS


def prove(request: HttpRequest, back: str) -> HttpResponse:
    """Ask for a code once more, then lead back to a page of ours."""
    tell(request, _STALE)
    return redirect(proof_url(back))


def proof_url(back: str) -> str:
    """Return where a code is typed once more, and that it leads back."""
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"


def own_proof_url(request: HttpRequest, back: str) -> str:
    """Return where a password is typed once more, or a code by who has a second factor."""
    if is_mfa_enabled(request.user):
        return proof_url(back)
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
