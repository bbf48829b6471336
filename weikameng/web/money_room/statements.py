"""Reconciliation in the money room: a month of days at a glance, one day with its differences."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain import statements as told
from weikameng.domain.calendar import ONE_DAY
from weikameng.domain.channel_names import route_words
from weikameng.domain.difference_causes import CAUSES, KIND_WORDS, TURN_WORDS
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.statements import Cause, DayRun, DifferenceState, Kind, Told
from weikameng.domain.words import Words
from weikameng.records.reading import differences as reading
from weikameng.records.reading.statements import Standing, standing
from weikameng.services import reconciliation
from weikameng.services.reconciliation import Reconciled
from weikameng.services.statement_words import not_had
from weikameng.web.money_room import reconcile_words as say
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import money_only, politely, tell

DAYS = 30
FIRST_DAY = date(2010, 1, 1)  # no channel keeps older ones
_WAITING = (DifferenceState.OPEN, DifferenceState.EXPECTED)
_NO_FILE = Words("请先选一个文件。", "Choose a file first.")
_LARGE = Words("文件太大。", "The file is too large.")


@money_only
def grid(request: HttpRequest) -> HttpResponse:
    """The last days of every channel that has statements."""
    at, routes = timezone.now(), reconciliation.ROUTES
    last = told.day_of(at) - ONE_DAY
    runs = reading.days(routes, last, DAYS)
    served = reconciliation.served()
    days = [last - ONE_DAY * n for n in range(DAYS)]
    rows = [
        {"day": say.day_words(day), "cells": [_cell(r, runs[r, day], at) for r in routes]}
        for day in days
    ]
    more = {
        "routes": [{"words": route_words(r), "served": r in served} for r in routes],
        "rows": rows,
        "idle": not served and not any(run.read or run.tried for run in runs.values()),
        "older": [
            {"url": _url(route, day), "words": route_words(route), "day": day, "count": count}
            for route, day, count in reading.open_before(days[-1])
        ],
    }
    return show(request, "money_reconcile", "statements", more)


@money_only
@politely
def page(request: HttpRequest, route: str, day: str) -> HttpResponse:
    """One day of one channel: its differences with what to do, and every line."""
    return _shown(request, route, _day(route, day), {})


@money_only
@require_POST
@politely
def run(request: HttpRequest, route: str, day: str) -> HttpResponse:
    """Fetch the day's statement and reconcile it anew."""
    which = _day(route, day)
    done = reconciliation.reconcile(route, which, at=timezone.now(), by=actor_of(request))
    return _ran(request, done)


@money_only
@require_POST
@politely
def upload(request: HttpRequest, route: str, day: str) -> HttpResponse:
    """Reconcile with a statement downloaded by hand; a bad file is told where it was sent."""
    which, actor = _day(route, day), actor_of(request)
    file = request.FILES.get("file")
    try:
        if file is None or file.size is None:
            raise Refusal("file", _NO_FILE)
        if file.size > reconciliation.MAX_FILE:
            raise Refusal("file", _LARGE)
        done = reconciliation.reconcile_upload(
            route, which, file.read(), at=timezone.now(), by=actor
        )
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _shown(request, route, which, {"upload_error": refusal.words}, 422)
    return _ran(request, done)


