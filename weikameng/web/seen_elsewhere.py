"""Says on a case's page at the desk where its pictures were seen before. Staff only: a buyer learns
nothing of other cases, and here too only their number is told.
"""

from typing import Any

from django.urls import reverse

from weikameng.domain.words import Words
from weikameng.services.reuse import How, SeenElsewhere, seen_elsewhere
from weikameng.web.links import picture_url
from weikameng.web.visitors import DESK_ROLES

_WORDS = {
    (How.EXACT, False): Words(
        "另一个账号的退款里有同一个文件:", "The same file is in another account's refund:"
    ),
    (How.NEARLY, False): Words(
        "另一个账号的退款里有内容相同的图片:",
        "A picture that shows the same is in another account's refund:",
    ),
    (How.EXACT, True): Words(
        "这位买家自己的另一笔退款里有同一个文件:",
        "The same file is in another refund of this buyer:",
    ),
    (How.NEARLY, True): Words(
        "这位买家自己的另一笔退款里有内容相同的图片:",
        "A picture that shows the same is in another refund of this buyer:",
    ),
}
_NOT_THE_SAME = Words(
    "机器把两张叠在一起,对不上:不是同一次截图。",
    "Laid over each other they do not fit: not the same capture.",
)
_UNCHANGED = Words(
    "机器把两张叠在一起:同一次截图,没有看出改动。",
    "Laid over each other: the same capture, and no change was found.",
)


def rows_of(case_number: str, *, viewer_id: int, role: str) -> dict[str, list[dict[str, Any]]]:
    """Return what parts/seen_elsewhere.html shows: other accounts' cases, and the buyer's own."""
    seen = seen_elsewhere(case_number)
    rows = [(one, _row(case_number, one, viewer_id, role)) for one in seen]
    return {
        "others": [row for one, row in rows if not one.same_account],
        "own": [row for one, row in rows if one.same_account],
    }


def _row(case_number: str, one: SeenElsewhere, viewer_id: int, role: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "words": _WORDS[one.how, one.same_account],
        "position": one.position,
        "number": one.other_case_number,
        "url": reverse("desk_case", args=[one.other_case_number]) if role in DESK_ROLES else "",
        "laid": _laid(one),
    }
    if one.capture and one.capture.same and one.capture.changed and one.newer:
        width, height = one.capture.size
        row |= {
            "picture_url": picture_url(viewer_id, case_number, one.position),
            "width": width,
            "height": height,
            "boxes": [
                {"x": left, "y": top, "width": right - left, "height": bottom - top}
                for left, top, right, bottom in one.capture.changed
            ],
        }
    return row


def _laid(one: SeenElsewhere) -> Words | None:
    if one.capture is None:
        return None
    if not one.capture.same:
        return _NOT_THE_SAME
    count = len(one.capture.changed)
    if not count:
        return _UNCHANGED
    places = "1 place differs" if count == 1 else f"{count} places differ"
    if one.newer:
        return Words(
            f"机器把两张叠在一起:同一次截图,有 {count} 处不同,已框出。",
            f"Laid over each other: the same capture, but {places}, framed here.",
        )
    return Words(
        f"机器把两张叠在一起:同一次截图,有 {count} 处不同;那一张较新。",
        f"Laid over each other: the same capture, but {places}; the other one is newer.",
    )
