"""What the API takes and answers: erasures (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Forgotten, Said


class ErasureOut(TypedDict):
    """How far an erasure is, and what it empties and leaves, in sentences for the customer."""

    state: Forgotten
    asked_at: str | None
    carries_at: str | None
    account_emptied_at: str | None
    done_at: str | None
    afterwards: str
    orders_now: int
    orders_open: int
    orders_later: int
    first_due_at: str | None
    gone: list[Said]
    stays: list[Said]
