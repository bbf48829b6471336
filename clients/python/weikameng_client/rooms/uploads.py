"""Calls: uploads (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.uploads import UploadOut, UploadsOut


class Uploads:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self, *, order: str, limit: int | None = None, cursor: str | None = None
    ) -> UploadsOut:
        """Pictures that wait for an order's application."""
        answer: UploadsOut = self._line.call(
            "GET", "/api/v1/uploads", query={"order": order, "limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, order: str, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[UploadOut]:
        """Pictures that wait for an order's application, page after page."""
        return self._line.pages(
            "/api/v1/uploads", query={"order": order, "limit": limit, "cursor": cursor}
        )

    def look(self, token: str) -> UploadOut:
        """One picture on its way in."""
        answer: UploadOut = self._line.call("GET", f"/api/v1/uploads/{part(token)}")
        return answer

    def remove(self, token: str) -> None:
        """Take a picture back."""
        self._line.call("DELETE", f"/api/v1/uploads/{part(token)}")
