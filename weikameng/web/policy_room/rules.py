"""The order of the checks as a table: rules with their cases, brakes and terms. Rules and cases
move up and down here, because the first that decides wins."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.declared.application import ROUTES
from weikameng.domain.words import Words
from weikameng.services import drafting
from weikameng.services.drafting import CasePlace
from weikameng.web.policy_room import sayings
from weikameng.web.policy_room.room import Room, enter, show
from weikameng.web.policy_room.tables import keyed_rows, named_rows, texts, words
from weikameng.web.visitors import politely, room_only, tell

MAX_TYPED = 60
_ADDED = Words(
    "已加在最前面,条件写好之前不会起作用。",
    "Added at the top; it does nothing until its condition is written.",
)
_REMOVED = Words("已取出。", "Taken out.")


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Every rule in its order."""
    room = enter(request, name)
    rules = named_rows(room.document, "rules", "id")
    clauses = keyed_rows(room.document, "clauses")
    terms = named_rows(room.document, "terms", "name")
    table = {
        "rules": [_rule(room, rule, row, clauses) for rule, row in rules.items()],
        "brakes": [_rule(room, key, row, clauses, brake=True)
                   for key, row in named_rows(room.document, "brakes", "id").items()],
        "terms": [{"name": key, "is": row.get("is", ""), "words": words(row),
                   "url": room.url("term", key)} for key, row in terms.items()],
        "moved": _moved(request, rules),
    }  # fmt: skip
    return show(request, room, "rules", table)


@room_only
@require_POST
@politely
def move(request: HttpRequest, name: str) -> HttpResponse:
    """Move a rule, or a case within its rule, one place up or down."""
    room = enter(request, name)
    rule, case = request.POST.get("rule", ""), request.POST.get("case", "")
    by = -1 if request.POST.get("by") == "up" else 1
    draft = room.draft(request.POST.get("seen", ""))
    if case:
        drafting.move_case(draft, CasePlace(rule, case), by, room.actor, at=room.at)
    else:
        drafting.move_rule(draft, rule, by, room.actor, at=room.at)
    if request.POST.get("undo"):
        tell(request, Words("已撤销移动。", "The move was undone."), messages.INFO)
        return redirect(f"{room.url('rules')}#{rule}")
    back = "down" if by == -1 else "up"
    return redirect(f"{room.url('rules')}?moved={rule}&case={case}&back={back}#{rule}")


@room_only
@require_POST
@politely
def add_case(request: HttpRequest, name: str, rule: str) -> HttpResponse:
    """Add a case at the top of a rule and open it."""
    room = enter(request, name)
    case = request.POST.get("case", "").strip()
    row = named_rows(room.document, "rules", "id").get(rule, {})
    draft, clause = room.draft(request.POST.get("seen", "")), str(row.get("clause", ""))
    try:
        drafting.add_case(draft, CasePlace(rule, case), clause, room.actor, at=room.at)
    except Refusal as refusal:
        if refusal.code != "case_name":
            raise
        tell(request, refusal.words)
        return redirect(f"{room.url('rule', rule)}?{urlencode({'case': case[:MAX_TYPED]})}")
    tell(request, _ADDED, messages.SUCCESS)
    return redirect(room.url("case", rule, case))


@room_only
@require_POST
@politely
def remove_case(request: HttpRequest, name: str, rule: str, case: str) -> HttpResponse:
    """Take a case out of its rule."""
    room = enter(request, name)
    draft = room.draft(request.POST.get("seen", ""))
    drafting.remove_case(draft, CasePlace(rule, case), room.actor, at=room.at)
    tell(request, _REMOVED, messages.SUCCESS)
    return redirect(f"{room.url('rules')}#{rule}")


def _rule(
    room: Room,
    key: str,
    row: Mapping[str, Any],
    clauses: Mapping[str, Mapping[str, Any]],
    *,
    brake: bool = False,
) -> dict[str, Any]:
    clause = str(row.get("clause", ""))
    return {
        "id": key,
        "clause": clause,
        "clause_words": words(clauses.get(clause, {})),
        "passes": words(row, "passes"),
        "when": row.get("when", ""),
        "words": words(row),
        "url": room.url("brake" if brake else "rule", key),
        "cases": [
            _case(room, key, case, found) for case, found in named_rows(row, "cases", "id").items()
        ],
    }


def _case(room: Room, rule: str, case: str, row: Mapping[str, Any]) -> dict[str, Any]:
    decision, route = str(row.get("decision", "")), str(row.get("route", "none"))
    return {
        "id": case,
        "when": row.get("when", ""),
        "tone": sayings.TONES.get(decision, ""),
        "decision": sayings.outcome_words(decision),
        "route": ROUTES.get(route, Words(route, route)) if route != "none" else None,
        "clauses": texts(row, "clauses"),
        "missing": texts(row, "missing"),
        "words": words(row),
        "url": room.url("case", rule, case),
    }


def _moved(request: HttpRequest, rules: Mapping[str, Any]) -> dict[str, str] | None:
    """What was just moved, so that it can be moved back."""
    rule, back = request.GET.get("moved", ""), request.GET.get("back", "")
    if rule not in rules or back not in {"up", "down"}:
        return None
    return {"rule": rule, "case": request.GET.get("case", ""), "back": back}
