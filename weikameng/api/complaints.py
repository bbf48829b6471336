"""Complaints and chargebacks through the API (N9), for tokens of finance and supervisors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from weikameng.api.callers import actor_of, demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, places_in
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import Number, Plain
from weikameng.api.words import Said
from weikameng.domain.complaints import (
    KEEPERS,
    MAX_NOTE,
    MAX_REFERENCE,
    Closing,
    NewComplaint,
    told,
)
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.problem_words import CURSOR
from weikameng.domain.words import typeset
from weikameng.records.reading import complaint_lists
from weikameng.records.reading.complaint_lists import WantedComplaints
from weikameng.services import complaints

router = Router(tags=["complaints"])
READ, WRITE = "complaints:read", "complaints:write"
OrderNumber = Annotated[str, Field(pattern=r"^\d{16}$")]


class Recorded(Schema):
    """What is recorded; ``route`` only when several channels took the order's payment. Fen."""

    order: OrderNumber
    kind: str = Field(description="complaint or chargeback")
    reference: str = Field(max_length=MAX_REFERENCE, description="the channel's own number of it")
    amount_minor: int = Field(ge=1)
    route: str = ""
    note: str = Field("", max_length=MAX_NOTE)
    decides_by: Moment | None = Field(None, description="by when the channel decides")


class Ended(Schema):
    """How it ended; ``paid_minor`` (fen) if, and only if, the channel itself paid the buyer."""

    outcome: str = Field(description="withdrawn, lost or paid")
    note: str = Field(max_length=MAX_NOTE)
    paid_minor: int = Field(0, ge=0)


class LegOut(Schema):
    """One of our payouts; ``reach``: held, dead, or beyond holding (under_way, paid)."""

    number: str
    route: str
    amount_minor: int
    reach: str


class StandingOut(Schema):
    """A complaint as it stands, with every live payout of its order."""

    id: int
    open: bool
    known: bool
    told: Said
    payouts: Sequence[LegOut]


class ComplaintOut(Schema):
    """One complaint as recorded. Amounts in fen."""

    id: int
    order: str
    route: str
    kind: str
    reference: str
    amount_minor: int
    open: bool
    outcome: str
    paid_minor: int
    opened_at: datetime
    decides_by: datetime | None
    closed_at: datetime | None


class ComplaintsOut(Schema):
    """One page: the open ones first, of each the newest first."""

    items: Sequence[ComplaintOut]
    next: NextCursor


class ComplaintFilters(Schema):
    """Which complaints; what is left out filters nothing. ``changed_to`` is not included."""

    order: Number = ""
    refund: Number = Field("", description="those about a refund's order")
    state: Literal["open", "closed"] | None = None
    kind: Literal["complaint", "chargeback"] | None = None
    route: str = Field("", max_length=20, pattern=r"^[a-z_]*$")
    reference: Plain = Field("", description="the channel's own number of it")
    changed_from: Moment | None = Field(
        None, description="opened, closed or reopened then, or later"
    )
    changed_to: Moment | None = None


@router.post("", response={201: StandingOut, 200: StandingOut}, summary="Record a complaint")
def record(request: HttpRequest, sent: Recorded) -> Any:
    """Record one; 200 when it is known already. What is not sent waits from now on."""
    actor = _keeper(request, WRITE)
    new = NewComplaint(
        sent.order,
        sent.kind,
        sent.reference,
        sent.amount_minor,
        sent.route,
        sent.note,
        sent.decides_by,
    )
    standing = complaints.open_complaint(new, actor, at=timezone.now())
    return Status(200 if standing.known else 201, _standing(standing))


@router.get("", response=ComplaintsOut, summary="Complaints, the open ones first")
def listing(
    request: HttpRequest, filters: Query[ComplaintFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of all of them."""
    _keeper(request, READ)
    wanted = WantedComplaints(**filters.model_dump(exclude_none=True))
    rows = complaint_lists.page(wanted, _after(cursor), limit + 1)
    return page_of(rows, limit, _out, lambda row: (int(row.closed_at is None), row.pk))


@router.post("/{complaint_id}/close", response=StandingOut, summary="Close a complaint")
def close(request: HttpRequest, complaint_id: int, sent: Ended) -> Any:
    """Close it: what was held is sent, unless the channel has paid it itself."""
    actor = _keeper(request, WRITE)
    closing = Closing(sent.outcome, sent.note, sent.paid_minor)
    return _standing(complaints.close(complaint_id, closing, actor, at=timezone.now()))


def _keeper(request: HttpRequest, scope: str) -> Actor:
    """Who the token acts for. Other roles find nothing, whatever the token's scopes."""
    demand_scope(request, scope)
    actor = actor_of(request)
    if actor.role not in KEEPERS:
        raise not_found()
    return actor


def _after(cursor: str) -> tuple[bool, int] | None:
    """Among which a page ended, the open ones or the closed, and at which."""
    found = places_in(cursor, 2)
    if found is None:
        return None
    if found[0] > 1:
        raise Refusal("cursor", CURSOR)
    return bool(found[0]), found[1]


def _standing(standing: complaints.Standing) -> dict[str, Any]:
    words = told(standing.legs)
    return {
        "id": standing.id,
        "open": standing.open,
        "known": standing.known,
        "told": {"zh": typeset(words.zh), "en": words.en},
        "payouts": [
            {
                "number": leg.number,
                "route": leg.route,
                "amount_minor": leg.amount_minor,
                "reach": leg.reach,
            }
            for leg in standing.legs
        ],
    }


def _out(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "order": row.order.number,
        "route": row.tender.route,
        "kind": row.kind,
        "reference": row.reference,
        "amount_minor": row.amount_minor,
        "open": row.closed_at is None,
        "outcome": row.outcome,
        "paid_minor": row.paid_minor,
        "opened_at": row.opened_at,
        "decides_by": row.decides_by,
        "closed_at": row.closed_at,
    }
