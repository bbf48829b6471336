"""Calls: messages (generated)."""

from weikameng_client.line import Line
from weikameng_client.shapes.messages import MessagesOut


class Messages:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, page: int | None = None) -> MessagesOut:
        """What happened to my refunds, newest first."""
        answer: MessagesOut = self._line.call("GET", "/api/v1/messages", query={"page": page})
        return answer
