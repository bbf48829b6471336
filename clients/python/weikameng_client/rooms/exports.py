"""Calls: exports (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.everywhere import ExportOut
from weikameng_client.shapes.exports import ExportsOut


class Exports:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def begin(self) -> ExportOut:
        """Ask for everything of the shop."""
        answer: ExportOut = self._line.call("POST", "/api/v1/exports")
        return answer

    def listing(self, *, limit: int | None = None, cursor: str | None = None) -> ExportsOut:
        """Exports of the shop."""
        answer: ExportsOut = self._line.call(
            "GET", "/api/v1/exports", query={"limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[ExportOut]:
        """Exports of the shop, page after page."""
        return self._line.pages("/api/v1/exports", query={"limit": limit, "cursor": cursor})

    def look(self, export: int) -> ExportOut:
        """How far an export is."""
        answer: ExportOut = self._line.call("GET", f"/api/v1/exports/{part(export)}")
        return answer

    def file(self, export: int) -> bytes:
        """The file of an export."""
        answer: bytes = self._line.call("GET", f"/api/v1/exports/{part(export)}/file")
        return answer
