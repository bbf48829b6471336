"""A buyer's messages through the API (R5.1): what the page shows, and asking does not read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from weikameng.api.callers import buyer_of, demand_scope
from weikameng.api.cursors import (
    Cursor,
    Limit,
    NextCursor,
    micros_of,
    moment_of,
    page_of,
    places_in,
)
from weikameng.api.moments import Moment
from weikameng.api.shop_callers import Number
from weikameng.api.words import Said
from weikameng.domain.words import Words, typeset
from weikameng.records.reading.messages import Spot, WantedMessages
from weikameng.services import messages

router = Router(tags=["messages"])


class InboxMessageOut(Schema):
    """One message; ``kind`` names its template, ``corrected``: it was taken back later."""

    kind: str
    title: Said
    text: Said
    refund: str
    at: datetime
    unread: bool
    corrected: bool


class MessagesOut(Schema):
    """One page of messages, newest first."""

    items: Sequence[InboxMessageOut]
    next: NextCursor


class MessageFilters(Schema):
    """Which messages; what is left out filters nothing. ``told_to`` is not included."""

    refund: Number = Field("", description="about this refund alone; a shop's token names one")
    told_from: Moment | None = None
    told_to: Moment | None = None


@router.get("", response=MessagesOut, summary="What happened to my refunds, newest first")
def listing(
    request: HttpRequest, filters: Query[MessageFilters], limit: Limit = 20, cursor: Cursor = ""
) -> Any:
    """Return a page of the token owner's messages, or of a refund's buyer for their shop; they
    stay unread until looked at on the page."""
    demand_scope(request, "refunds:read")
    about = {"case": filters.refund} if filters.refund else {}
    wanted = WantedMessages(**filters.model_dump(exclude_none=True))
    found = messages.inbox_after(buyer_of(request, **about), wanted, _after(cursor), limit + 1)
    return page_of(found, limit, lambda one: _out(one[1]), lambda one: _place_of(one[0]))


def _place_of(spot: Spot) -> tuple[int, ...]:
    return micros_of(spot.at), spot.case_id, spot.revision, spot.message


def _after(cursor: str) -> Spot | None:
    found = places_in(cursor, 4)
    return Spot(moment_of(found[0]), *found[1:]) if found else None


def _out(message: messages.Message) -> dict[str, Any]:
    return {
        "kind": message.kind,
        "title": _said(message.title),
        "text": _said(message.text),
        "refund": message.case_number,
        "at": message.at,
        "unread": message.unread,
        "corrected": message.corrected,
    }


def _said(words: Words) -> dict[str, str]:
    return {"zh": typeset(words.zh), "en": words.en}
