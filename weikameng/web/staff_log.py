"""What staff did, for auditors and supervisors: by person, act and day, newest first."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.domain.figures.period import day_of
from weikameng.domain.messages import plain
from weikameng.domain.roles import ROLE_WORDS, Right, Role
from weikameng.domain.staff_acts import ACT_WORDS, MAX_ABOUT, Act
from weikameng.domain.words import Words
from weikameng.records.reading import staff_log as reading
from weikameng.web.paging import Page, page_of
from weikameng.web.staff_log_words import kind_and_rest, step_and_note
from weikameng.web.visitors import with_right

if TYPE_CHECKING:
    from weikameng.records.models import StaffAction

_COMMAND_LINE = Words("命令行", "Command line")
_AT_THE_SERVER = Words("在服务器上", "at the server")
KNOWN = frozenset(act.value for act in Act)


@with_right(Right.SEE_LOG)
def listing(request: HttpRequest) -> HttpResponse:
    """One page of the log; a filter that makes no sense is left out."""
    asked, number = request.GET, page_of(request)
    wanted = reading.Wanted(
        person=asked.get("person", "").replace("\0", ""),
        what=asked.get("what", "") if asked.get("what", "") in KNOWN else "",
        day=day_of(asked.get("day", "")),
        about=asked.get("about", "").replace("\0", "").strip()[:MAX_ABOUT],
    )
    rows, more = reading.actions(wanted, number)
    shown = {
        "rows": [_row(row) for row in rows],
        "page": Page(number, more),
        "wanted": wanted,
        "people": reading.actors(),
        "acts": ACT_WORDS.items(),
        "filtered": wanted != reading.Wanted(),
    }
    return render(request, "weikameng/staff_log.html", shown)


def _row(row: "StaffAction") -> Mapping[str, Any]:
    act = ACT_WORDS[Act(row.what)] if row.what in KNOWN else None
    kind, number = kind_and_rest(row.about)
    step, note = step_and_note(row.because)
    return {
        "at": row.at,
        **_who(row),
        "what": act,
        "code": row.what,
        "about": row.about,
        "kind": kind,
        "number": number,
        "step": step,
        "note": note,
    }


def _who(row: "StaffAction") -> Mapping[str, Any]:
    if row.person is None:
        return {"who": _COMMAND_LINE, "role": _AT_THE_SERVER}
    name = row.person.display_name or row.person.get_username()
    return {"who": plain(name), "role": ROLE_WORDS[Role(row.role)]}
