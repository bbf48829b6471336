"""The frame of the money room: its tabs around a page, and who stands in it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from weikameng.domain.complaints import KEEPERS
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.transfer_life import SECONDS
from weikameng.web.money_room.tabs import tabs_for
from weikameng.web.visitors import MONEY_WRITERS, buyer_of

# Where somebody besides finance has a part: complaints are kept, transfers seconded.
_WRITERS = {"money_complaints": KEEPERS, "money_transfers": SECONDS}


def actor_of(request: HttpRequest) -> Actor:
    """Return who stands in the room."""
    return Actor(buyer_of(request), request.user.role)  # type: ignore[union-attr]


def show(
    request: HttpRequest, tab: str, template: str, more: Mapping[str, Any], status: int = 200
) -> HttpResponse:
    """Render a page of the room under one of its tabs; ``writes`` says whether buttons are shown.

    ``tab`` is the url name of the tab's first page, ``template`` a name in money_room/.
    """
    role = request.user.role  # type: ignore[union-attr]
    frame = {"tabs": tabs_for(role, tab), "writes": role in _WRITERS.get(tab, MONEY_WRITERS)}
    name = f"weikameng/money_room/{template}.html"
    return render(request, name, frame | dict(more), status=status)
