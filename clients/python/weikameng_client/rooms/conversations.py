"""Calls: conversations (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.conversations import (
    ConversationOut,
    ConversationsOut,
    OpeningIn,
    SayingIn,
)


class Conversations:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, page: int | None = None, about: str | None = None) -> ConversationsOut:
        """My conversations: chats, tickets and calls."""
        answer: ConversationsOut = self._line.call(
            "GET", "/api/v1/conversations", query={"page": page, "about": about}
        )
        return answer

    def begin(self, body: OpeningIn) -> ConversationOut:
        """Begin to talk."""
        answer: ConversationOut = self._line.call("POST", "/api/v1/conversations", body=body)
        return answer

    def look(self, number: str, *, before: int | None = None) -> ConversationOut:
        """One conversation."""
        answer: ConversationOut = self._line.call(
            "GET", f"/api/v1/conversations/{part(number)}", query={"before": before}
        )
        return answer

    def say(self, number: str, body: SayingIn) -> ConversationOut:
        """Say something."""
        answer: ConversationOut = self._line.call(
            "POST", f"/api/v1/conversations/{part(number)}/messages", body=body
        )
        return answer

    def person(self, number: str) -> ConversationOut:
        """Ask for a person."""
        answer: ConversationOut = self._line.call(
            "POST", f"/api/v1/conversations/{part(number)}/person"
        )
        return answer
