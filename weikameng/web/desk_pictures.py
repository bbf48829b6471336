"""The desk's pictures of a case: each beside what was read off it, and what a person says of that.

Reading takes the worker a moment: until it is done this part of the page looks again by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from weikameng.domain.errors import not_found
from weikameng.domain.reading.marks import MARK_WORDS, NOT_CHECKED, PERSONAL, WAITING, Mark, mark_of
from weikameng.domain.reading.trust import Trust
from weikameng.domain.words import Words
from weikameng.records.reading import picture_readings as reading
from weikameng.records.reading.evidence import pictures_of
from weikameng.records.reading.picture_readings import Judged
from weikameng.records.reading.policies import policy
from weikameng.records.reading.refunds import place_of
from weikameng.services import picture_readings
from weikameng.services.picture_marks import trust
from weikameng.services.picture_readings import About
from weikameng.services.reviews import REVIEWERS
from weikameng.web import picture_rows, saying, seen_elsewhere
from weikameng.web.visitors import buyer_of, desk_only, politely

PACE = "3s"
MARK_TONES = {
    Mark.DIFFERS: "warn",
    Mark.WAITING: "",
    Mark.NOT_CHECKED: "",
    Mark.OPEN: "",
    Mark.AGREES: "ok",
}
_BEING_READ = Words("识别中,结果会自动出现", "Being read; the result appears by itself")
_PERSONAL = Words("身份材料不做机器识别。", "Papers about a person are not read by a machine.")
_OLD = Words(
    "这张图片没有排过机器识别。",
    "No machine was ever asked to read this picture.",
)


@desk_only
@politely
def pictures(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the case page with its pictures, as it is now."""
    return _part(request, number)


@desk_only
@require_POST
@politely
def judge(request: HttpRequest, number: str, position: int) -> HttpResponse:
    """Say whether the machine was right about a field."""
    picture_readings.judge(
        About(number, position, request.POST.get("field", "")),
        right=request.POST.get("right") == "yes",
        by_id=buyer_of(request),
        role=request.user.role,  # type: ignore[union-attr]
        at=timezone.now(),
    )
    if request.headers.get("HX-Request"):
        return _part(request, number)
    return redirect("desk_case", number)


def _part(request: HttpRequest, number: str) -> HttpResponse:
    found = place_of(number)
    if found is None:
        raise not_found()
    room = room_of(request, number, *found)
    return render(request, "weikameng/parts/picture_reading.html", room)


def room_of(request: HttpRequest, number: str, order_id: int, version: str) -> dict[str, Any]:
    """Return what parts/picture_reading.html shows of a case, and where they were seen before."""
    rules, believed = policy(version), trust()
    role = request.user.role  # type: ignore[union-attr]
    rows = {row.evidence_id: row for row in reading.of_order(order_id)}
    judged = reading.judgements(order_id)
    shots = [
        {
            "position": item.position,
            "label": saying.evidence_line(item, rules)["label"],
            **_shot(rows.get(item.pk), item, judged, trusted=believed.trusted),
        }
        for item in pictures_of(order_id)
    ]
    mark = mark_of(
        (reading.outcome(r.state, r.finding, r.names_order) for r in rows.values()),
        trusted=believed.trusted,
    )
    return {
        "case_number": number,
        "shots": shots,
        "mark": badge(mark),
        "pace": PACE if mark is Mark.WAITING or _waits(rows) else "",
        "distrust": None if believed.trusted else distrust(believed),
        "judges": role in REVIEWERS,
        "seen": seen_elsewhere.rows_of(number, viewer_id=buyer_of(request), role=role),
    }


def badge(mark: Mark | None) -> dict[str, Any] | None:
    """Return a mark for parts/badge.html."""
    return {"tone": MARK_TONES[mark], "text": MARK_WORDS[mark]} if mark else None


def distrust(believed: Trust) -> Words:
    """Say why "differs" is not shown at present."""
    share = f"{believed.right} / {believed.judged}"
    return Words(
        f"最近人工评判的“不一致”只对了 {share},低于 98%:暂按“看不清”显示,直到好转。",
        f"Of the “differs” people judged of late only {share} were right, below 98 %: they are"
        " shown as not readable until it is better.",
    )


def _waits(rows: Mapping[int, Any]) -> bool:
    return any(row.state == WAITING for row in rows.values())


def _shot(
    row: Any, item: Any, judged: Mapping[tuple[int, str], Judged], *, trusted: bool
) -> dict[str, Any]:
    """One picture: its overlay and rows, or one sentence on why there are none."""
    if row is None:
        return {"note": _PERSONAL if item.kind in PERSONAL else _OLD}
    if row.state == WAITING:
        return {"note": _BEING_READ, "waits": True}
    if row.state == NOT_CHECKED:
        return {"note": picture_readings.WHY_NOT.get(row.code, _OLD)}
    mine = {field: said for (reading_id, field), said in judged.items() if reading_id == row.pk}
    width, height = row.report["size"]
    return {
        "width": width,
        "height": height,
        "label_size": round(max(width, height) / 36),
        "rows": picture_rows.rows_of(row.report, item.position, mine, trusted=trusted),
        "absent": _listed(picture_rows.absent(row.report)),
        "flags": picture_rows.flags_of(row.report, trusted=trusted),
    }


def _listed(words: Sequence[Words]) -> Words | None:
    if not words:
        return None
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
