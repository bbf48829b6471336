"""Recovery codes: shown once with a file to keep, and how many are left when one was used."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import authenticate as sign_in
from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from weikameng.domain.words import Words
from weikameng.web.visitors import buyer_of, tell

# For so long after they were shown, in the same session, they can be downloaded.
DOWNLOAD_SECONDS = 600
_SHOWN = "recovery_codes_shown"
_TOO_LATE = Words(
    "恢复码只显示一次,现在不能再下载。需要的话,请换一组新的。",
    "Recovery codes are shown once and can't be downloaded any more. Make new ones if you need to.",
)


@never_cache
@login_required
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def page(request: HttpRequest) -> HttpResponse:
    """The codes, if they were never shown before; otherwise how many are left."""
    kept = _kept(buyer_of(request))
    if kept is None:
        raise Http404
    codes = kept.wrap()
    unused, seen = codes.get_unused_codes(), codes.did_view
    if not seen:
        codes.mark_as_viewed()
        request.session[_SHOWN] = {"id": kept.pk, "at": time.time()}
    room = {"codes": [] if seen else unused, "left": len(unused)}
    return render(request, "mfa/recovery_codes/index.html", room)


@never_cache
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """The codes as a file, once, to whoever has just been shown them."""
    shown = request.session.pop(_SHOWN, None)
    kept = _kept(buyer_of(request))
    if kept is None:
        raise Http404
    if not shown or shown["id"] != kept.pk or time.time() - shown["at"] > DOWNLOAD_SECONDS:
        tell(request, _TOO_LATE)
        return redirect("mfa_view_recovery_codes")
    text = "\n".join(kept.wrap().get_unused_codes()) + "\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response


def authenticate(request: HttpRequest) -> HttpResponseBase:
    """The second step of signing in; who used a recovery code is told how many are left."""
    response: HttpResponseBase = sign_in(request)
    if request.method == "POST" and request.user.is_authenticated:
        records = get_authentication_records(request, request.user)
        if records and records[-1].get("type") == Authenticator.Type.RECOVERY_CODES:
            kept = _kept(buyer_of(request))
            tell(request, _left(len(kept.wrap().get_unused_codes()) if kept else 0))
    return response


def _kept(person_id: int) -> Authenticator | None:
    rows = Authenticator.objects.filter(user_id=person_id)
    return rows.filter(type=Authenticator.Type.RECOVERY_CODES).first()


def _left(count: int) -> Words:
    if not count:
        return Words(
            "你用掉了最后一个恢复码。请现在到“账号安全”换一组新的。",
            "That was your last recovery code. Make new ones now under Account security.",
        )
    return Words(
        f"你用掉了一个恢复码,还剩 {count} 个。", f"You used a recovery code; {count} left."
    )
