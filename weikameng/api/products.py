"""Products of a shop through the API (P4): told before the orders that name them."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from weikameng.api.cursors import Cursor, Limit, NextCursor, page_of, place_in
from weikameng.api.shop_callers import Plain, demand_shop
from weikameng.api.words import Said, said
from weikameng.domain.errors import not_found
from weikameng.domain.money import minor_of
from weikameng.domain.words import Words
from weikameng.records.reading import catalogue
from weikameng.records.reading.shop_orders import code_of
from weikameng.services import shop_products
from weikameng.services.shop_products import MAX_NAME, MAX_SKU, MAX_WINDOW, Selling

router = Router(tags=["products"])
READ, WRITE = "orders:read", "orders:write"
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]


class ProductIn(Schema):
    """What the shop sells: ``kind`` is one of the goods kinds of GET /policy; price in yuan."""

    sku: str = Field(min_length=1, max_length=MAX_SKU, description="the shop's own name of it")
    kind: str = Field(max_length=40)
    name_zh: Name
    name_en: Name
    price: str = Field(pattern=r"^[0-9]{1,10}(\.[0-9]{1,2})?$", examples=["12.30"])
    window_days: int | None = Field(None, ge=1, le=MAX_WINDOW, description="None: as the kind's")
    promise_7d: bool = False
    cross_border: bool = False
    supplier: str = Field("", max_length=40, description="a supplier this platform asks, or none")


class ProductOut(Schema):
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


class ProductsOut(Schema):
    """One page, the latest first."""

    items: Sequence[ProductOut]
    next: NextCursor


@router.post("", response={201: ProductOut, 200: ProductOut}, summary="Push a product")
def push(request: HttpRequest, sent: ProductIn) -> Any:
    """Make it, or (200) bring it up to date; orders that are here keep what they were sold as."""
    shop_id = demand_shop(request, WRITE)
    given = sent.model_dump(exclude={"price"})
    selling = Selling(**given, price_minor=minor_of(sent.price))
    row, new = shop_products.keep(selling, (shop_id, code_of(shop_id)), at=timezone.now())
    return Status(201 if new else 200, _out(row))


@router.get("", response=ProductsOut, summary="The shop's products")
def listing(request: HttpRequest, limit: Limit = 20, cursor: Cursor = "") -> Any:
    """Return a page of them."""
    shop_id = demand_shop(request, READ)
    rows = catalogue.of_shop(shop_id, place_in(cursor), limit + 1)
    return page_of(rows, limit, _out, lambda row: row.pk)


@router.get("/{sku}", response=ProductOut, summary="One product")
def look(request: HttpRequest, sku: Plain) -> Any:
    """Return a product by the shop's own name of it."""
    row = catalogue.product_of_shop(demand_shop(request, READ), sku)
    if row is None:
        raise not_found()
    return _out(row)


def _out(row: Any) -> dict[str, Any]:
    return {
        "sku": row.shop_sku,
        "kind": row.kind,
        "name": said(Words(row.name_zh, row.name_en)),
        "price_minor": row.price_minor,
        "fulfilment": row.fulfilment,
        "window_days": row.window_days,
        "promise_7d": row.promise_7d,
        "cross_border": row.cross_border,
        "supplier": row.supplier,
    }
