"""Calls: bodies (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line
from weikameng_client.shapes.bodies import BodiesOut, BodyOut


class Bodies:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, limit: int | None = None, cursor: str | None = None) -> BodiesOut:
        """Arbitration bodies a dispute can be taken to."""
        answer: BodiesOut = self._line.call(
            "GET", "/api/v1/arbitration-bodies", query={"limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[BodyOut]:
        """Arbitration bodies a dispute can be taken to, page after page."""
        return self._line.pages(
            "/api/v1/arbitration-bodies", query={"limit": limit, "cursor": cursor}
        )
