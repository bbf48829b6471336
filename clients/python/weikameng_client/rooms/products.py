"""Calls: products (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.products import ProductIn, ProductOut, ProductsOut


class Products:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def push(self, body: ProductIn) -> ProductOut:
        """Push a product."""
        answer: ProductOut = self._line.call("POST", "/api/v1/products", body=body)
        return answer

    def listing(self, *, limit: int | None = None, cursor: str | None = None) -> ProductsOut:
        """The shop's products."""
        answer: ProductsOut = self._line.call(
            "GET", "/api/v1/products", query={"limit": limit, "cursor": cursor}
        )
        return answer

    def listing_all(
        self, *, limit: int | None = None, cursor: str | None = None
    ) -> Iterator[ProductOut]:
        """The shop's products, page after page."""
        return self._line.pages("/api/v1/products", query={"limit": limit, "cursor": cursor})

    def look(self, sku: str) -> ProductOut:
        """One product."""
        answer: ProductOut = self._line.call("GET", f"/api/v1/products/{part(sku)}")
        return answer
