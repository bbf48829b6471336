"""What the API takes and answers: exports (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import ExportOut


class ExportsOut(TypedDict):
    """A page of exports, the latest first."""

    items: list[ExportOut]
    next: str | None
