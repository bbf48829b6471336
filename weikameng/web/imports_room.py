"""Imports for the system administrator: a file in, how far it is, its bad rows to mend."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from weikameng.domain.bulk.jobs import JobState, RowKind
from weikameng.domain.bulk.mapping import MAX_TOML
from weikameng.domain.bulk.ready_made import READY, ready
from weikameng.domain.errors import Refusal
from weikameng.domain.roles import Right
from weikameng.domain.words import Words
from weikameng.records.reading import bulk as reading
from weikameng.records.reading.shops import shop_named, shops
from weikameng.services import bulk_imports
from weikameng.services.bulk_imports import Given
from weikameng.web.paging import Page, page_of
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of, politely, with_right

KINDS = {
    RowKind.ORDERS: Words("订单", "Orders"),
    RowKind.CUSTOMERS: Words("买家", "Customers"),
    RowKind.USAGE: Words("使用情况", "Usage"),
}
STATES = {
    JobState.WAITING: (Words("排队中", "waiting"), "info"),
    JobState.RUNNING: (Words("正在导入", "under way"), "info"),
    JobState.DONE: (Words("已完成", "done"), "ok"),
    JobState.FAILED: (Words("没有完成", "failed"), "bad"),
}
OWN = "own"
NO_FILE = Words("请先选一个文件。", "Choose a file first.")
NO_SHOP = Words("没有这家店铺。", "There is no such shop.")
SHOWN_PROBLEMS = 20


@with_right(Right.MANAGE_ACCOUNTS)
def listing(request: HttpRequest) -> HttpResponse:
    """Earlier imports, and the form for another file."""
    if request.method != "POST":
        return _listed(request)
    try:
        made = _accepted(request)
    except Refusal as refusal:
        return _listed(request, refusal.words)
    return redirect("import", made)


@with_right(Right.MANAGE_ACCOUNTS)
def one(request: HttpRequest, bulk: int) -> HttpResponse:
    """One import, with its first bad rows."""
    return render(request, "weikameng/import.html", _frame(bulk))


@with_right(Right.MANAGE_ACCOUNTS)
def live(request: HttpRequest, bulk: int) -> HttpResponse:
    """How far it is, as part of the page; asked for again while it runs."""
    return render(request, "weikameng/import_live.html", _frame(bulk))


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def errors(request: HttpRequest, bulk: int) -> HttpResponseBase:  # noqa: ARG001
    """The bad rows as a file of the same form, with what is wrong."""
    row = reading.import_of(bulk)
    if row is None:
        raise Http404
    name = f"import-{row.pk}-problems.{row.form}"
    answer = StreamingHttpResponse(bulk_imports.errors_of(row), content_type=TYPES[row.form])
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer


TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


def _accepted(request: HttpRequest) -> int:
    sent = request.FILES.get("file")
    if sent is None:
        raise Refusal("empty", NO_FILE)
    kind = request.POST.get("kind", RowKind.ORDERS)
    given = Given(
        name=sent.name or "",
        kind=RowKind(kind) if kind in KINDS else RowKind.ORDERS,
        mapping=_mapping(request),
        shop_id=_shop(request.POST.get("shop", "")),
        by_id=buyer_of(request),
        as_staff=True,
    )
    return bulk_imports.accept(given, sent.chunks(), at=timezone.now())


def _mapping(request: HttpRequest) -> str:
    if sent := request.FILES.get("mapping"):
        try:
            return str(sent.read(MAX_TOML + 1), "utf-8-sig")
        except UnicodeDecodeError as error:
            words = Words("映射文件要是 UTF-8。", "The mapping file must be UTF-8.")
            raise Refusal("mapping", words) from error
    named = request.POST.get("ready", OWN)
    return "" if named == OWN else ready(named)


def _shop(code: str) -> int | None:
    if not code:
        return None
    shop = shop_named(code.replace("\0", ""))
    if shop is None or shop.closed_at:
        raise Refusal("shop", NO_SHOP)
    return shop.id


def _listed(request: HttpRequest, error: Words | None = None) -> HttpResponse:
    number = page_of(request)
    rows, more = reading.latest(number)
    room = {
        "rows": [_row(row) for row in rows],
        "page": Page(number, more),
        "kinds": KINDS.items(),
        "ready": READY.items(),
        "shops": [shop for shop in shops() if shop.closed_at is None],
        "error": error,
    }
    return render(request, "weikameng/imports.html", room, status=422 if error else 200)


def _frame(bulk: int) -> dict[str, Any]:
    row = reading.import_of(bulk)
    if row is None:
        raise Http404
    return {"row": _row(row), "problems": list(reading.problems_of(row.pk, many=SHOWN_PROBLEMS))}


def _row(row: Any) -> dict[str, Any]:
    words, tone = STATES[JobState(row.state)]
    return {
        "id": row.pk,
        "name": row.name,
        "kind": KINDS[RowKind(row.kind)],
        "shop": row.shop.code if row.shop else "",
        "by": row.by.display_name or row.by.username,
        "at": row.created_at,
        "state": in_words(words),
        "tone": tone,
        "live": row.ended_at is None,
        "stop": bulk_imports.stop_words(row),
        "share": bulk_imports.share(row),
        "read": row.read,
        "new": row.new,
        "known": row.known,
        "bad": row.bad,
    }