@money_only
@require_POST
@politely
def act(request: HttpRequest, difference: int, verb: str) -> HttpResponse:
    """Close a difference with a note, or open it again."""
    place = reading.place_of(difference)
    if place is None or verb not in say.DONE:
        raise Http404
    by, at, note = actor_of(request), timezone.now(), request.POST.get("note", "")
    try:
        if verb == "close":
            reconciliation.close_difference(difference, note, by=by, at=at)
        else:
            reconciliation.reopen_difference(difference, by=by, at=at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        typed = {"verb": f"{verb}-{difference}", "error": refusal.words, "note": note}
        return _shown(request, *place, {"typed": typed}, 422)
    tell(request, say.DONE[verb], messages.SUCCESS)
    return redirect("money_statement", *_named(*place))


def _ran(request: HttpRequest, done: Reconciled) -> HttpResponse:
    words = say.ran(done.state, not_had(done.code) if done.code else None)
    clean = say.DAY_TONES[done.state] in ("ok", "info")
    tell(request, words, messages.SUCCESS if clean else messages.WARNING)
    return redirect("money_statement", *_named(done.route, done.day))


def _shown(
    request: HttpRequest, route: str, day: date, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    at, number = timezone.now(), page_of(request)
    known, rows = standing(route, day), reading.of_day(route, day)
    lines, has_next = reading.lines(known.statement, number) if known.statement else ([], False)
    differing = {row.refund_number for row in rows if row.state != DifferenceState.SETTLED}
    run_of = _day_run(day, known, rows)
    today = told.day_of(at)
    frame = {
        "route": route,
        "name": route_words(route),
        "day": day,
        "words": say.day_words(day),
        "badge": say.day_badge(told.state_of(run_of, at), run_of),
        "statement": known.statement,
        "source": say.SOURCES[known.statement.source] if known.statement else None,
        "matched": known.run.matched if known.run else 0,
        "why": not_had(known.run.code) if known.run and known.run.code else None,
        "last_try": known.run,
        "waiting": [_difference(row) for row in rows if row.state in _WAITING],
        "ended": [_difference(row) for row in rows if row.state not in _WAITING],
        "lines": [_line(line, differing) for line in lines],
        "page": Page(number, has_next),
        "served": route in reconciliation.served(),
        "over": day < today,
        "before": _url(route, day - ONE_DAY) if day > FIRST_DAY else "",
        "after": _url(route, day + ONE_DAY) if day + ONE_DAY < today else "",
        "max_mb": reconciliation.MAX_FILE // 1024 // 1024,
        "act": {"title": say.CLOSE, "text": say.CLOSE_TEXT, "note": say.CLOSE_NOTE},
    }
    return show(request, "money_reconcile", "statement", frame | dict(more), status)


def _day_run(day: date, known: Standing, rows: list[Any]) -> DayRun:
    states = [row.state for row in rows]
    return DayRun(
        day,
        read=known.statement is not None,
        open=states.count(DifferenceState.OPEN),
        expected=states.count(DifferenceState.EXPECTED),
        tried=known.run is not None,
        hopeless=bool(known.run and known.run.hopeless),
    )


def _cell(route: str, run: DayRun, at: Any) -> dict[str, Any]:
    badge = say.day_badge(told.state_of(run, at), run)
    return {"url": _url(route, run.day), "name": route_words(route), "badge": badge}


def _difference(row: Any) -> dict[str, Any]:
    cause = CAUSES[Cause(row.cause)]
    tone, words = say.ENDED.get(row.state) or (say.TURN_TONES[cause.turn], TURN_WORDS[cause.turn])
    return {
        "row": row,
        "kind": KIND_WORDS[Kind(row.kind)],
        "meaning": cause.meaning,
        "next_step": cause.next_step,
        "badge": {"tone": tone, "words": words},
        "close": f"close-{row.pk}",
        "reopen": f"reopen-{row.pk}",
        "events": [
            {
                "sentence": say.EVENTS[event.event],
                "because": event.note,
                "at": event.at,
                "actor": event.by.display_name or event.by.username if event.by else say.SYSTEM,
            }
            for event in list(row.events.all())[::-1]
        ],
    }


def _line(line: reading.ShownLine, differing: set[str]) -> dict[str, Any]:
    what = told.told_as(line.amount_minor, line.status)
    if line.refund_number in differing:
        badge = say.DIFFERENT
    elif line.ours_minor is None and what is not Told.FAILED:
        badge = say.NOT_OURS
    else:
        badge = say.LINES[what]
    return {"line": line, "badge": {"tone": badge[0], "words": badge[1]}}


def _day(route: str, day: str) -> date:
    """Read the address; what no channel could have a statement of is not found."""
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise not_found() from None
    over = which <= told.day_of(timezone.now())
    if route not in reconciliation.ROUTES or not over or which < FIRST_DAY:
        raise not_found()
    return which


def _named(route: str, day: date) -> tuple[str, str]:
    return route, day.isoformat()


def _url(route: str, day: date) -> str:
    return reverse("money_statement", args=_named(route, day))
