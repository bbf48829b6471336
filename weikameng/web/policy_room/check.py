"""What is wrong with a version: every problem with its place, line and column, and a way there."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.domain.policy.document.place_words import words_of_place
from weikameng.services.policies import checked
from weikameng.web.policy_room.links import link_of
from weikameng.web.policy_room.room import Room, enter, show
from weikameng.web.visitors import politely, room_only


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The frame; what was found follows by itself, or at once for a browser without scripts."""
    room = enter(request, name)
    more = found(room) if request.GET.get("now") else {"waits": True}
    return show(request, room, "check", more)


@room_only
@politely
def live(request: HttpRequest, name: str) -> HttpResponse:
    """What was found, as part of the page or, in short, of another one."""
    room = enter(request, name)
    short = request.GET.get("short")
    part = "check_short" if short else "check_found"
    more = found(room) | {"room": room, "short": short}
    return render(request, f"weikameng/policy_room/{part}.html", more)


def found(room: Room) -> dict[str, Any]:
    """Return the problems of a version. The search for what nothing reaches takes a second."""
    problems = checked(room.row.text, room.name).problems
    rows = [
        {
            "problem": problem,
            "place": words_of_place(tuple(problem.place.split("."))) if problem.place else None,
            "url": link_of(room, problem.place, problem.line),
            "text_url": f"{room.url('text')}?line={problem.line}#line" if problem.line else "",
        }
        for problem in problems
    ]
    errors = sum(problem.severity == "error" for problem in problems)
    return {"problems": rows, "errors": errors, "warnings": len(problems) - errors}
