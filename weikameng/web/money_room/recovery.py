"""Supplier recovery in the money room: who owes us, month by month, claimed and paid (R4.6)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.money import minor_of, yuan_of
from weikameng.domain.recovery import Month, StatementRow
from weikameng.domain.recovery_file import KIND_WORDS, csv_text
from weikameng.domain.words import Words
from weikameng.records.reading import recovery as reading
from weikameng.services import books
from weikameng.web.money_room.room import actor_of, show
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import money_only, politely, tell

_NO_AMOUNT = Words("金额请写成 12.30 这样。", "Write the amount like 12.30.")
_NOTED = Words("追偿已登记。", "Noted as claimed.")
_PAID = Words("到款已登记。", "The payment is noted.")
_PAID_BEFORE = Words("这一笔之前已经登记过。", "This payment was noted before.")


@money_only
def page(request: HttpRequest) -> HttpResponse:
    """Every supplier with what it owes; a month is chosen here."""
    now = Month.of(timezone.now())
    names = reading.suppliers()
    if (name := request.GET.get("supplier", "")) in names:
        month = _month_or(request.GET.get("month", ""), now)
        return redirect("money_recovery_month", str(month), name)
    more = {
        "rows": [_standing(row, now) for row in reading.standings(names)],
        "names": names,
        "month": str(now.previous),
    }
    return show(request, "money_recovery", "recovery", more)


@money_only
@politely
def month(request: HttpRequest, month: str, supplier: str) -> HttpResponse:
    """One supplier's month, with what finance has noted of it."""
    return _shown(request, _month(month), supplier, {})


@money_only
@require_POST
@politely
def note(request: HttpRequest, month: str, verb: str, supplier: str) -> HttpResponse:
    """Note that the month was claimed, or that money came in."""
    if verb not in {"claimed", "received"}:
        raise Http404
    asked, at = _month(month), timezone.now()
    try:
        _note(request, asked, verb, supplier, at)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        names = ("reference", "amount", "note")
        typed = {name: request.POST.get(name, "") for name in names}
        told = {"verb": verb, "error": refusal.words}
        return _shown(request, asked, supplier, typed | told, 422)
    return redirect("money_recovery_month", month, supplier)


@money_only
@politely
def file(_request: HttpRequest, month: str, supplier: str) -> HttpResponse:
    """The month as a CSV file to be sent to the supplier."""
    told = reading.month_of(_known(supplier), _month(month))
    text = csv_text(told.rows, told.total_minor)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"recovery-{supplier}-{month}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _note(request: HttpRequest, month: Month, verb: str, supplier: str, at: datetime) -> None:
    actor, reference = actor_of(request), request.POST.get("reference", "")
    if verb == "claimed":
        books.claim(books.Letter(supplier, month, reference), actor, at=at)
        tell(request, _NOTED, messages.SUCCESS)
        return
    amount, words = _fen(request.POST.get("amount", "")), request.POST.get("note", "")
    fresh = books.receive(books.Receipt(supplier, amount, reference, words), actor, at=at)
    if fresh:
        tell(request, _PAID, messages.SUCCESS)
    else:
        tell(request, _PAID_BEFORE, messages.INFO)


def _shown(
    request: HttpRequest, month: Month, supplier: str, typed: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    number = page_of(request)
    told = reading.month_of(_known(supplier), month, number)
    (standing,) = reading.standings([supplier])
    more = {
        "supplier": supplier,
        "month": str(month),
        "total_minor": told.total_minor,
        "count": told.count,
        "rows": [_row(row) for row in told.rows],
        "page": Page(number, told.count > number * reading.PAGE_SIZE),
        "standing": standing,
        "open_yuan": yuan_of(max(standing.open_minor, 0)),
        "claim": reading.claim_of(supplier, month),
        "over": month < Month.of(timezone.now()),
        "before": _url(month.previous, supplier),
        "after": _url(month.next, supplier),
        "typed": typed,
    }
    return show(request, "money_recovery", "recovery_month", more, status)


def _row(row: StatementRow) -> dict[str, Any]:
    return {
        "day": row.day.isoformat(),
        "kind": KIND_WORDS[row.line.kind],
        "amount_minor": row.line.amount_minor,
        "order": row.order_number,
        "case": row.case_number,
        "case_url": reverse("money_books_case", args=[row.case_number]),
        "payout": row.payout_number,
        "good": row.good,
        "reason": row.reason,
        "answer": row.answer,
    }


def _standing(row: reading.Standing, now: Month) -> dict[str, Any]:
    return {
        "name": row.supplier,
        "owed_minor": row.owed_minor,
        "received_minor": row.received_minor,
        "open_minor": row.open_minor,
        "months": [(str(one), _url(one, row.supplier)) for one in (now.previous, now)],
    }


def _url(month: Month, supplier: str) -> str:
    return reverse("money_recovery_month", args=[str(month), supplier])


def _known(supplier: str) -> str:
    if not books.is_supplier(supplier):
        raise not_found()
    return supplier


def _month(text: str) -> Month:
    try:
        return Month.named(text)
    except ValueError as error:
        raise not_found() from error


def _month_or(text: str, otherwise: Month) -> Month:
    try:
        return Month.named(text.strip())
    except ValueError:
        return otherwise


def _fen(text: str) -> int:
    try:
        return minor_of(text.strip().replace("\uffe5", "").replace("¥", ""))
    except ValueError as error:
        raise Refusal("amount", _NO_AMOUNT) from error
