"""The supervisor's figures of a chosen period: each said, drawn, laid out, and filed as CSV."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from weikameng.domain.figures.period import SPANS, Period, day_of, last_days, period_of
from weikameng.domain.figures.sheet import csv_text
from weikameng.domain.roles import Right
from weikameng.services import figures
from weikameng.web.visitors import politely, with_right

# What goes across the whole page; and lists to act on or to read, whose table is open.
WIDE = frozenset({"ahead", "decided", "stages"})
OPEN = frozenset({"ahead", "comments"})


@with_right(Right.SEE_FIGURES)
def page(request: HttpRequest) -> HttpResponse:
    """Every figure of the period that was asked for."""
    period = _period(request)
    room = {
        "figures": figures.all_of(period),
        "period": period,
        "spans": SPANS,
        "chosen": period.days if period == last_days(period.days, period.at) else 0,
        "wide": WIDE,
        "open": OPEN,
    }
    return render(request, "weikameng/figures.html", room)


@with_right(Right.SEE_FIGURES)
@politely
def file(request: HttpRequest, code: str) -> HttpResponse:
    """One figure's table as a file."""
    period = _period(request)
    text = csv_text(figures.one_of(code, period).table)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"figures-{code}-{period.first}-{period.last}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _period(request: HttpRequest) -> Period:
    """The period that was asked for; what makes no sense is as if nothing was asked."""
    asked, at = request.GET, timezone.now()
    if asked.get("days", "") in map(str, SPANS):
        return last_days(int(asked["days"]), at)
    return period_of(day_of(asked.get("from", "")), day_of(asked.get("to", "")), at)
