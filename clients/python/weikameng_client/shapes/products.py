"""What the API takes and answers: products (generated)."""

from __future__ import annotations

from typing import NotRequired, TypedDict

from weikameng_client.shapes.everywhere import Said


class ProductIn(TypedDict):
    """What the shop sells: ``kind`` is one of the goods kinds of GET /policy; price in yuan."""

    sku: str
    kind: str
    name_zh: str
    name_en: str
    price: str
    window_days: NotRequired[int | None]
    promise_7d: NotRequired[bool]
    cross_border: NotRequired[bool]
    supplier: NotRequired[str]


class ProductOut(TypedDict):
    """A product as it is here; ``fulfilment``: key or direct, as its kind has it."""

    sku: str
    kind: str
    name: Said
    price_minor: int
    fulfilment: str
    window_days: int | None
    promise_7d: bool
    cross_border: bool
    supplier: str


class ProductsOut(TypedDict):
    """One page, the latest first."""

    items: list[ProductOut]
    next: str | None
