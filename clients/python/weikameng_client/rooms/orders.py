"""Calls: orders (generated)."""

from collections.abc import Iterator
from typing import Literal

from weikameng_client.line import Line, part
from weikameng_client.shapes.everywhere import ItemsOut
from weikameng_client.shapes.orders import OrderIn, OrderOut, OrdersIn, OrdersOut, UpdatesIn


class Orders:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def push(self, body: OrderIn) -> OrderOut:
        """Push an order."""
        answer: OrderOut = self._line.call("POST", "/api/v1/orders", body=body)
        return answer

    def listing(
        self,
        *,
        external_number: str | None = None,
        customer: str | None = None,
        sku: str | None = None,
        state: Literal["awaiting_payment", "paid", "delivered", "failed", "cancelled"]
        | None = None,
        paid_from: str | None = None,
        paid_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> OrdersOut:
        """Orders, the latest first."""
        answer: OrdersOut = self._line.call(
            "GET",
            "/api/v1/orders",
            query={
                "external_number": external_number,
                "customer": customer,
                "sku": sku,
                "state": state,
                "paid_from": paid_from,
                "paid_to": paid_to,
                "limit": limit,
                "cursor": cursor,
            },
        )
        return answer

    def listing_all(
        self,
        *,
        external_number: str | None = None,
        customer: str | None = None,
        sku: str | None = None,
        state: Literal["awaiting_payment", "paid", "delivered", "failed", "cancelled"]
        | None = None,
        paid_from: str | None = None,
        paid_to: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[OrderOut]:
        """Orders, the latest first, page after page."""
        return self._line.pages(
            "/api/v1/orders",
            query={
                "external_number": external_number,
                "customer": customer,
                "sku": sku,
                "state": state,
                "paid_from": paid_from,
                "paid_to": paid_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def push_many(self, body: OrdersIn) -> ItemsOut:
        """Push many orders."""
        answer: ItemsOut = self._line.call("POST", "/api/v1/orders/bulk", body=body)
        return answer

    def look(self, number: str) -> OrderOut:
        """One order."""
        answer: OrderOut = self._line.call("GET", f"/api/v1/orders/{part(number)}")
        return answer

    def update(self, number: str, body: UpdatesIn) -> ItemsOut:
        """What became of an order's units."""
        answer: ItemsOut = self._line.call(
            "POST", f"/api/v1/orders/{part(number)}/usage", body=body
        )
        return answer
