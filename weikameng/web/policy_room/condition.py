"""A condition checked while it is written: answered in milliseconds, with line and column."""

from dataclasses import dataclass
from typing import Any
from unicodedata import east_asian_width

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from weikameng.domain.policy.declared.fact import UNITS, Kind
from weikameng.domain.policy.document.one_condition import Asked, look_at
from weikameng.domain.policy.language.conditions import MAX_CONDITION_CHARS, Fault
from weikameng.domain.words import Words
from weikameng.web.policy_room.room import enter
from weikameng.web.policy_room.tables import named_rows, words
from weikameng.web.visitors import politely, room_only

# Longer texts are refused anyway; one sign more is enough to be told so.
MAX_READ = MAX_CONDITION_CHARS + 1
# How much of a long line is shown on either side of the place.
AROUND = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A fault as it is shown: the line, cut around the place, with a mark under it."""

    words: Words
    line: int
    column: int
    before: str
    at: str
    after: str

    @property
    def gap(self) -> str:
        """As much room as what stands before the place takes in a fixed font."""
        return "".join("\u3000" if east_asian_width(sign) in "WF" else " " for sign in self.before)


@room_only
@require_POST
@politely
def check(request: HttpRequest, name: str) -> HttpResponse:
    """Check one condition against the facts and the terms of this version."""
    room = enter(request, name)
    field = request.POST.get("field", "")
    text = request.POST.get(field, "").replace("\r\n", "\n")[:MAX_READ]
    asked = Asked(
        text,
        Kind.TEXT if request.POST.get("kind") == "text" else Kind.TRUTH,
        request.POST.get("after") == "yes",
        request.POST.get("before", ""),
    )
    return render(request, "weikameng/policy_room/condition.html", told(room.document, asked))


def told(document: Any, asked: Asked) -> dict[str, Any]:
    """Return what the page says about a condition."""
    if not asked.text.strip():
        return {"empty": True}
    found = look_at(document, asked)
    terms = named_rows(document, "terms", "name")
    return {
        "faults": [_shown(fault, asked.text) for fault in found.faults],
        "facts": [(fact.name, fact.words, UNITS[fact.kind], fact.meaning) for fact in found.facts],
        "terms": [(term, words(terms.get(term, {}))) for term in found.terms],
    }


def _shown(fault: Fault, text: str) -> Shown:
    lines = text.split("\n")
    line = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
    spot = max(fault.column - 1, 0)
    before = line[:spot] if spot <= AROUND else f"…{line[spot - AROUND : spot]}"
    sign, after = line[spot : spot + 1] or " ", line[spot + 1 : spot + 1 + AROUND]
    return Shown(fault.words, fault.line, fault.column, before, sign, after)
