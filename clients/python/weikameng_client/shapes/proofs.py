"""What the API takes and answers: proofs (generated)."""

from __future__ import annotations

from typing import TypedDict


class CheckpointOut(TypedDict):
    """The head signed last that its witnesses saw."""

    origin: str
    size: int
    note: str
    vkey: str
