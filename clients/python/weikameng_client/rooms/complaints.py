"""Calls: complaints (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.complaints import (
    ComplaintOut,
    ComplaintsOut,
    Ended,
    Recorded,
    StandingOut,
)


class Complaints:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def record(self, body: Recorded) -> StandingOut:
        """Record a complaint."""
        answer: StandingOut = self._line.call("POST", "/api/v1/complaints", body=body)
        return answer

    def listing(
        self,
        *,
        order: str | None = None,
        refund: str | None = None,
        state: Literal["open", "closed"] | None = None,
        kind: Literal["complaint", "chargeback"] | None = None,
        route: str | None = None,
        reference: str | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ComplaintsOut:
        """Complaints, the open ones first."""
        answer: ComplaintsOut = self._line.call(
            "GET",
            "/api/v1/complaints",
            query={
                "order": order,
                "refund": refund,
                "state": state,
                "kind": kind,
                "route": route,
                "reference": reference,
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
        order: str | None = None,
        refund: str | None = None,
        state: Literal["open", "closed"] | None = None,
        kind: Literal["complaint", "chargeback"] | None = None,
        route: str | None = None,
        reference: str | None = None,
        changed_from: str | None = None,
        changed_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[ComplaintOut]:
        """Complaints, the open ones first, page after page."""
        return self._line.pages(
            "/api/v1/complaints",
            query={
                "order": order,
                "refund": refund,
                "state": state,
                "kind": kind,
                "route": route,
                "reference": reference,
                "changed_from": changed_from,
                "changed_to": changed_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def close(self, complaint_id: int, body: Ended) -> StandingOut:
        """Close a complaint."""
        answer: StandingOut = self._line.call(
            "POST", f"/api/v1/complaints/{part(complaint_id)}/close", body=body
        )
        return answer
