"""What the API takes and answers: bodies (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Said


class BodiesOut(TypedDict):
    """One page, the oldest first."""

    items: list[BodyOut]
    next: str | None


class BodyOut(TypedDict):
    """One body that takes disputes now; ``code`` names it when a dispute is opened."""

    code: str
    name: Said
    three_from_minor: int | None
    key: str
