"""The supervisor's figures through the API, for tokens of those who may see them (R12.1)."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from weikameng.api.refunds import demand_scope, owner_of_request
from weikameng.domain.errors import not_found
from weikameng.domain.figures.period import period_of
from weikameng.domain.figures.sheet import as_json
from weikameng.domain.roles import Right, allowed
from weikameng.records.reading.accounts import role_of
from weikameng.services import figures

router = Router(tags=["figures"])
READ = "figures:read"
FirstDay = Annotated[date | None, Query(alias="from")]


class FiguresOut(Schema):
    """The days counted, Beijing time, and each figure by its name with its sentence and rows.

    Money in fen, shares per mille, times RFC 3339.
    """

    first: date
    last: date
    figures: dict[str, Any]


@router.get("", response=FiguresOut, summary="The supervisor's figures of a period")
def look(request: HttpRequest, since: FirstDay = None, to: date | None = None) -> Any:
    """Return every figure; without days, of the last thirty."""
    demand_scope(request, READ)
    if not allowed(role_of(owner_of_request(request)), Right.SEE_FIGURES):
        raise not_found()
    period = period_of(since, to, timezone.now())
    found = {one.code: as_json(one) for one in figures.all_of(period)}
    return {"first": period.first, "last": period.last, "figures": found}
