"""Calls: incidents (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.incidents import (
    ExpectedIn,
    IncidentIn,
    IncidentLine,
    IncidentOut,
    IncidentsOut,
    SeenIn,
    SentenceIn,
)


class Incidents:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, limit: int | None = None, cursor: str | None = None) -> IncidentsOut:
        """Incidents, the newest first."""
        answer: IncidentsOut = self._line.call(
            "GET", "/api/v1/incidents", query={"limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[IncidentLine]:
        """Incidents, the newest first, page after page."""
        return self._line.pages("/api/v1/incidents", query={"limit": limit, "cursor": cursor})

    def declare(self, body: IncidentIn) -> IncidentOut:
        """Declare what failed."""
        answer: IncidentOut = self._line.call("POST", "/api/v1/incidents", body=body)
        return answer

    def look(self, incident: int) -> IncidentOut:
        """One incident, with its dry run."""
        answer: IncidentOut = self._line.call("GET", f"/api/v1/incidents/{part(incident)}")
        return answer

    def report(self, incident: int) -> bytes:
        """What became of every unit, as CSV."""
        answer: bytes = self._line.call("GET", f"/api/v1/incidents/{part(incident)}/report")
        return answer

    def take_up(self, incident: int, body: SentenceIn) -> IncidentOut:
        """Declare what a rule proposed."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/take-up", body=body
        )
        return answer

    def ask(self, incident: int, body: ExpectedIn) -> IncidentOut:
        """Ask that it be started."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/ask", body=body
        )
        return answer

    def approve(self, incident: int, body: ExpectedIn) -> IncidentOut:
        """Start it, as another person."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/approve", body=body
        )
        return answer

    def pause(self, incident: int, body: SeenIn) -> IncidentOut:
        """Stop after what is being written."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/pause", body=body
        )
        return answer

    def resume(self, incident: int, body: SeenIn) -> IncidentOut:
        """Go on where it was stopped."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/resume", body=body
        )
        return answer

    def drop(self, incident: int, body: SeenIn) -> IncidentOut:
        """Put away what was never started."""
        answer: IncidentOut = self._line.call(
            "POST", f"/api/v1/incidents/{part(incident)}/drop", body=body
        )
        return answer
