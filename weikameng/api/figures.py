"""The supervisor's figures through the API, for tokens of those who may see them (R12.1)."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from weikameng.api.callers import actor_of, demand_scope
from weikameng.api.shop_callers import demand_shop
from weikameng.domain.errors import not_found
from weikameng.domain.figures.period import period_of
from weikameng.domain.figures.sheet import as_json
from weikameng.domain.roles import Right, allowed
from weikameng.records.reading import shop_figures
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


class CountedOut(Schema):
    """How many, and their fen."""

    count: int
    amount_minor: int


class ShopFiguresOut(Schema):
    """Orders paid in the period, refunds asked for in it by their state, payouts by theirs.

    ``automatic``: refunds no person had to decide. ``late``: payouts later than promised.
    """

    first: date
    last: date
    orders: CountedOut
    refunds: dict[str, CountedOut]
    payouts: dict[str, CountedOut]
    automatic: int
    late: int


@router.get("", response=FiguresOut, summary="The supervisor's figures of a period")
def look(request: HttpRequest, since: FirstDay = None, to: date | None = None) -> Any:
    """Return every figure; without days, of the last thirty."""
    demand_scope(request, READ)
    if not allowed(actor_of(request).role, Right.SEE_FIGURES):
        raise not_found()
    period = period_of(since, to, timezone.now())
    found = {one.code: as_json(one) for one in figures.all_of(period)}
    return {"first": period.first, "last": period.last, "figures": found}


@router.get("/shop", response=ShopFiguresOut, summary="A shop's own numbers of a period")
def of_shop(request: HttpRequest, since: FirstDay = None, to: date | None = None) -> Any:
    """Return what the shop sold and what went back; without days, of the last thirty."""
    shop_id = demand_shop(request, READ)
    period = period_of(since, to, timezone.now())
    found = shop_figures.of_shop(shop_id, period.since, period.until)
    return {"first": period.first, "last": period.last} | asdict(found)
