"""The whole text of a version: written, sent up and taken down. A draft may be broken; it is saved
all the same, and nothing anybody wrote is lost."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.publishing import MAX_TEXT
from weikameng.domain.words import Words
from weikameng.services import policies
from weikameng.services.policies import Edit
from weikameng.web.policy_room.room import NOTHING_NEW, SAVED, STALE, Room, enter, show
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import politely, room_only, tell

MAX_FILE = 4 * MAX_TEXT
AROUND = 4
MAX_DIFF_LINES = 400
_TOO_BIG = Words("文件太大。", "The file is too large.")
_NOT_TEXT = Words("这不是 UTF-8 文本文件。", "This is not a text file in UTF-8.")
_EMPTY = Words("请先选一个文件,或在下面改文本。", "Choose a file first, or change the text below.")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a comparison: ``sign`` is + for mine, - for theirs."""

    sign: str
    text: str


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """The text; saving keeps it even when it is broken."""
    room = enter(request, name)
    if request.method == "POST":
        return _saved(request, room)
    return _shown(request, room, room.row.text, {})


@room_only
@politely
def download(request: HttpRequest, name: str) -> HttpResponse:
    """The text as a file."""
    room = enter(request, name)
    answer = HttpResponse(room.row.text, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="policy-{room.name}.toml"'
    return answer


def _saved(request: HttpRequest, room: Room) -> HttpResponse:
    try:
        text = _sent(request)
    except Refusal as refusal:
        refused = {"error": in_words(refusal.words)}
        return _shown(request, room, request.POST.get("text", room.row.text), refused, 422)
    edit = Edit(text, request.POST.get("seen", ""))
    try:
        if text == room.row.text and edit.seen_digest == room.row.digest:
            tell(request, NOTHING_NEW, messages.INFO)
        else:
            policies.save_draft(room.name, edit, room.actor, at=room.at)
            tell(request, SAVED, messages.SUCCESS)
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        late = refusal.code == "text_changed"
        more: dict[str, Any] = {"error": in_words(refusal.words)}
        if late:
            more |= {"theirs": _differences(room.row.text, text)}
        return _shown(request, room, text, more, STALE if late else 422)
    return redirect(room.url("text"))


def _sent(request: HttpRequest) -> str:
    """The file when one was sent, else the text of the form."""
    if request.POST.get("way") != "file":
        return str(request.POST.get("text", "")).replace("\r\n", "\n")
    file = request.FILES.get("file")
    if file is None or file.size is None:
        raise Refusal("file", _EMPTY)
    if file.size > MAX_FILE:
        raise Refusal("file", _TOO_BIG)
    try:
        return str(file.read(), "utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Refusal("file", _NOT_TEXT) from error


def _shown(
    request: HttpRequest, room: Room, text: str, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    frame = {"text": text, "lines": text.count("\n") + 1, **_excerpt(request, text)}
    return show(request, room, "text", frame | dict(more), status)


def _excerpt(request: HttpRequest, text: str) -> dict[str, Any]:
    """The lines around the one asked for: also without scripts a problem is found at once."""
    asked = request.GET.get("line", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        return {}
    number, lines = int(asked), text.split("\n")
    if not 0 < number <= len(lines):
        return {}
    first = max(number - AROUND, 1)
    around = list(enumerate(lines[first - 1 : number + AROUND], start=first))
    return {"line_number": number, "around": around}


def _differences(theirs: str, mine: str) -> list[Line]:
    told = difflib.unified_diff(theirs.split("\n"), mine.split("\n"), lineterm="", n=1)
    return [Line(line[:1].strip(), line[1:]) for line in list(told)[2 : MAX_DIFF_LINES + 2]]
