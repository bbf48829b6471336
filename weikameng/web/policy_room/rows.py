"""The editors of single rows: a case with its condition, a rule, a brake, a term, a reason, a
kind of good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from weikameng.domain.errors import not_found
from weikameng.domain.policy.declared.application import FAULTS, WINDOWS
from weikameng.domain.policy.document.editing import value_at
from weikameng.domain.words import Words
from weikameng.web.policy_room import row_cells, sayings
from weikameng.web.policy_room.cells import Cell
from weikameng.web.policy_room.facts_help import help_of
from weikameng.web.policy_room.room import Room, edit, enter, show
from weikameng.web.policy_room.tables import named_rows, texts, words
from weikameng.web.visitors import politely, room_only


@dataclass(frozen=True, slots=True)
class Desk:
    """One row on the desk: its place, what it is called, where one came from."""

    place: tuple[str, ...]
    title: Words
    tab: str
    anchor: str
    cells: list[Cell]
    kind: str = "truth"
    after_finding: bool = False


@room_only
@politely
def case(request: HttpRequest, name: str, rule: str, case: str) -> HttpResponse:
    """A case of a rule."""
    room = enter(request, name)
    title = Words(f"规则 {rule} 的情况 {case}", f"Case {case} of rule {rule}")
    place = ("rules", rule, "cases", case)
    desk = Desk(place, title, "rules", rule, row_cells.case(room.document, rule, case))
    return _edited(request, room, desk, {"removable": True, "holes": _holes(room, rule)})


@room_only
@politely
def rule(request: HttpRequest, name: str, rule: str) -> HttpResponse:
    """A rule without its cases."""
    room = enter(request, name)
    title = Words(f"规则 {rule}", f"Rule {rule}")
    desk = Desk(("rules", rule), title, "rules", rule, row_cells.rule(room.document, rule))
    typed = request.GET.get("case", "")
    return _edited(request, room, desk, {"holes": _holes(room, rule), "adds": rule, "typed": typed})


@room_only
@politely
def brake(request: HttpRequest, name: str, brake: str) -> HttpResponse:
    """What holds an automatic yes for a person."""
    room = enter(request, name)
    cells = row_cells.brake(room.document, brake)
    title = Words(f"刹车 {brake}", f"Brake {brake}")
    desk = Desk(("brakes", brake), title, "rules", brake, cells, after_finding=True)
    holes = texts(named_rows(room.document, "brakes", "id").get(brake, {}), "shows")
    return _edited(request, room, desk, {"holes": holes})


@room_only
@politely
def term(request: HttpRequest, name: str, term: str) -> HttpResponse:
    """A named condition that rules share."""
    room = enter(request, name)
    row = named_rows(room.document, "terms", "name").get(term, {})
    kind = "text" if row.get("kind") == "text" else "truth"
    cells = row_cells.term(room.document, term)
    title = Words(f"名词 {term}", f"Term {term}")
    desk = Desk(("terms", term), title, "rules", f"term-{term}", cells, kind)
    return _edited(request, room, desk, {})


@room_only
@politely
def reason(request: HttpRequest, name: str, code: str) -> HttpResponse:
    """A reason of the drop-down."""
    room = enter(request, name)
    row = named_rows(room.document, "reasons", "code").get(code, {})
    cells = row_cells.reason(room.document, code)
    desk = Desk(("reasons", code), words(row), "reasons", code, cells)
    return _edited(request, room, desk, {"code": code})


@room_only
@politely
def good(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """A kind of good."""
    room = enter(request, name)
    row = named_rows(room.document, "goods", "kind").get(kind, {})
    desk = Desk(("goods", kind), words(row), "goods", kind, row_cells.good(room.document, kind))
    return _edited(request, room, desk, {"code": kind})


@room_only
@politely
def reasons(request: HttpRequest, name: str) -> HttpResponse:
    """The reasons as a table."""
    room = enter(request, name)
    rows = [
        {
            "code": code,
            "words": words(row),
            "fault": _said(FAULTS, row, "fault"),
            "window": _said(WINDOWS, row, "window"),
            "asks": [*texts(row, "all_of"), *texts(row, "any_of")],
            "retired": row.get("retired") is True,
            "url": room.url("reason", code),
        }
        for code, row in named_rows(room.document, "reasons", "code").items()
    ]
    return show(request, room, "reasons", {"rows": rows})


@room_only
@politely
def goods(request: HttpRequest, name: str) -> HttpResponse:
    """The kinds of goods as a table."""
    room = enter(request, name)
    rows = [
        {
            "code": kind,
            "words": words(row),
            "days": row.get("window_days", ""),
            "never": words(row, "non_refundable"),
            "url": room.url("good", kind),
        }
        for kind, row in named_rows(room.document, "goods", "kind").items()
    ]
    return show(request, room, "goods", {"rows": rows})


def _edited(request: HttpRequest, room: Room, desk: Desk, more: Mapping[str, Any]) -> HttpResponse:
    if value_at(room.document, desk.place) is None:
        raise not_found()
    form, done, status = edit(request, room, desk.cells, request.path)
    if done is not None:
        return done
    rows = form.rows()
    codes = [row for row in rows if row["field"].field.widget.attrs.get("data-takes")]
    frame = {
        "form": form,
        "desk": desk,
        "back_url": f"{room.url(desk.tab)}#{desk.anchor}",
        "back": dict(sayings.TABS)[desk.tab],
        "codes": codes,
        "rows": [row for row in rows if row not in codes],
        "help": help_of(room.document, after_finding=desk.after_finding) if codes else None,
    }
    return show(request, room, f"{desk.tab}/row", frame | dict(more), status)


def _holes(room: Room, rule: str) -> list[str]:
    """The facts that the sentences of a rule may name in braces."""
    return texts(named_rows(room.document, "rules", "id").get(rule, {}), "shows")


def _said(among: Mapping[str, Words], row: Mapping[str, Any], key: str) -> Words:
    code = str(row.get(key, ""))
    return among.get(code, Words(code, code))
