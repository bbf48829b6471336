"""Incidents in the money room (N7): declare what failed, try it dry, start it by two, watch it."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.forecast import Funds
from weikameng.domain.incident_report import HEAD, Outcome, line_of
from weikameng.domain.incidents import (
    FATE_WORDS,
    FINDINGS,
    SILENT,
    STATE_WORDS,
    STEPS,
    Fate,
    Finding,
    State,
)
from weikameng.domain.policy.window import BEIJING
from weikameng.domain.roles import Right, holders
from weikameng.domain.spreadsheet import BOM
from weikameng.domain.words import Words
from weikameng.records.reading import incidents as reading
from weikameng.services import incidents
from weikameng.services.incidents import Declaration, Tried
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import money_only, politely, tell, with_right

_TAB = "money_incidents"
_WRITERS = holders(Right.SECOND_MONEY)
_NOT_STARTED = frozenset({State.PROPOSED, State.DECLARED, State.ASKED})
_UNDER_WAY = frozenset({State.RUNNING, State.PAUSED})
_DONE = {
    "take_up": Words("已登记为故障。", "It is declared now."),
    "ask": Words("已申请开始,等另一个人同意。", "Asked for; another person must agree."),
    "approve": Words("已开始退款。", "The refunds have started."),
    "pause": Words("已暂停,正在写的一批写完就停。", "Paused after what is being written."),
    "resume": Words("继续退款。", "It goes on."),
    "drop": Words("已作废,没有退任何一笔。", "Dropped; nothing was refunded."),
}


class Echo:
    """Something to write to that hands back each line, for a file sent as it is made."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


class IncidentForm(forms.Form):
    """What is declared; moments are Beijing's."""

    supplier = forms.CharField(max_length=40, required=False)
    sku = forms.CharField(max_length=60, required=False)
    since = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"])
    until = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M"])
    finding = forms.ChoiceField(choices=[(one.value, one.value) for one in Finding])
    zh = forms.CharField(max_length=200)
    en = forms.CharField(max_length=200)

    def declaration(self) -> Declaration:
        """Return what was typed. Refusal when something is missing or no moment."""
        if not self.is_valid():
            raise Refusal("form", _FORM)
        said = self.cleaned_data
        span = (_beijing(said["since"]), _beijing(said["until"]))
        words = Words(said["zh"], said["en"])
        return Declaration(said["supplier"], said["sku"], *span, Finding(said["finding"]), words)


@money_only
def listing(request: HttpRequest) -> HttpResponse:
    """Incidents, the newest first."""
    number = page_of(request)
    rows, more = reading.incidents(number)
    frame = {"rows": [_row(row) for row in rows], "page": Page(number, more)}
    return _show(request, "incidents", frame)


@with_right(Right.SECOND_MONEY)
@politely
def new(request: HttpRequest) -> HttpResponse:
    """The form that declares one; a refusal is told above it."""
    error = None
    if request.method == "POST":
        try:
            said = IncidentForm(request.POST).declaration()
            made = incidents.declare(said, actor_of(request), at=timezone.now())
            return redirect("money_incident", made)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            error = refusal.words
    frame = {
        "suppliers": reading.suppliers(),
        "goods": [(one.sku, Words(one.name_zh, one.name_en)) for one in reading.goods()],
        "findings": [(one.value, found.words) for one, found in FINDINGS.items()],
        "typed": request.POST,
        "error": error,
    }
    return _show(request, "incident_new", frame, 422 if error else 200)


@money_only
@politely
def page(request: HttpRequest, incident: int) -> HttpResponse:
    """One incident: what it is about, the dry run before it starts, how far it is after that."""
    return _shown(request, incident, {})


@money_only
@politely
def live(request: HttpRequest, incident: int) -> HttpResponse:
    """How far it is, as part of the page; asked for again while it runs."""
    return render(request, "weikameng/money_room/incident_run.html", _frame(request, incident))


@with_right(Right.SECOND_MONEY)
@require_POST
@politely
def act(request: HttpRequest, incident: int, verb: str) -> HttpResponse:
    """Take one step; a refusal is shown on the page, with the numbers of now."""
    if verb not in STEPS:
        raise Http404
    try:
        _act(request, incident, verb)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        return _shown(request, incident, {"error": refusal.words}, 422)
    tell(request, _DONE[verb], messages.SUCCESS)
    return redirect("money_incident", incident)


