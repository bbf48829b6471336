"""What the API takes and answers: exports (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import JobState


class ExportOut(TypedDict):
    """How far an export is; ``size_bytes`` and ``expires_at`` once its file is there."""

    id: int
    state: JobState
    done: int
    total: int
    asked_at: str
    ended_at: str | None
    size_bytes: int | None
    expires_at: str | None


class ExportsOut(TypedDict):
    """A page of exports, the latest first."""

    items: list[ExportOut]
    next: str | None
