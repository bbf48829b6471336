"""Serves kept pictures: only the re-encoded copy, sandboxed, never sniffed (R2.4)."""

import io

from django.http import FileResponse

from weikameng.domain.errors import not_found
from weikameng.services.evidence import picture


def sealed_picture(digest: str | None) -> FileResponse:
    """Return a picture by the digest of its copy; Refusal not_found without one."""
    if digest is None:
        raise not_found()
    response = FileResponse(io.BytesIO(picture(digest)), content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
