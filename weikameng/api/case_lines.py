"""Cases as a list of the API tells them, and the filters it takes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from weikameng.api.cursors import NextCursor
from weikameng.api.moments import Moment
from weikameng.domain.case_life import State

MAX_TEXT = 64


class CaseFilters(Schema):
    """Which cases; times with their offset, ``applied_to`` and ``changed_to`` are not included."""

    order: str = Field("", max_length=16, description="our number of the order")
    external_number: str = Field("", max_length=MAX_TEXT, description="the shop's number of it")
    customer: str = Field("", max_length=MAX_TEXT, description="the shop's own id of the buyer")
    state: State | None = None
    applied_from: Moment | None = None
    applied_to: Moment | None = None
    changed_from: Moment | None = Field(None, description="something happened then, or later")
    changed_to: Moment | None = Field(None, description="the last thing happened before")


class CaseLine(Schema):
    """One case of a list. Amounts in fen; ``customer`` is the shop's own id of the buyer."""

    number: str
    order: str
    external_number: str | None
    customer: str
    state: str
    reason: str
    round: int
    amount_minor: int
    at_stake_minor: int
    applied_at: datetime
    due_at: datetime | None


class CasesOut(Schema):
    """One page of cases, the latest first."""

    items: Sequence[CaseLine]
    next: NextCursor


def line_of(row: Any) -> dict[str, Any]:
    """Return one line of a list."""
    return {
        "number": row.number,
        "order": row.order.number,
        "external_number": row.order.external_number,
        "customer": row.buyer.customer,
        "state": row.state,
        "reason": row.reason,
        "round": row.round,
        "amount_minor": row.amount_minor,
        "at_stake_minor": row.at_stake_minor,
        "applied_at": row.applied_at,
        "due_at": row.due_at,
    }
