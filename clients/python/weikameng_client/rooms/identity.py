"""Calls: identity (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.identity import IdentityIn, IdentityOut


class Identity:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self, number: str) -> IdentityOut:
        """How far the identity check is."""
        answer: IdentityOut = self._line.call("GET", f"/api/v1/refunds/{part(number)}/identity")
        return answer

    def check(self, number: str, body: IdentityIn) -> IdentityOut:
        """Check the payer's identity."""
        answer: IdentityOut = self._line.call(
            "POST", f"/api/v1/refunds/{part(number)}/identity", body=body
        )
        return answer
