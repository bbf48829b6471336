"""Who stands at the door: buyers signed in, staff with a second factor, strangers see nothing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right, Role, holders, is_staff
from weikameng.domain.words import Words
from weikameng.web.templatetags.words import in_words

View = Callable[..., HttpResponseBase]
DESK_ROLES = holders(Right.SEE_DESK)
ROOM_ROLES = holders(Right.SEE_POLICY)
MONEY_WRITERS = holders(Right.MOVE_MONEY)
MONEY_ROLES = holders(Right.SEE_MONEY)
DISPUTE_ROLES = holders(Right.ANSWER_DISPUTES)
PANEL_ROLES = holders(Right.RULE)
LOG_ROLES = holders(Right.SEE_LOG)
TALK_ROLES = holders(Right.SEE_TALK)
CALL_ROLES = holders(Right.CALL)
ACCOUNT_ROLES = holders(Right.MANAGE_ACCOUNTS)
STAFF_ROLES = frozenset(role.value for role in Role if is_staff(role))


def buyer_of(request: HttpRequest) -> int:
    """Return the id of who is signed in (behind ``login_required``)."""
    assert request.user.pk is not None
    return int(request.user.pk)


def desk_only(view: View) -> View:
    """Let in whoever may look at cases; everyone else finds nothing here."""
    return with_right(Right.SEE_DESK)(view)


def room_only(view: View) -> View:
    """Let in whoever writes, approves or audits the policy."""
    return with_right(Right.SEE_POLICY)(view)


def money_only(view: View) -> View:
    """Let in whoever looks after the money; what an auditor may not do the services refuse."""
    return with_right(Right.SEE_MONEY)(view)


def with_right(right: Right) -> Callable[[View], View]:
    """Let in whoever holds a right; others find nothing here.

    Staff without a second factor never get this far (``second_factor``).
    """

    def guarded(view: View) -> View:
        return _these_only(holders(right), view)

    return guarded


def at_desk(request: HttpRequest) -> bool:
    """Whether who is signed in may see what the desk sees, wherever it is shown."""
    return request.user.role in DESK_ROLES  # type: ignore[union-attr]


def staff_only(view: View) -> View:
    """Let in whoever works here, whatever they may do."""
    return _these_only(STAFF_ROLES, view)


def _these_only(roles: frozenset[str], view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        if request.user.role not in roles:  # type: ignore[union-attr]
            raise Http404
        return view(request, *args, **named)

    return login_required(guarded)


def politely(view: View) -> View:
    """Answer refusals as pages: what is not there is 404, the rest is told where it leads."""

    @wraps(view)
    def told(request: HttpRequest, *args: object, **named: object) -> HttpResponseBase:
        try:
            return view(request, *args, **named)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise Http404 from refusal
            tell(request, refusal.words)
            return redirect(_where_from(request))

    return told


def _where_from(request: HttpRequest) -> str:
    """The page they came from, if it is one of ours."""
    page = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return page if ours else reverse("home")


def tell(request: HttpRequest, words: Words, level: int = messages.WARNING) -> None:
    """Put a sentence on the next page."""
    messages.add_message(request, level, in_words(words))


def no_store(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response