@money_only
@politely
def file(request: HttpRequest, incident: int) -> HttpResponseBase:  # noqa: ARG001
    """The report as CSV, sent while it is read."""
    if reading.incident(incident) is None:
        raise not_found()
    name = f"incident-{incident}.csv"
    answer = StreamingHttpResponse(
        _lines(reading.report(incident)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(rows: Iterator[Outcome]) -> Iterator[str]:
    out = csv.writer(Echo())
    yield BOM + out.writerow(HEAD)
    for row in rows:
        yield out.writerow(line_of(row))


def _act(request: HttpRequest, incident: int, verb: str) -> None:
    by, at = actor_of(request), timezone.now()
    match verb:
        case "take_up":
            words = Words(request.POST.get("zh", ""), request.POST.get("en", ""))
            incidents.take_up(incident, words, by, at=at)
        case "ask":
            incidents.ask(incident, _expected(request), by, at=at)
        case "approve":
            incidents.approve(incident, _expected(request), by, at=at)
        case "pause":
            incidents.pause(incident, by, at=at)
        case "resume":
            incidents.resume(incident, by, at=at)
        case _:
            incidents.drop(incident, by, at=at)


def _expected(request: HttpRequest) -> tuple[int, int]:
    """The numbers the page showed: units and fen."""
    given = [request.POST.get(name, "") for name in ("units", "minor")]
    if not all(one.isascii() and one.isdigit() and len(one) < 19 for one in given):
        raise Refusal("form", _FORM)
    return int(given[0]), int(given[1])


def _shown(
    request: HttpRequest, incident: int, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    frame = _frame(request, incident)
    if State(frame["row"].state) in _NOT_STARTED:
        frame["dry"] = _dry(incidents.dry_run(incident, timezone.now()))
    return _show(request, "incident", frame | dict(more), status)


def _frame(request: HttpRequest, incident: int) -> dict[str, Any]:
    row = reading.incident(incident)
    if row is None:
        raise not_found()
    state, by = State(row.state), actor_of(request)
    started = state not in _NOT_STARTED and row.approved_by_id is not None
    may = {verb for verb, states in STEPS.items() if state in states}
    return {
        **_row(row),
        "run": reading.progress(incident) if started else None,
        "left_out": _left_out(incident) if started else [],
        "live": state is State.RUNNING,
        "silent": state is State.RUNNING and timezone.now() - row.seen_at > SILENT,
        "may": may - {"approve"} if row.asked_by_id == by.id else may,
        "own": state is State.ASKED and row.asked_by_id == by.id,
        "writes": by.role in _WRITERS,
    }


def _left_out(incident: int) -> list[tuple[Words, int]]:
    fates = reading.fates_of(incident).items()
    return [(FATE_WORDS[fate], units) for fate, units in fates if fate is not Fate.REFUND]


def _dry(tried: Tried) -> dict[str, Any]:
    run = tried.run
    return {
        "refund": run.refund,
        "left_out": [
            (FATE_WORDS[fate], count.units)
            for fate, count in run.fates.items()
            if fate is not Fate.REFUND
        ],
        "money": [(route_words(route), need) for route, need in run.money.items()],
        "funds": [_funds(one) for one in tried.funds],
        "short": any(one.short for one in tried.funds),
    }


def _funds(one: Funds) -> dict[str, Any]:
    return {"name": route_words(one.route), "funds": one}


def _row(row: Any) -> dict[str, Any]:
    tone, words = STATE_WORDS[State(row.state)]
    product = row.product
    return {
        "row": row,
        "badge": {"tone": tone, "words": words},
        "good": Words(product.name_zh, product.name_en) if product else None,
        "found": FINDINGS[Finding(row.finding)].words,
        "said": Words(row.words_zh, row.words_en),
    }


def _show(
    request: HttpRequest, template: str, frame: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    writes = actor_of(request).role in _WRITERS
    return show(request, _TAB, template, {"writes": writes, **frame}, status)


def _beijing(moment: datetime) -> datetime:
    """What was typed is Beijing's time, whatever zone the server thinks in."""
    return moment.replace(tzinfo=BEIJING)


_FORM = Words("请把每一项都填好,时间要写全。", "Please fill in everything; moments in full.")
