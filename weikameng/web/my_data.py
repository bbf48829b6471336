"""My data (我的数据): take it along, or have it erased; only one's own, behind a link that ends."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from weikameng.domain import personal
from weikameng.domain.bulk.jobs import JobState
from weikameng.domain.words import Words
from weikameng.records.reading.erasing import erasure_of
from weikameng.records.reading.take_along import exports_of
from weikameng.services import data_exports, erasing
from weikameng.web.visitors import buyer_of, politely, tell

SHOWN = 5
SURE = "yes"
_ASKED = Words("正在整理,一般几分钟。", "It is being made; that takes some minutes at most.")
_ERASING = Words(
    "已登记。七天内可以在这里撤回。", "Noted. For seven days you can call it off here."
)
_KEPT = Words("已撤回,什么也没有删除。", "Called off; nothing was erased.")
_NOT_SURE = Words("请先勾选“我明白”。", "Tick “I understand” first.")


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """What I can take along, and what an erasure empties or leaves."""
    response = render(request, "weikameng/my_data.html", _frame(buyer_of(request)))
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
def live(request: HttpRequest) -> HttpResponse:
    """How far the file is, as part of the page; asked for again while it is made."""
    return render(request, "weikameng/my_data_live.html", _frame(buyer_of(request)))


@login_required
@require_POST
@politely
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Ask for the file, ask to be forgotten, or call that off."""
    mine, at = buyer_of(request), timezone.now()
    if verb == "export":
        data_exports.ask_person(mine, mine, at=at)
        tell(request, _ASKED, messages.SUCCESS)
    elif verb == "erase":
        if request.POST.get("sure") != SURE:
            tell(request, _NOT_SURE)
            return redirect("my_data")
        erasing.ask(mine, mine, at=at)
        tell(request, _ERASING, messages.SUCCESS)
    elif verb == "keep":
        erasing.call_off(mine, mine, at=at)
        tell(request, _KEPT, messages.SUCCESS)
    else:
        raise Http404
    return redirect("my_data")


@login_required
@politely
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file itself, by a link that ends, for whom it was made."""
    made = data_exports.by_link(token, buyer_of(request))
    answer = StreamingHttpResponse(made.parts, content_type="application/zip")
    answer.headers["Content-Length"] = str(made.size_bytes)
    answer.headers["Content-Disposition"] = content_disposition_header(True, made.name) or ""
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _frame(mine: int) -> dict[str, Any]:
    exports = exports_of(mine, SHOWN)
    return {
        "exports": [_row(one) for one in exports],
        "live": any(one.ended_at is None for one in exports),
        "erasure": erasure_of(mine),
        "outlook": erasing.outlook(mine, at=timezone.now()),
        "kept": personal.KEPT,
        "gone": personal.GONE,
        "days": personal.WAIT_DAYS,
        "sure": SURE,
    }


def _row(one: Any) -> dict[str, Any]:
    there = one.state == JobState.DONE and one.file is not None
    return {
        "at": one.asked_at,
        "done": one.done,
        "total": one.total,
        "live": one.ended_at is None,
        "until": one.file.expires_at if there else None,
        "kilobytes": one.file.size_bytes // 1024 + 1 if there else 0,
        "url": reverse("my_data_file", args=[data_exports.link_of(one)]) if there else "",
    }
