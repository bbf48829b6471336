"""One-click refunds that were drawn for a look afterwards: the list, and what people found."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right
from weikameng.domain.samples import MAX_NOTE, SampleVerdict
from weikameng.domain.words import Words
from weikameng.records.reading import samples as reading
from weikameng.services import samples
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import buyer_of, politely, tell, with_right

SHOWS = (
    ("waiting", Words("还没看", "To be looked at")),
    ("seen", Words("已看过", "Looked at")),
    ("wrong", Words("不该退", "Wrongly given")),
)
_KEPT = Words("结论已记下。", "Your finding is kept.")
_CHOOSE = Words("请选“该退”或“不该退”。", "Choose “rightly given” or “wrongly given”.")


@with_right(Right.REVIEW)
def page(request: HttpRequest) -> HttpResponse:
    """The sample: what nobody has looked at, the oldest first, or what was found."""
    asked = request.GET.get("show", "")
    wanted = asked if asked in dict(SHOWS) else "waiting"
    number, sample = page_of(request), samples.sample(timezone.now())
    rows, more = reading.listed(sample, wanted, number)
    room = {
        "rows": rows,
        "page": Page(number, more),
        "shows": SHOWS,
        "wanted": wanted,
        "counted": reading.counted(sample),
        "share": sample.share,
        "days": samples.SPAN_DAYS,
        "most": MAX_NOTE,
        "me": buyer_of(request),
    }
    return render(request, "weikameng/samples.html", room)


@with_right(Right.REVIEW)
@require_POST
@politely
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was found of one refund."""
    found = request.POST.get("found", "")
    if found not in {"right", "wrong"}:
        raise Refusal("sample_found", _CHOOSE)
    verdict = SampleVerdict(found == "right", request.POST.get("note", ""))
    actor = Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]
    samples.judge(number, verdict, by=actor, at=timezone.now())
    tell(request, _KEPT, messages.SUCCESS)
    return redirect("samples")
