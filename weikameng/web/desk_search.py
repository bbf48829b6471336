"""Search at the desk. What is typed is sent in the body: a phone number belongs in no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.records.reading.desk_queue import MAX_FOUND, Viewer
from weikameng.services.desk_search import search
from weikameng.services.picture_marks import trust
from weikameng.web.desk_rows import rows_of
from weikameng.web.visitors import buyer_of, desk_only, no_store, politely

MAX_TYPED = 64


@desk_only
@politely
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what was found; one case asked for by number is opened at once."""
    if request.method != "POST":
        return render(request, "weikameng/desk_search.html", {})
    who = Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]
    viewer = Viewer(who.id, timezone.now(), trust().trusted)
    try:
        found = search(request.POST.get("q", "")[:MAX_TYPED], who, viewer)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        problem = {"problem": refusal.words}
        return no_store(render(request, "weikameng/desk_search.html", problem, status=422))
    if found.only:
        return redirect("desk_case", found.only)
    room = {
        "asked": True,
        "rows": rows_of(found.cases, viewer),
        "cut": len(found.cases) == MAX_FOUND,
        "most": MAX_FOUND,
    }
    return no_store(render(request, "weikameng/desk_search.html", room))
