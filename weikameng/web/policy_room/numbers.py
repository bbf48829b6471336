"""The numbers of a version and the windows of its goods, as one form."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from weikameng.domain.policy.document.editing import value_at
from weikameng.domain.policy.document.param_words import NOTED, PARAMS
from weikameng.domain.words import Words
from weikameng.web.policy_room.cells import Cell, whole, yuan
from weikameng.web.policy_room.room import Room, edit, enter, show
from weikameng.web.visitors import politely, room_only

_DAYS = Words("天", "days")


@room_only
@politely
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show the numbers; save those that were changed."""
    room = enter(request, name)
    groups = [*_params(), (Words("各类商品的申请时限", "Window by kind of good"), _windows(room))]
    cells = [cell for _, some in groups for cell in some]
    form, done, status = edit(request, room, cells, room.url("numbers"))
    if done is not None:
        return done
    rows = {row["cell"].name: row for row in form.rows()}
    more = {
        "form": form,
        "groups": [(title, [rows[cell.name] for cell in some]) for title, some in groups],
        "noted": [
            (one.words, str(held).lower() if isinstance(held, bool) else held, one.help)
            for one in NOTED
            if (held := value_at(room.document, one.place)) is not None
        ],
    }
    return show(request, room, "numbers", more, status)


def _params() -> list[tuple[Words, Sequence[Cell]]]:
    return [
        (
            title,
            [
                yuan(one.place, one.words, hint=one.help, unit=one.unit)
                if one.kind == "yuan"
                else whole(one.place, one.words, one.low, one.high, hint=one.help, unit=one.unit)
                for one in params
            ],
        )
        for title, params in PARAMS
    ]


def _windows(room: Room) -> list[Cell]:
    """One window a kind; its bounds are the version's own, which the check holds it to."""
    rows = room.document.get("goods")
    return [
        whole(
            ("goods", str(row["kind"]), "window_days"),
            Words(str(row.get("zh", row["kind"])), str(row.get("en", row["kind"]))),
            1,
            366,
            unit=_DAYS,
        )
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("kind")
    ]
