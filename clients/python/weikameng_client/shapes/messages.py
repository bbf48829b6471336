"""What the API takes and answers: messages (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Said


class InboxMessageOut(TypedDict):
    """One message; ``kind`` names its template, ``corrected``: it was taken back later."""

    kind: str
    title: Said
    text: Said
    refund: str
    at: str
    unread: bool
    corrected: bool


class MessagesOut(TypedDict):
    """One page of messages, newest first."""

    items: list[InboxMessageOut]
    next: str | None
