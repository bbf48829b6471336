"""The desk's queue: cases that wait for a person, the most urgent promise first, filtered."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.policy.model import Policy
from weikameng.domain.reading.marks import MARK_WORDS
from weikameng.domain.words import Words
from weikameng.records.reading import desk_queue as reading
from weikameng.records.reading.desk_queue import Counts, Viewer
from weikameng.records.reading.policies import in_force_at, policy
from weikameng.services import claims_at_desk, desk_filters
from weikameng.services.picture_marks import trust
from weikameng.web.desk_pictures import distrust
from weikameng.web.desk_rows import rows_of
from weikameng.web.desk_wanted import query_of, says_something, wanted_of
from weikameng.web.paging import Page, page_of
from weikameng.web.visitors import buyer_of, desk_only, politely, tell

SHOWS = (
    ("all", Words("全部", "All")),
    ("nobody", Words("没人处理", "Nobody's")),
    ("mine", Words("我手上的", "Mine")),
    ("overdue", Words("已超时", "Overdue")),
)
_KEPT = Words("筛选已保存。", "The filter is kept.")
_DROPPED = Words("筛选已删除。", "The filter is deleted.")


@desk_only
def queue(request: HttpRequest) -> HttpResponse:
    """Cases that wait for a person, the earliest promise first."""
    believed, number, at = trust(), page_of(request), timezone.now()
    viewer = Viewer(buyer_of(request), at, believed.trusted)
    rules = policy(in_force_at(at).version)
    wanted = wanted_of(request.GET, rules)
    cases, more = reading.queue(wanted, viewer, number)
    role = request.user.role  # type: ignore[union-attr]
    room = {
        "rows": rows_of(cases, viewer),
        "page": Page(number, more),
        "shows": _shows(reading.counts(viewer)),
        "marks": MARK_WORDS.items(),
        "wanted": wanted,
        "narrowed": says_something(wanted),
        "query": query_of(wanted),
        "choices": _choices(rules),
        "kept": reading.filters_of(viewer.id),
        "works": claims_at_desk.works(role),
        "distrust": None if believed.trusted else distrust(believed),
    }
    return render(request, "weikameng/desk.html", room)


@desk_only
@require_POST
@politely
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filter that is shown, under a name."""
    shown = wanted_of(_asked(request.POST.get("query", "")), _rules())
    query = query_of(shown)
    desk_filters.keep(request.POST.get("name", ""), query, owner_id=buyer_of(request))
    tell(request, _KEPT, messages.SUCCESS)
    return _queue(query)


@desk_only
@require_POST
@politely
def drop_filter(request: HttpRequest, place: int) -> HttpResponse:
    """Forget a kept filter."""
    desk_filters.drop(place, owner_id=buyer_of(request))
    tell(request, _DROPPED, messages.SUCCESS)
    return _queue("")


def _rules() -> Policy:
    return policy(in_force_at(timezone.now()).version)


def _asked(query: str) -> QueryDict:
    return QueryDict(query[: desk_filters.MAX_QUERY].replace("\x00", ""))


def _queue(query: str) -> HttpResponse:
    response = redirect("desk")
    if query:
        response["Location"] += f"?{query}"
    return response


def _shows(counts: Counts) -> list[tuple[str, Words, int]]:
    return [(name, words, getattr(counts, name)) for name, words in SHOWS]


def _choices(rules: Policy) -> dict[str, Any]:
    """What a case can be chosen by, in the words of the policy that holds now."""
    return {
        "reasons": [(one.code, one.words) for one in rules.reasons.values()],
        "kinds": [(one.kind, one.words) for one in rules.goods.values()],
        "routes": [(name, words) for name, words in ROUTES.items() if name != "none"],
    }
