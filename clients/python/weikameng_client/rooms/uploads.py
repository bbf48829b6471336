"""Calls: uploads (generated)."""

from weikameng_client.line import Line, part
from weikameng_client.shapes.uploads import UploadOut, UploadsOut


class Uploads:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(self, *, order: str) -> UploadsOut:
        """Pictures that wait for an order's application."""
        answer: UploadsOut = self._line.call("GET", "/api/v1/uploads", query={"order": order})
        return answer

    def look(self, token: str) -> UploadOut:
        """One picture on its way in."""
        answer: UploadOut = self._line.call("GET", f"/api/v1/uploads/{part(token)}")
        return answer

    def remove(self, token: str) -> None:
        """Take a picture back."""
        self._line.call("DELETE", f"/api/v1/uploads/{part(token)}")
