"""Calls: messages (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line
from weikameng_client.shapes.messages import InboxMessageOut, MessagesOut


class Messages:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self,
        *,
        refund: str | None = None,
        told_from: str | None = None,
        told_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> MessagesOut:
        """What happened to my refunds, newest first."""
        answer: MessagesOut = self._line.call(
            "GET",
            "/api/v1/messages",
            query={
                "refund": refund,
                "told_from": told_from,
                "told_to": told_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return answer

    def listing_all(
        self,
        *,
        refund: str | None = None,
        told_from: str | None = None,
        told_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[InboxMessageOut]:
        """What happened to my refunds, newest first, page after page."""
        return self._line.pages(
            "/api/v1/messages",
            query={
                "refund": refund,
                "told_from": told_from,
                "told_to": told_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
