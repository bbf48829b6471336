"""What a shop takes along (P4), for the system administrator: asked for, made by the worker,
fetched while it is kept. The shop's own program does the same over the API.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from weikameng.domain.bulk.jobs import JobState
from weikameng.domain.roles import Right
from weikameng.domain.words import Words
from weikameng.records.reading import take_along
from weikameng.records.reading.shops import ShopAsRead, shop_named
from weikameng.services import data_exports
from weikameng.web.visitors import buyer_of, politely, tell, with_right

SHOWN = 10
_ASKED = Words("正在整理,一般几分钟。", "It is being made; that takes some minutes at most.")


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the file, and the latest ones."""
    shop = _named(code)
    if request.method == "POST":
        data_exports.ask_shop(shop.id, buyer_of(request), at=timezone.now(), staff_for=shop.code)
        tell(request, _ASKED, messages.SUCCESS)
        return redirect("shop_data", shop.code)
    rows = [_row(one, shop) for one in take_along.exports_of_shop(shop.id, None, SHOWN)]
    frame = {"shop": shop, "exports": rows, "live": any(row["live"] for row in rows)}
    response = render(request, "weikameng/shop_data.html", frame)
    response.headers["Cache-Control"] = "no-store"
    return response


@with_right(Right.MANAGE_ACCOUNTS)
@politely
def file(request: HttpRequest, code: str, export: int) -> HttpResponseBase:  # noqa: ARG001
    """The zip itself, while it is kept."""
    row = take_along.export_of(export)
    if row is None or row.shop_id != _named(code).id:
        raise Http404
    made = data_exports.file_of(row)
    answer = StreamingHttpResponse(made.parts, content_type="application/zip")
    answer.headers["Content-Length"] = str(made.size_bytes)
    answer.headers["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _named(code: str) -> ShopAsRead:
    found = shop_named(code)
    if found is None:
        raise Http404
    return found


def _row(one: Any, shop: ShopAsRead) -> dict[str, Any]:
    there = one.state == JobState.DONE and one.file is not None
    return {
        "at": one.asked_at,
        "done": one.done,
        "total": one.total,
        "live": one.ended_at is None,
        "until": one.file.expires_at if there else None,
        "kilobytes": one.file.size_bytes // 1024 + 1 if there else 0,
        "url": reverse("shop_data_file", args=[shop.code, one.pk]) if there else "",
    }
