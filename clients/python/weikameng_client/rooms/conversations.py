"""Calls: conversations (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.conversations import (
    Channel,
    ConversationOut,
    ConversationsOut,
    ListedOut,
    MessageOut,
    OpeningIn,
    SaidOut,
    SayingIn,
)


class Conversations:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self,
        *,
        about: str | None = None,
        state: Literal["open", "closed"] | None = None,
        channel: Channel | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ConversationsOut:
        """Conversations: chats, tickets and calls."""
        answer: ConversationsOut = self._line.call(
            "GET",
            "/api/v1/conversations",
            query={
                "about": about,
                "state": state,
                "channel": channel,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return answer

    def listing_all(
        self,
        *,
        about: str | None = None,
        state: Literal["open", "closed"] | None = None,
        channel: Channel | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[ListedOut]:
        """Conversations: chats, tickets and calls, page after page."""
        return self._line.pages(
            "/api/v1/conversations",
            query={
                "about": about,
                "state": state,
                "channel": channel,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def begin(self, body: OpeningIn) -> ConversationOut:
        """Begin to talk."""
        answer: ConversationOut = self._line.call("POST", "/api/v1/conversations", body=body)
        return answer

    def look(self, number: str) -> ConversationOut:
        """One conversation."""
        answer: ConversationOut = self._line.call("GET", f"/api/v1/conversations/{part(number)}")
        return answer

    def said(self, number: str, *, limit: int | None = None, cursor: str | None = None) -> SaidOut:
        """What was said, the latest first."""
        answer: SaidOut = self._line.call(
            "GET",
            f"/api/v1/conversations/{part(number)}/messages",
            query={"limit": limit, "cursor": cursor},
        )
        return answer

    def said_all(
        self, number: str, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[MessageOut]:
        """What was said, the latest first, page after page."""
        return self._line.pages(
            f"/api/v1/conversations/{part(number)}/messages",
            query={"limit": limit, "cursor": cursor},
        )

    def say(self, number: str, body: SayingIn, *, if_match: str | None = None) -> ConversationOut:
        """Say something."""
        answer: ConversationOut = self._line.call(
            "POST",
            f"/api/v1/conversations/{part(number)}/messages",
            body=body,
            headers={"If-Match": if_match},
        )
        return answer

    def person(self, number: str, *, if_match: str | None = None) -> ConversationOut:
        """Ask for a person."""
        answer: ConversationOut = self._line.call(
            "POST", f"/api/v1/conversations/{part(number)}/person", headers={"If-Match": if_match}
        )
        return answer
