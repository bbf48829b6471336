"""The accounts of who works here, for the system administrator: role, off and on, second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import ROLE_WORDS, Right, Role
from weikameng.domain.words import Words
from weikameng.records.reading import staff as reading
from weikameng.services import staff_accounts
from weikameng.services.staff_accounts import MAX_WORDS, MIN_WORDS, STAFF, Change
from weikameng.web.paging import Page, page_of
from weikameng.web.second_factor import is_fresh
from weikameng.web.visitors import buyer_of, politely, tell, with_right

MAX_NAME = 40
_DONE = Words("已更改,并已记入操作记录。", "Changed, and noted in the staff log.")
_STALE = Words("更改账号前,请先再输一次验证码。", "Type a code once more before changing accounts.")


@with_right(Right.MANAGE_ACCOUNTS)
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who works here, those who can sign in first."""
    named, number = request.GET.get("q", "").replace("\0", "").strip()[:MAX_NAME], page_of(request)
    people, more = reading.staff(STAFF, named, number)
    room = {"rows": [_row(one) for one in people], "page": Page(number, more), "named": named}
    return render(request, "weikameng/people.html", room)


@with_right(Right.MANAGE_ACCOUNTS)
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One account and what can be changed about it."""
    found = reading.member(username, STAFF)
    if found is None:
        raise Http404
    room = {
        "row": _row(found),
        "own": found.pk == buyer_of(request),
        "fresh": is_fresh(request),
        "prove_url": _prove(username),
        "roles": [(role.value, ROLE_WORDS[role]) for role in STAFF],
        "least": MIN_WORDS,
        "most": MAX_WORDS,
    }
    return render(request, "weikameng/person.html", room)


@with_right(Right.MANAGE_ACCOUNTS)
@require_POST
@politely
def change(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    """Change an account, once a code of the second factor was typed just now."""
    act = _ACTS.get(verb)
    if act is None:
        raise Http404
    if not is_fresh(request):
        tell(request, _STALE)
        return redirect(_prove(username))
    who = Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]
    act(Change(username, who, request.POST.get("because", ""), timezone.now()), request)
    tell(request, _DONE, messages.SUCCESS)
    return redirect("person", username)


_ACTS: dict[str, Callable[[Change, HttpRequest], None]] = {
    "role": lambda change, sent: staff_accounts.change_role(change, sent.POST.get("role", "")),
    "on": lambda change, _sent: staff_accounts.switch(change, on=True),
    "off": lambda change, _sent: staff_accounts.switch(change, on=False),
    "reset": lambda change, _sent: staff_accounts.reset_factor(change),
}


def _prove(username: str) -> str:
    back = reverse("person", args=[username])
    return f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}"


def _row(one: Any) -> dict[str, Any]:
    return {
        "username": one.username,
        "name": one.display_name or one.username,
        "role": one.role,
        "role_words": ROLE_WORDS[Role(one.role)],
        "active": one.is_active,
        "has_factor": one.has_factor,
        "seen_at": one.last_login,
        "url": reverse("person", args=[one.username]),
    }
