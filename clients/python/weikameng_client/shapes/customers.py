"""What the API takes and answers: customers (generated)."""

from __future__ import annotations

from typing import TypedDict

from weikameng_client.shapes.everywhere import Forgotten


class CustomerOut(TypedDict):
    """A customer of the shop."""

    customer: str
    name: str
    added_at: str
    erasure: Forgotten


class CustomersOut(TypedDict):
    """One page, by their numbers."""

    items: list[CustomerOut]
    next: str | None
