"""Calls: customers (generated)."""

from collections.abc import Iterator

from weikameng_client.line import Line, part
from weikameng_client.shapes.customers import CustomerOut, CustomersOut
from weikameng_client.shapes.everywhere import ExportOut, Forgotten


class Customers:
    """What can be asked of this room."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def listing(
        self,
        *,
        customer: str | None = None,
        erasure: Forgotten | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> CustomersOut:
        """The shop's customers."""
        answer: CustomersOut = self._line.call(
            "GET",
            "/api/v1/customers",
            query={"customer": customer, "erasure": erasure, "limit": limit, "cursor": cursor},
        )
        return answer

    def listing_all(
        self,
        *,
        customer: str | None = None,
        erasure: Forgotten | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Iterator[CustomerOut]:
        """The shop's customers, page after page."""
        return self._line.pages(
            "/api/v1/customers",
            query={"customer": customer, "erasure": erasure, "limit": limit, "cursor": cursor},
        )

    def export(self, customer: str) -> ExportOut:
        """Ask for everything of a customer."""
        answer: ExportOut = self._line.call("POST", f"/api/v1/customers/{part(customer)}/exports")
        return answer

    def progress(self, customer: str, export: int) -> ExportOut:
        """How far an export of a customer is."""
        answer: ExportOut = self._line.call(
            "GET", f"/api/v1/customers/{part(customer)}/exports/{part(export)}"
        )
        return answer

    def file(self, customer: str, export: int) -> bytes:
        """The file of a customer's export."""
        answer: bytes = self._line.call(
            "GET", f"/api/v1/customers/{part(customer)}/exports/{part(export)}/file"
        )
        return answer

    def look(self, customer: str) -> CustomerOut:
        """One customer."""
        answer: CustomerOut = self._line.call("GET", f"/api/v1/customers/{part(customer)}")
        return answer
