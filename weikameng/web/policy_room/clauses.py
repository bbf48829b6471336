"""The clauses of a version as a table: words, the law behind them, and which rules cite them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from weikameng.domain.words import Words
from weikameng.web.policy_room.cells import lines, sentence
from weikameng.web.policy_room.room import edit, enter, show
from weikameng.web.policy_room.tables import keyed_rows, named_rows, texts, words
from weikameng.web.visitors import politely, room_only


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Every clause; one of them as a form."""
    room = enter(request, name)
    clauses = keyed_rows(room.document, "clauses")
    asked = request.POST.get("row") or request.GET.get("edit", "")
    form, status = None, 200
    if asked in clauses and (room.editable or request.method == "POST"):
        form, done, status = edit(request, room, _cells(asked), f"{room.url('clauses')}#{asked}")
        if done is not None:
            return done
    cited = _cited(room.document)
    law = keyed_rows(room.document, "law")
    rows = [
        {
            "id": key,
            "words": words(row),
            "law": [_law(code, law) for code in texts(row, "law")],
            "cited": cited.get(key, []),
            "form": form if key == asked else None,
        }
        for key, row in clauses.items()
    ]
    return show(request, room, "clauses", {"rows": rows, "editing": asked}, status)


def _cells(key: str) -> list[Any]:
    return [
        sentence(("clauses", key, "zh"), Words("中文", "Chinese")),
        sentence(("clauses", key, "en"), Words("英文", "English")),
        lines(
            ("clauses", key, "law"),
            Words("法律依据", "Law"),
            hint=Words(
                "每行一个编号,编号在全文的 law 表里。", "One entry of the law table a line."
            ),
        ),
    ]


def _law(code: str, law: Mapping[str, Mapping[str, Any]]) -> tuple[str, Words]:
    return code, words(law.get(code, {}), "name")


def _cited(document: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Which rules and brakes name a clause: their own one or in an answer of theirs."""
    found: dict[str, list[str]] = {}
    for table in ("rules", "brakes"):
        for rule, row in named_rows(document, table, "id").items():
            cited = [str(row.get("clause", ""))]
            for case in named_rows(row, "cases", "id").values():
                cited += [text.partition(" if ")[0] for text in texts(case, "clauses")]
            for clause in dict.fromkeys(cited):
                found.setdefault(clause, []).append(rule)
    return found
