"""Calls: complaints (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.complaints import ComplaintsOut, Ended, Recorded, StandingOut


class Complaints:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def record(self, body: Recorded) -> StandingOut:
        """Record a complaint."""
        answer: StandingOut = self._line.call("POST", "/api/v1/complaints", body=body)
        return answer

    def listing(self, *, order: str | None = None, page: int | None = None) -> ComplaintsOut:
        """Complaints, the open ones first."""
        answer: ComplaintsOut = self._line.call(
            "GET", "/api/v1/complaints", query={"order": order, "page": page}
        )
        return answer

    def close(self, complaint_id: int, body: Ended) -> StandingOut:
        """Close a complaint."""
        answer: StandingOut = self._line.call(
            "POST", f"/api/v1/complaints/{part(complaint_id)}/close", body=body
        )
        return answer
