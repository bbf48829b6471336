"""Payouts through the API (P2): where the money is; a shop that pays back itself confirms here."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from weikameng.api.callers import demand_scope
from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.held import leg_waits_for
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import Number, demand_shop, whose
from weikameng.api.words import Said, said
from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import not_found
from weikameng.domain.importing import FIRST_YEAR, LAST_YEAR
from weikameng.domain.mirror import (
    APART_WORDS,
    MAX_LINES,
    MAX_REFERENCE,
    MAX_WHY,
    Confirmation,
    TheirLine,
)
from weikameng.domain.payout_life import PayoutState
from weikameng.records.reading import shop_payouts as reading
from weikameng.records.reading.shop_orders import code_of
from weikameng.records.reading.shop_payouts import PayoutAsRead, WantedPayouts
from weikameng.services import mirror
from weikameng.services.mirror import Payer

router = Router(tags=["payouts"])
READ, WRITE = "payouts:read", "payouts:write"
MOST_MINOR = 10**13
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
State = Literal[
    "intended", "sent", "accepted", "unknown", "settled", "refused", "reversed", "replaced"
]


class PayoutStanding(Schema):
    """One leg of a refund's money, fen. Route ``shop``: the shop pays it and confirms.

    ``arrives_by`` is what the buyer was promised, while it is on its way.
    """

    number: str
    refund: str
    order: str
    external_number: str | None
    customer: str
    route: str
    route_name: Said
    amount_minor: int
    state: str
    created_at: datetime
    arrives_by: datetime | None
    settled_at: datetime | None
    reference: str
    why: str = Field(description="what was said when it failed")
    waits_for: str = Field(
        description="exchange_record: refused by ourselves, not sent before its record is complete"
    )


class PayoutsOut(Schema):
    """One page, the latest first."""

    items: Sequence[PayoutStanding]
    next: NextCursor


class PayoutFilters(Schema):
    """Which payouts; what is left out filters nothing."""

    state: State | None = None
    route: str = Field("", max_length=20, pattern=r"^[a-z_]*$")
    order: Number = ""
    refund: Number = ""
    settled_from: Moment | None = None
    settled_to: Moment | None = None


class ConfirmIn(Schema):
    """The shop has paid: its own reference, when, and the amount (fen) to be compared."""

    reference: str = Field(min_length=1, max_length=MAX_REFERENCE)
    paid_at: Moment | None = None
    amount_minor: int | None = Field(None, ge=0, le=MOST_MINOR)


class FailIn(Schema):
    """The shop could not pay; ``came_back``: it had paid, and the bank sent the money back."""

    why: str = Field(min_length=1, max_length=MAX_WHY)
    came_back: bool = False


class LineIn(Schema):
    """One refund in the shop's own books, fen."""

    payout: Number
    reference: str = Field(max_length=MAX_REFERENCE)
    amount_minor: int = Field(ge=0, le=MOST_MINOR)


class BooksIn(Schema):
    """A day of the shop's books (Beijing), of refunds it paid itself."""

    day: date = Field(ge=FIRST_DAY, le=LAST_DAY)
    lines: list[LineIn] = Field(max_length=MAX_LINES)


class DifferenceOut(Schema):
    """A payout that differs; an amount is null where that side has no such line."""

    payout: str
    apart: str
    words: Said
    ours_minor: int | None
    theirs_minor: int | None


class BooksOut(Schema):
    """What agreed (and is booked as reconciled), and what did not."""

    day: date
    agree: int
    agree_minor: int
    differ: Sequence[DifferenceOut]


@router.get("", response=PayoutsOut, summary="Payouts, the latest first")
def listing(
    request: HttpRequest, filters: Query[PayoutFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of a shop's payouts, or of the token owner's own."""
    demand_scope(request, READ)
    wanted = WantedPayouts(**filters.model_dump(exclude_none=True))
    rows = reading.page(whose(request), wanted, place_in(cursor), limit + 1)
    return page_of(rows, limit, _out, lambda one: one.id)


@router.post("/reconcile", response=BooksOut, summary="Hold a day of the shop's books against ours")
def reconcile(request: HttpRequest, sent: BooksIn) -> Any:
    """Compare a day; what agrees is booked as reconciled, once however often it is sent."""
    lines = [TheirLine(one.payout, one.reference, one.amount_minor) for one in sent.lines]
    found = mirror.reconcile(sent.day, lines, _payer(request), at=timezone.now())
    return {
        "day": sent.day,
        "agree": len(found.agree),
        "agree_minor": sum(line.amount_minor for line in found.agree),
        "differ": [
            {
                "payout": one.number,
                "apart": one.apart,
                "words": said(APART_WORDS[one.apart]),
                "ours_minor": one.ours_minor,
                "theirs_minor": one.theirs_minor,
            }
            for one in found.differ
        ],
    }


@router.get("/{number}", response=PayoutStanding, summary="One payout")
def look(request: HttpRequest, number: Number) -> Any:
    """Return a payout by its number."""
    demand_scope(request, READ)
    return _named(request, number)


@router.post("/{number}/confirm", response=PayoutStanding, summary="The shop has paid it back")
def confirm(request: HttpRequest, number: Number, sent: ConfirmIn) -> Any:
    """Settle a payout of route ``shop``: the buyer is told that the money has arrived. The same
    again changes nothing; another reference or amount is refused."""
    told = Confirmation(sent.reference, sent.paid_at, sent.amount_minor)
    mirror.confirm(number, told, _payer(request), at=timezone.now())
    return _named(request, number)


@router.post("/{number}/fail", response=PayoutStanding, summary="The shop could not pay it back")
def fail(request: HttpRequest, number: Number, sent: FailIn) -> Any:
    """Hold the refund up: people look into it and ask the shop again. A later confirmation still
    settles it."""
    shop, at = _payer(request), timezone.now()
    mirror.fail(number, sent.why, shop, came_back=sent.came_back, at=at)
    return _named(request, number)


def _payer(request: HttpRequest) -> Payer:
    shop_id = demand_shop(request, WRITE)
    return Payer(shop_id, code_of(shop_id))


def _named(request: HttpRequest, number: str) -> dict[str, Any]:
    found = reading.payout_named(whose(request), number)
    if found is None:
        raise not_found()
    return _out(found)


def _out(found: PayoutAsRead) -> dict[str, Any]:
    row = found.row
    ended = row.state in {PayoutState.SETTLED, PayoutState.REPLACED}
    return {
        "number": row.number,
        "refund": row.case.number,
        "order": row.tender.order.number,
        "external_number": row.tender.order.external_number,
        "customer": row.case.buyer.customer,
        "route": row.route,
        "route_name": said(route_words(row.route)),
        "amount_minor": row.amount_minor,
        "state": row.state,
        "created_at": row.created_at,
        "arrives_by": None if ended else row.promised_at,
        "settled_at": row.settled_at if row.state == PayoutState.SETTLED else None,
        "reference": row.provider_reference,
        "why": row.last_message,
        "waits_for": leg_waits_for(row.state, row.last_code),
    }
