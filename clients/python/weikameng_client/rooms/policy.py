"""Calls: policy (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.policy import PolicyOut, StandardOut, StandardsOut


class Policy:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def look(self) -> PolicyOut:
        """The policy in force."""
        answer: PolicyOut = self._line.call("GET", "/api/v1/policy")
        return answer

    def standards(self) -> StandardsOut:
        """What each reason needs."""
        answer: StandardsOut = self._line.call("GET", "/api/v1/standards")
        return answer

    def standard(self, code: str) -> StandardOut:
        """What one reason needs."""
        answer: StandardOut = self._line.call("GET", f"/api/v1/standards/{part(code)}")
        return answer
