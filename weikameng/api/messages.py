"""A buyer's messages through the API (R5.1): what the page shows, and asking does not read them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from weikameng.api.callers import buyer_of, demand_scope
from weikameng.api.words import Said
from weikameng.domain.words import Words, typeset
from weikameng.services import messages

router = Router(tags=["messages"])
LAST_PAGE = 1000
PageNumber = Annotated[int, Field(ge=1, le=LAST_PAGE)]


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
    """One page of messages, newest first; ``next_page`` is null on the last."""

    messages: Sequence[InboxMessageOut]
    next_page: int | None


@router.get("", response=MessagesOut, summary="What happened to my refunds, newest first")
def listing(request: HttpRequest, page: PageNumber = 1) -> Any:
    """Return the token owner's messages; they stay unread until looked at on the page."""
    demand_scope(request, "refunds:read")
    told, more = messages.inbox(buyer_of(request), page)
    return {
        "messages": [_out(message) for message in told],
        "next_page": page + 1 if more and page < LAST_PAGE else None,
    }


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
