"""What the API takes and answers: uploads (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Said


class UploadOut(TypedDict):
    """One picture on its way in."""

    token: str
    order: str
    kind: str
    name: str
    size_bytes: int
    received_bytes: int
    state: str
    refusal: Said | None
    expires_at: str


class UploadsOut(TypedDict):
    """One page of what waits for an order's application, oldest first."""

    items: list[UploadOut]
    next: str | None
