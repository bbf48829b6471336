"""Arbitration bodies through the API (R6.3): whom a refused case can be taken to."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.words import Said, said
from weikameng.domain.words import Words
from weikameng.records.reading import disputes as reading

router = Router(tags=["disputes"])
READ = "disputes:read"


class BodyOut(Schema):
    """One body that takes disputes now; ``code`` names it when a dispute is opened."""

    code: str
    name: Said
    three_from_minor: int | None = Field(description="from this much on, fen, three decide")
    key: str = Field(description="its public key, by which its arbitrators' keys are checked")


class BodiesOut(Schema):
    """One page, the oldest first."""

    items: Sequence[BodyOut]
    next: NextCursor


@router.get("", response=BodiesOut, summary="Arbitration bodies a dispute can be taken to")
def listing(request: HttpRequest, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return a page of the bodies, the same for everybody."""
    demand_scope(request, READ)
    rows = reading.bodies(place_in(cursor) or 0, limit + 1)
    return page_of(rows, limit, _out, lambda row: row.pk)


def _out(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": said(Words(row.name_zh, row.name_en)),
        "three_from_minor": row.three_from_minor,
        "key": row.key,
    }
