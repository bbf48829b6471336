"""Disputes as a list of the API tells them, and the filters it takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from weikameng.api.cursors import NextCursor
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import Number, Plain
from weikameng.domain.disputes import phase_of
from weikameng.records.reading.disputes import Row


class DisputeFilters(Schema):
    """Which disputes; what is left out filters nothing. ``changed_to`` is not included."""

    case: Number = Field("", description="the number of a refund")
    order: Number = ""
    body: Plain = Field("", description="the code of the body that decides")
    state: Literal["open", "ruled", "done"] | None = Field(
        None, description="``ruled``: not carried out yet"
    )
    changed_from: Moment | None = Field(
        None, description="opened, filed, asked for, ruled or carried out then, or later"
    )
    changed_to: Moment | None = None


class DisputeLine(Schema):
    """One dispute of a list; the whole of it by its ``number``."""

    number: str
    case: str
    order: str
    body: str
    phase: str
    opened_at: datetime
    unsealed_at: datetime | None
    ruled_at: datetime | None
    carried_out_at: datetime | None


class DisputesOut(Schema):
    """One page, the newest first."""

    items: Sequence[DisputeLine]
    next: NextCursor


def line_of(row: Row) -> dict[str, Any]:
    """Return one line of a list."""
    dispute = row.dispute
    return {
        "number": dispute.number,
        "case": dispute.case_number,
        "order": dispute.order_number,
        "body": dispute.body_code,
        "phase": phase_of(row.facts).value,
        "opened_at": dispute.opened_at,
        "unsealed_at": dispute.unsealed_at,
        "ruled_at": dispute.ruled_at,
        "carried_out_at": dispute.carried_out_at,
    }
